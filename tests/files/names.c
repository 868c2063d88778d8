// SPDX-License-Identifier: ISC
/*
 * Names and folders: what a local file system does with them.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "place.h"

static void t_hard_link(void)
{
	new_place();
	put("a", "one");
	check(!link("a", "b"));
	check(stat_of("a").st_nlink == 2 && stat_of("b").st_nlink == 2);
	check(stat_of("a").st_ino == stat_of("b").st_ino);
	put("b", "two");
	check(!strcmp(get("a"), "two"));
	check_errno(link("a", "b"), EEXIST);
	check_errno(link(".", "c"), EPERM);
	check(!unlink("a"));
	check(stat_of("b").st_nlink == 1);
	check(!strcmp(get("b"), "two"));
	check_errno(stat("a", &(struct stat) { 0 }), ENOENT);
}

static void t_link_symlink(void)
{
	new_place();
	check(!symlink("nowhere", "s"));
	check(!link("s", "t"));
	check(S_ISLNK(stat_of("t").st_mode) && stat_of("t").st_nlink == 2);
}

static void t_symlink(void)
{
	char text[PATH_MAX], got[PATH_MAX];

	new_place();
	memset(text, 'x', sizeof(text));
	text[PATH_MAX - 2] = 0;
	check(!symlink("f", "s"));
	put("s", "through");
	check(!strcmp(get("f"), "through"));
	check(stat_of("s").st_size == 1);
	check(readlink("s", got, sizeof(got)) == 1 && got[0] == 'f');
	check_errno(readlink("f", got, sizeof(got)), EINVAL);
	check_errno(open("s", O_RDONLY | O_NOFOLLOW), ELOOP);
	check(!symlink("loop", "loop"));
	check_errno(open("loop", O_RDONLY), ELOOP);
	check(!symlink("/proc/self/exe", "absolute"));
	check(open("absolute", O_RDONLY) >= 0);
	check_errno(symlink("", "e"), ENOENT);
	text[255] = 0;
	check(!symlink(text, "long"));
	check(readlink("long", got, sizeof(got)) == 255);
	check(!lchown("s", 5, 6));
	check(stat_of("s").st_uid == 5 && stat_of("f").st_uid == 0);
}

static void t_rename(void)
{
	new_place();
	put("a", "one");
	put("b", "two");
	check(!rename("a", "b"));
	check(!strcmp(get("b"), "one"));
	check_errno(access("a", F_OK), ENOENT);
	check(!mkdir("d", 0755) && !mkdir("e", 0755) && !mkdir("e/f", 0755));
	check(!rename("b", "d/b"));
	check(!strcmp(get("d/b"), "one"));
	check_errno(rename("d", "e"), ENOTEMPTY);
	check(!rename("d", "e/f"));
	check(!strcmp(get("e/f/b"), "one"));
	check_errno(rename("e", "e/f/g"), EINVAL);
	put("h", "x");
	check_errno(rename("h", "e"), EISDIR);
	check_errno(rename("e", "h"), ENOTDIR);
	check_errno(rename("none", "h"), ENOENT);
	check(!link("h", "i") && !rename("h", "i"));
	check(stat_of("h").st_nlink == 2);	/* the same file: nothing is done */
}

static void t_rename_flags(void)
{
	new_place();
	put("a", "one");
	put("b", "two");
	check(!mkdir("d", 0755));
	check_errno(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_NOREPLACE),
		    EEXIST);
	check(!renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_EXCHANGE));
	check(!strcmp(get("a"), "two") && !strcmp(get("b"), "one"));
	check(!renameat2(AT_FDCWD, "a", AT_FDCWD, "d", RENAME_EXCHANGE));
	check(S_ISDIR(stat_of("a").st_mode) && !strcmp(get("d"), "two"));
	check_errno(renameat2(AT_FDCWD, "a", AT_FDCWD, "c", RENAME_EXCHANGE),
		    ENOENT);
	check(!renameat2(AT_FDCWD, "b", AT_FDCWD, "c", RENAME_NOREPLACE));
	check(!renameat2(AT_FDCWD, "c", AT_FDCWD, "w", RENAME_WHITEOUT));
	check(S_ISCHR(stat_of("c").st_mode) && !stat_of("c").st_rdev);
	check_errno(renameat2(AT_FDCWD, "w", AT_FDCWD, "x",
			      RENAME_NOREPLACE | RENAME_EXCHANGE), EINVAL);
}

static void t_rename_open(void)
{
	char c;
	int fd, dir;

	new_place();
	check(!mkdir("d", 0755));
	put("d/a", "1");
	put("b", "2");
	fd = open("b", O_RDONLY);
	dir = open("d", O_RDONLY | O_DIRECTORY);
	check(!rename("d/a", "b"));
	check(read(fd, &c, 1) == 1 && c == '2');
	check(!rename("d", "e"));
	check(!mkdirat(dir, "sub", 0755));
	check(S_ISDIR(stat_of("e/sub").st_mode));
}

static void t_directories(void)
{
	new_place();
	check(!mkdir("d", 01777));
	check(mode_of("d") == 01755);
	check(stat_of("d").st_nlink == 2);
	check(!mkdir("d/e", 0700));
	check(stat_of("d").st_nlink == 3);
	check_errno(mkdir("d", 0777), EEXIST);
	check_errno(rmdir("d"), ENOTEMPTY);
	check_errno(rmdir("d/."), EINVAL);
	check_errno(rmdir("d/e/.."), ENOTEMPTY);
	check_errno(unlink("d/e"), EISDIR);
	check_errno(mkdir("none/x", 0777), ENOENT);
	put("f", "");
	check_errno(mkdir("f/x", 0777), ENOTDIR);
	check_errno(rmdir("f"), ENOTDIR);
	check(!rmdir("d/e") && !rmdir("d"));
	check_errno(open("d", O_RDONLY), ENOENT);
}

static void t_gone_directory(void)
{
	new_place();
	check(!mkdir("d", 0755));
	check(!chdir("d"));
	check(!rmdir("../d"));
	check_errno(open("x", O_CREAT | O_WRONLY, 0600), ENOENT);
	check_errno(mkdir("y", 0755), ENOENT);
	check(stat_of(".").st_nlink == 0);
}

static void t_name_limits(void)
{
	char name[300];

	new_place();
	memset(name, 'n', sizeof(name));
	name[255] = 0;
	put(name, "x");
	check(!strcmp(get(name), "x"));
	name[255] = 'n';
	name[256] = 0;
	check_errno(open(name, O_CREAT | O_WRONLY, 0600), ENAMETOOLONG);
	put("\xff\x01 \n*", "odd");
	check(!strcmp(get("\xff\x01 \n*"), "odd"));
}

static int count_entries(DIR *d)
{
	int n = 0;

	while (readdir(d))
		n++;
	return n;
}

static void t_readdir(void)
{
	struct dirent *de;
	char name[40];
	long where;
	DIR *d;

	new_place();
	for (int i = 0; i < 700; i++) {
		snprintf(name, sizeof(name), "file-number-%d", i);
		put(name, "");
	}
	check(!mkdir("dir", 0755));
	d = opendir(".");
	check(d && count_entries(d) == 703);
	rewinddir(d);
	for (int i = 0; i < 300; i++)
		check(readdir(d));
	where = telldir(d);
	check(count_entries(d) == 403);
	seekdir(d, where);
	check(count_entries(d) == 403);
	rewinddir(d);
	while ((de = readdir(d))) {
		struct stat st = stat_of(de->d_name);

		check(de->d_ino == st.st_ino || !strcmp(de->d_name, ".."));
		check(de->d_type == IFTODT(st.st_mode));
	}
	closedir(d);
}

static int count_by(int fd, char *buf, size_t size)
{
	const struct dirent64 *de;
	int n = 0;
	long got;

	while ((got = getdents64(fd, buf, size)) > 0)
		for (long at = 0; at < got; at += de->d_reclen, n++)
			de = (const void *)(buf + at);
	check(!got);
	return n;
}

/* In pieces of any size; what is new behind the end is found from the beginning. */
static void t_readdir_pieces(void)
{
	_Alignas(struct dirent64) static char buf[65536];
	const size_t size[] = { 64, 300, 2048, 32768, 65536 };
	char name[40];
	int fd;

	new_place();
	for (int i = 0; i < 450; i++) {
		snprintf(name, sizeof(name), "a-name-of-some-length-%d", i);
		put(name, "");
	}
	fd = open(".", O_RDONLY | O_DIRECTORY);
	for (size_t i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
		check(count_by(fd, buf, size[i]) == 452 + (int)i);
		check(!count_by(fd, buf, size[i]));
		snprintf(name, sizeof(name), "new-%zu", i);
		put(name, "");
		check(!lseek(fd, 0, SEEK_SET));
	}
	close(fd);
}

static void t_readdir_removing(void)
{
	struct dirent *de;
	char name[40];
	int n = 0;
	DIR *d;

	new_place();
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		put(name, "");
	}
	d = opendir(".");
	while ((de = readdir(d))) {
		if (de->d_name[0] == '.')
			continue;
		check(!unlink(de->d_name));
		n++;
	}
	check(n == 500);
	rewinddir(d);
	check(count_entries(d) == 2);
}

static const struct test tests[] = {
	{ "hard-link", t_hard_link },
	{ "link-symlink", t_link_symlink },
	{ "symlink", t_symlink },
	{ "rename", t_rename },
	{ "rename-flags", t_rename_flags },
	{ "rename-open", t_rename_open },
	{ "directories", t_directories },
	{ "gone-directory", t_gone_directory },
	{ "name-limits", t_name_limits },
	{ "readdir", t_readdir },
	{ "readdir-pieces", t_readdir_pieces },
	{ "readdir-removing", t_readdir_removing },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
