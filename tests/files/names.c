// SPDX-License-Identifier: ISC
/*
 * Names and attributes: what a local file system does with them.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
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

static void t_modes(void)
{
	new_place();
	put("f", "");
	check(mode_of("f") == 0644);
	for (mode_t m = 0; m <= 07777; m += 0111) {
		check(!chmod("f", m));
		check(mode_of("f") == m);
	}
	umask(077);
	put("g", "");
	check(mode_of("g") == 0600);
	umask(0);
	check(!mkdir("d", 0777) && mode_of("d") == 0777);
	check(!mknod("p", S_IFIFO | 0666, 0) && mode_of("p") == 0666);
	check(open("h", O_CREAT | O_RDWR, 04711) >= 0 && mode_of("h") == 04711);
}

static void t_owner(void)
{
	new_place();
	put("f", "");
	check(!chown("f", 1000, 2000));
	check(stat_of("f").st_uid == 1000 && stat_of("f").st_gid == 2000);
	check(!chown("f", -1, 7));
	check(stat_of("f").st_uid == 1000 && stat_of("f").st_gid == 7);
	check(!chmod("f", 06755) && !chown("f", 1, 1));
	check(mode_of("f") == 0755);
	check(!chmod("f", 02644) && !chown("f", 1, 1));
	check(mode_of("f") == 02644);
	check(!chown(".", 3, 4) && stat_of(".").st_gid == 4);
}

/* In a child, since there is no way back. */
static void as_user(void)
{
	check(!setgid(100) && !setuid(1000));
}

static void user_makes_files(void)
{
	as_user();
	put("u", "");
	check(stat_of("u").st_uid == 1000 && stat_of("u").st_gid == 100);
	check(!mkdir("ud", 0777) && stat_of("ud").st_uid == 1000);
	check(!symlink("x", "us") && stat_of("us").st_uid == 1000);
	check(!mkfifo("up", 0600) && stat_of("up").st_gid == 100);
	check_errno(chown("u", 0, 0), EPERM);
	check_errno(chmod("root", 0777), EPERM);
	check_errno(open("root", O_RDONLY), EACCES);
	check_errno(unlink("sticky/root"), EPERM);
	check_errno(mkdir("closed/x", 0777), EACCES);
	check_errno(access("closed/x", F_OK), EACCES);
	check_errno(mknod("dev", S_IFCHR | 0666, makedev(1, 3)), EPERM);
	check_errno(utimensat(AT_FDCWD, "readable", (struct timespec[2]) { { 1 } },
			      0), EPERM);
}

static void t_user(void)
{
	new_place();
	put("root", "");
	put("readable", "");
	check(!chmod("root", 0600));
	check(!mkdir("sticky", 0777) && !chmod("sticky", 01777));
	put("sticky/root", "");
	check(!mkdir("closed", 0700));
	check(!status_of(user_makes_files));
}

static void t_setgid_directory(void)
{
	new_place();
	check(!mkdir("d", 0755) && !chown("d", 0, 55) && !chmod("d", 02755));
	put("d/f", "");
	check(stat_of("d/f").st_gid == 55);
	check(!mkdir("d/sub", 0755));
	check(stat_of("d/sub").st_gid == 55 && mode_of("d/sub") == 02755);
}

static void user_writes(void)
{
	int fd;

	as_user();
	fd = open("w", O_WRONLY);
	check(fd >= 0 && write(fd, "x", 1) == 1);
	check(!truncate("t", 1));
}

static void t_setuid_bits(void)
{
	new_place();
	put("w", "data");
	put("t", "data");
	put("r", "data");
	check(!chmod("w", 06777) && !chmod("t", 06777) && !chmod("r", 06777));
	check(!status_of(user_writes));
	check(mode_of("w") == 0777);
	check(mode_of("t") == 0777);
	put("r", "x");				/* root keeps them */
	check(mode_of("r") == 06777);
}

static void t_capability(void)
{
	/* cap_net_raw=ep, version 2 */
	static const unsigned char v[20] = { 1, 0, 0, 2, 0, 0x20 };
	char got[20];

	new_place();
	put("f", "x");
	check(!setxattr("f", "security.capability", v, sizeof(v), 0));
	check(getxattr("f", "security.capability", got, sizeof(got)) == 20);
	check(!memcmp(got, v, sizeof(v)));
	put("f", "y");
	check_errno(getxattr("f", "security.capability", got, sizeof(got)),
		    ENODATA);
}

static bool equal(struct timespec a, time_t s, long ns)
{
	return a.tv_sec == s && a.tv_nsec == ns;
}

static void t_times(void)
{
	struct timespec ts[2] = { { 1000000000, 123456789 }, { 5, 7 } };
	struct timespec omit[2] = { { 0, UTIME_OMIT }, { 9, 9 } };
	struct stat before, after;

	new_place();
	put("f", "x");
	check(!utimensat(AT_FDCWD, "f", ts, 0));
	check(equal(stat_of("f").st_atim, 1000000000, 123456789));
	check(equal(stat_of("f").st_mtim, 5, 7));
	check(!utimensat(AT_FDCWD, "f", omit, 0));
	check(equal(stat_of("f").st_atim, 1000000000, 123456789));
	check(equal(stat_of("f").st_mtim, 9, 9));
	before = stat_of("f");
	sleep_ms(20);
	check(!chmod("f", 0600));
	after = stat_of("f");
	check(after.st_ctim.tv_sec > before.st_ctim.tv_sec ||
	      after.st_ctim.tv_nsec > before.st_ctim.tv_nsec);
	check(equal(after.st_mtim, 9, 9));
	put("f", "y");
	check(stat_of("f").st_mtim.tv_sec > 1000000000);
	check(!symlink("f", "s"));
	check(!utimensat(AT_FDCWD, "s", ts, AT_SYMLINK_NOFOLLOW));
	check(equal(stat_of("s").st_mtim, 5, 7));
	check(!utimensat(AT_FDCWD, "f", NULL, 0));
}

static void t_directory_times(void)
{
	struct timespec ts[2] = { { 5, 0 }, { 5, 0 } };

	new_place();
	check(!mkdir("d", 0755) && !utimensat(AT_FDCWD, "d", ts, 0));
	put("d/f", "");
	check(stat_of("d").st_mtim.tv_sec > 5);
	check(!utimensat(AT_FDCWD, "d", ts, 0) && !unlink("d/f"));
	check(stat_of("d").st_mtim.tv_sec > 5);
}

static void t_xattr(void)
{
	char big[4000], got[4096];

	new_place();
	put("f", "");
	check(!setxattr("f", "user.one", "value", 5, 0));
	check(getxattr("f", "user.one", NULL, 0) == 5);
	check(getxattr("f", "user.one", got, sizeof(got)) == 5);
	check(!memcmp(got, "value", 5));
	check_errno(getxattr("f", "user.one", got, 2), ERANGE);
	check_errno(setxattr("f", "user.one", "x", 1, XATTR_CREATE), EEXIST);
	check_errno(setxattr("f", "user.two", "x", 1, XATTR_REPLACE), ENODATA);
	check(!setxattr("f", "user.empty", "", 0, 0));
	check(getxattr("f", "user.empty", got, sizeof(got)) == 0);
	check(listxattr("f", got, sizeof(got)) == 20);
	check(listxattr("f", NULL, 0) == 20);
	check_errno(listxattr("f", got, 3), ERANGE);
	check(!removexattr("f", "user.one"));
	check_errno(removexattr("f", "user.one"), ENODATA);
	memset(big, 'b', sizeof(big));
	check(!setxattr("f", "user.big", big, 3000, 0));
	check(getxattr("f", "user.big", got, sizeof(got)) == 3000);
	check_errno(setxattr("f", "nonsense.x", "x", 1, 0), EOPNOTSUPP);
	check(!symlink("f", "s"));
	check_errno(lsetxattr("s", "user.x", "x", 1, 0), EPERM);
	check(!setxattr(".", "user.dir", "d", 1, 0));
	check(getxattr(".", "user.dir", got, sizeof(got)) == 1);
}

/* In the form that the kernel takes: version, then tag, permissions, id. */
struct acl_entry {
	uint16_t tag, perm;
	uint32_t id;
};

struct acl {
	uint32_t version;
	struct acl_entry entry[5];
};

#define ACL_FOR(user, perm) { 2, {					\
	{ 0x01, 6, -1 }, { 0x02, perm, user }, { 0x04, 4, -1 },		\
	{ 0x10, 6, -1 }, { 0x20, 0, -1 } } }

static void user_reads(void)
{
	as_user();
	check(open("f", O_RDONLY) >= 0);
	check_errno(open("f", O_WRONLY), EACCES);
	check_errno(open("g", O_RDONLY), EACCES);
}

static void t_acl(void)
{
	struct acl acl = ACL_FOR(1000, 4), got;

	new_place();
	put("f", "");
	put("g", "");
	check(!chmod("f", 0600) && !chmod("g", 0600));
	check(!setxattr("f", "system.posix_acl_access", &acl, sizeof(acl), 0));
	check(getxattr("f", "system.posix_acl_access", &got, sizeof(got)) ==
	      sizeof(acl));
	check(!memcmp(&acl, &got, sizeof(acl)));
	check(mode_of("f") == 0660);
	check(!status_of(user_reads));
	check(!chmod("f", 0600));		/* the mask */
	check(getxattr("f", "system.posix_acl_access", &got, sizeof(got)) ==
	      sizeof(acl));
	check(got.entry[3].perm == 0);
	check(!removexattr("f", "system.posix_acl_access"));
}

static void t_default_acl(void)
{
	struct acl acl = ACL_FOR(1000, 6), got;

	new_place();
	check(!mkdir("d", 0755));
	check(!setxattr("d", "system.posix_acl_default", &acl, sizeof(acl), 0));
	umask(077);				/* of no effect there */
	put("d/f", "");
	check(getxattr("d/f", "system.posix_acl_access", &got, sizeof(got)) ==
	      sizeof(acl));
	check(mode_of("d/f") == 0660);
	check(!mkdir("d/e", 0777));
	check(getxattr("d/e", "system.posix_acl_default", &got, sizeof(got)) ==
	      sizeof(acl));
	check_errno(setxattr("d/f", "system.posix_acl_default", &acl,
			     sizeof(acl), 0), EACCES);
}

static void t_fifo(void)
{
	char c = 0;
	pid_t pid;
	int fd;

	new_place();
	check(!mkfifo("p", 0644));
	check(S_ISFIFO(stat_of("p").st_mode));
	pid = start();
	if (!pid) {
		fd = open("p", O_WRONLY);
		_exit(write(fd, "z", 1) != 1);
	}
	fd = open("p", O_RDONLY);
	check(fd >= 0 && read(fd, &c, 1) == 1 && c == 'z');
	check(!finish(pid));
	check(open("p", O_WRONLY | O_NONBLOCK) >= 0);
	check(!close(fd));
	check_errno(open("p", O_WRONLY | O_NONBLOCK), ENXIO);
	fd = open("p", O_RDONLY | O_NONBLOCK);
	check_errno(read(fd, &c, 1), EAGAIN);
}

static void t_socket(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "sock" };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	int c = socket(AF_UNIX, SOCK_STREAM, 0);

	new_place();
	check(!bind(s, (struct sockaddr *)&a, sizeof(a)));
	check(S_ISSOCK(stat_of("sock").st_mode));
	check_errno(bind(c, (struct sockaddr *)&a, sizeof(a)), EADDRINUSE);
	check(!listen(s, 1));
	check(!connect(c, (struct sockaddr *)&a, sizeof(a)));
	check(write(c, "x", 1) == 1);
	check_errno(open("sock", O_RDONLY), ENXIO);
	check(!unlink("sock"));
}

static void t_devices(void)
{
	char buf[8] = "xxxxxxx";
	int fd;

	new_place();
	check(!mknod("null", S_IFCHR | 0666, makedev(1, 3)));
	check(!mknod("zero", S_IFCHR | 0600, makedev(1, 5)));
	check(!mknod("block", S_IFBLK | 0600, makedev(250, 251)));
	check(!mknod("plain", S_IFREG | 0600, 0));
	check(stat_of("block").st_rdev == makedev(250, 251));
	check(S_ISBLK(stat_of("block").st_mode));
	fd = open("zero", O_RDONLY);
	check(fd >= 0 && read(fd, buf, 8) == 8 && !buf[0] && !buf[7]);
	fd = open("null", O_WRONLY);
	check(fd >= 0 && write(fd, buf, 8) == 8);
	/* No such disk, or no disks at all. */
	check(open("block", O_RDONLY) < 0 && (errno == ENXIO || errno == ENODEV));
}

static void t_statfs(void)
{
	struct statfs st;
	int fd;

	new_place();
	check(!statfs(".", &st));
	check(st.f_bsize >= 512 && st.f_blocks && st.f_bavail <= st.f_blocks);
	check(st.f_namelen == 255 && st.f_files);
	fd = open("f", O_CREAT | O_RDWR, 0600);
	check(!fstatfs(fd, &st) && st.f_blocks);
}

static void t_inotify(void)
{
	char buf[4096];
	struct inotify_event *e = (void *)buf;
	int fd = inotify_init1(IN_NONBLOCK);

	new_place();
	check(inotify_add_watch(fd, ".", IN_ALL_EVENTS) >= 0);
	check(!mkdir("d", 0755));
	check(read(fd, buf, sizeof(buf)) > 0);
	check(e->mask == (IN_CREATE | IN_ISDIR) && !strcmp(e->name, "d"));
	put("f", "x");
	check(read(fd, buf, sizeof(buf)) > 0 && e->mask == IN_CREATE);
	check(!rename("f", "g"));
	check(read(fd, buf, sizeof(buf)) > 0 && e->mask == IN_MOVED_FROM);
	check(!unlink("g"));
	check(read(fd, buf, sizeof(buf)) > 0);
}

static void t_open_flags(void)
{
	int fd;

	new_place();
	put("f", "x");
	check_errno(open("f", O_CREAT | O_EXCL | O_WRONLY, 0600), EEXIST);
	check(!symlink("nowhere", "s"));
	check_errno(open("s", O_CREAT | O_EXCL | O_WRONLY, 0600), EEXIST);
	check(open("s", O_CREAT | O_WRONLY, 0600) >= 0);
	check(S_ISREG(stat_of("nowhere").st_mode));
	check_errno(open("f", O_RDONLY | O_DIRECTORY), ENOTDIR);
	check_errno(open(".", O_WRONLY), EISDIR);
	check_errno(open("f/", O_RDONLY), ENOTDIR);
	fd = open("f", O_PATH);
	check(fd >= 0);
	check_errno(read(fd, &fd, 1), EBADF);
	fd = open("new", O_CREAT | O_RDONLY, 0);
	check(fd >= 0 && mode_of("new") == 0);
	fd = open("ro", O_CREAT | O_RDWR, 0444);
	check(fd >= 0 && write(fd, "w", 1) == 1);
}

static void t_tmpfile(void)
{
	char path[40], c = 0;
	int fd, dir;

	new_place();
	fd = open(".", O_TMPFILE | O_RDWR, 0640);
	check(fd >= 0 && write(fd, "t", 1) == 1);
	dir = open(".", O_RDONLY);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check(!linkat(AT_FDCWD, path, dir, "named", AT_SYMLINK_FOLLOW));
	check(!strcmp(get("named"), "t") && mode_of("named") == 0640);
	check(stat_of("named").st_nlink == 1);
	check(pread(fd, &c, 1, 0) == 1 && c == 't');
	fd = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check_errno(linkat(AT_FDCWD, path, dir, "no", AT_SYMLINK_FOLLOW),
		    ENOENT);
}

static void t_unlinked(void)
{
	char c = 0;
	struct stat st;
	int fd;

	new_place();
	put("f", "data");
	fd = open("f", O_RDWR);
	check(!unlink("f"));
	put("f", "other");
	check(!fstat(fd, &st) && st.st_nlink == 0 && st.st_size == 4);
	check(read(fd, &c, 1) == 1 && c == 'd');
	check(pwrite(fd, "more", 4, 4) == 4);
	check(!fchmod(fd, 0600) && !ftruncate(fd, 6));
	check(!fsetxattr(fd, "user.x", "y", 1, 0));
	check(!fstat(fd, &st) && st.st_size == 6);
	check((st.st_mode & 0777) == 0600);
	check(!strcmp(get("f"), "other"));
}

static void t_many_unlinked(void)
{
	int fd[200];
	char c;

	new_place();
	for (int i = 0; i < 200; i++) {
		fd[i] = open("x", O_CREAT | O_EXCL | O_RDWR, 0600);
		check(fd[i] >= 0 && write(fd[i], &i, 1) == 1);
		check(!unlink("x"));
	}
	for (int i = 0; i < 200; i++)
		check(pread(fd[i], &c, 1, 0) == 1 && (unsigned char)c == i);
}

static void t_deep(void)
{
	new_place();
	for (int i = 0; i < 300; i++)
		check(!mkdir("directory", 0755) && !chdir("directory"));
	put("f", "deep");
	for (int i = 0; i < 300; i++)
		check(!chdir(".."));
	check(S_ISDIR(stat_of("directory").st_mode));
}

static void t_exec(void)
{
	pid_t pid;

	new_place();
	put("script", "#!/proc/self/exe nonsense\n");
	check_errno(execl("script", "script", NULL), EACCES);
	check(!chmod("script", 0755));
	put("text", "no program");
	check(!chmod("text", 0755));
	check_errno(execl("text", "text", NULL), ENOEXEC);
	pid = start();
	if (!pid) {
		execl("script", "script", NULL);
		_exit(3);
	}
	check(finish(pid) == 255);		/* our own: no such case */
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
	{ "readdir-removing", t_readdir_removing },
	{ "modes", t_modes },
	{ "owner", t_owner },
	{ "user", t_user },
	{ "setgid-directory", t_setgid_directory },
	{ "setuid-bits", t_setuid_bits },
	{ "capability", t_capability },
	{ "times", t_times },
	{ "directory-times", t_directory_times },
	{ "xattr", t_xattr },
	{ "acl", t_acl },
	{ "default-acl", t_default_acl },
	{ "fifo", t_fifo },
	{ "socket", t_socket },
	{ "devices", t_devices },
	{ "statfs", t_statfs },
	{ "inotify", t_inotify },
	{ "open-flags", t_open_flags },
	{ "tmpfile", t_tmpfile },
	{ "unlinked", t_unlinked },
	{ "many-unlinked", t_many_unlinked },
	{ "deep", t_deep },
	{ "exec", t_exec },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
