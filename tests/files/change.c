// SPDX-License-Identifier: ISC
/*
 * Programs that a test of suite 60-files has run in a guest while it changes
 * the same files from outside:
 *
 *	change write FILE MB	writes and says "written", then waits
 *	change map FILE		by a mapping, half of it synced; likewise
 *	change watch FILE	says each change of its text for 10 s
 *	change cached FILE	whether its own writes spare its cache
 *	change race FOLDER	makes and removes links and folders for 3 s; then,
 *				a while after there is a "done", lists
 *	change list FOLDER	what there is: names, types, sizes
 *	change until LOG FOLDER	appends numbers to a log, each also in a file of its
 *				own, until that fails; says why, and the first that
 *				was not written
 *	change fill MB		whether that much memory stays as it is for 5 s
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "place.h"

static void say(const char *text)
{
	dprintf(1, "%s\n", text);
}

static void write_file(const char *name, int mb)
{
	static char buf[1 << 20];
	int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0644);

	check(fd >= 0);
	for (int i = 0; i < mb; i++) {
		memset(buf, 'a' + i % 26, sizeof(buf));
		check(write(fd, buf, sizeof(buf)) == sizeof(buf));
	}
	say("written");
	pause();
}

static void map_file(const char *name)
{
	int fd = open(name, O_CREAT | O_RDWR | O_TRUNC, 0644);
	char *p;

	check(!ftruncate(fd, 8192));
	p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(p != MAP_FAILED);
	memset(p, 's', 4096);
	check(!msync(p, 4096, MS_SYNC));
	memset(p + 4096, 'u', 4096);		/* in time */
	say("written");
	pause();
}

static void watch_file(const char *name)
{
	char last[4096] = "";
	size_t len;

	for (int64_t end = now_ns() + 10000000000; now_ns() < end;) {
		const char *text = access(name, F_OK) ? "gone\n" : get(name);

		if (strcmp(text, last)) {
			len = strlen(text);
			memcpy(last, text, len + 1);
			check(write(1, text, len) == (ssize_t)len);
		}
		sleep_ms(10);
	}
}

static int cached_pages(int fd, size_t len)
{
	static unsigned char in[256];
	void *p = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
	int n = 0;

	check(len <= sizeof(in) * 4096);
	check(p != MAP_FAILED && !mincore(p, len, in));
	for (size_t i = 0; i < len / 4096; i++)
		n += in[i] & 1;
	munmap(p, len);
	return n;
}

static void stay_cached(const char *name)
{
	static char buf[1 << 20];
	int fd = open(name, O_RDWR);
	struct stat st;

	check(fd >= 0 && read(fd, buf, sizeof(buf)) == sizeof(buf));
	for (int i = 0; i < 20; i++) {
		check(pwrite(fd, "own", 3, i * 5000) == 3);
		check(!fstat(fd, &st));
		check(pread(fd, buf, 3, i * 7000) == 3);
	}
	say(cached_pages(fd, sizeof(buf)) == 256 ? "kept" : "dropped");
	/* Now the host writes, until this is seen. */
	for (int64_t end = now_ns() + 5000000000; now_ns() < end;) {
		sleep_ms(50);
		check(pread(fd, buf, 4, 500000) == 4);
		if (!memcmp(buf, "host", 4)) {
			say("seen");
			pause();
		}
	}
}

static void list(const char *folder)
{
	struct dirent **names;
	int n = scandir(folder, &names, NULL, alphasort);
	char path[500];
	struct stat st;

	check(n >= 0);
	for (int i = 0; i < n; i++) {
		if (!strcmp(names[i]->d_name, ".") ||
		    !strcmp(names[i]->d_name, ".."))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
		check(!lstat(path, &st));
		printf("%s %o %ld\n", path, st.st_mode,
		       S_ISDIR(st.st_mode) ? 0 : (long)st.st_size);
		if (S_ISDIR(st.st_mode))
			list(path);
	}
	fflush(stdout);
}

/* Where the host removes and renames the same. */
static void race(const char *folder)
{
	int64_t end = now_ns() + 3000000000;
	int n = 0;

	check(!chdir(folder));
	for (int i = 0; now_ns() < end; i++) {
		char name[40];
		int fd;

		snprintf(name, sizeof(name), "d%d", i % 4);
		mkdir(name, 0755);
		snprintf(name, sizeof(name), "d%d/f", i % 4);
		fd = open(name, O_CREAT | O_RDWR, 0644);
		n += fd >= 0 && write(fd, "x", 1) == 1;
		close(fd);
		unlink(name);
		symlink("/etc", "link");
		unlink("link");
		snprintf(name, sizeof(name), "d%d", i % 4);
		rmdir(name);
	}
	say(n > 10 ? "raced" : "nothing done");
	while (access("done", F_OK))
		sleep_ms(20);
	sleep_ms(1500);			/* what was cached is old by then */
	list(".");
}

/* Nobody else may write to what a program has. */
static void fill(long mb)
{
	size_t n = (size_t)mb << 20;
	unsigned char *p = get_pages(n);
	int64_t end = now_ns() + 5000000000;

	memset(p, 0x5a, n);
	while (now_ns() < end) {
		for (size_t i = 0; i < n; i += 512) {
			if (p[i] == 0x5a)
				continue;
			say("changed");
			return;
		}
		sleep_ms(100);
	}
	say("intact");
}

static bool write_number(const char *name, int flags, int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d\n", n);
	int fd = open(name, O_CREAT | O_WRONLY | flags, 0644);
	bool done = fd >= 0 && write(fd, text, (size_t)len) == len;

	if (fd < 0)
		return false;
	return !close(fd) && done;
}

/* Its code is all in memory: nobody may be there to read it from. */
static void write_until(const char *log, const char *folder)
{
	char name[4096];
	int n = 0;

	check(!mlockall(MCL_CURRENT | MCL_FUTURE));
	say("begun");
	for (;; n++) {
		snprintf(name, sizeof(name), "%s/%d", folder, n);
		if (!write_number(log, O_APPEND, n) ||
		    !write_number(name, O_TRUNC, n))
			break;
	}
	dprintf(1, "%s\nended %d\n", strerror(errno), n);
}

int main(int argc, char **argv)
{
	check(argc == 3 || argc == 4);
	if (!strcmp(argv[1], "write"))
		write_file(argv[2], (int)strtol(argv[argc - 1], NULL, 10));
	else if (!strcmp(argv[1], "map"))
		map_file(argv[2]);
	else if (!strcmp(argv[1], "watch"))
		watch_file(argv[2]);
	else if (!strcmp(argv[1], "cached"))
		stay_cached(argv[2]);
	else if (!strcmp(argv[1], "list"))
		list(argv[2]);
	else if (!strcmp(argv[1], "until") && argc == 4)
		write_until(argv[2], argv[3]);
	else if (!strcmp(argv[1], "fill"))
		fill(strtol(argv[2], NULL, 10));
	else
		race(argv[2]);
	return 0;
}
