// SPDX-License-Identifier: ISC
/* Files in /tmp, which must be a tmpfs. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/micro/micro.h"

#define NAME "/tmp/micro.file"
#define FOLDER "/tmp/micro.folder"

static void make_file(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT, 0600);

	must(fd >= 0);
	close(fd);
}

static uint64_t run_stat(uint64_t n)
{
	struct stat st;
	uint64_t time;

	make_file(NAME);
	time = timed(n, must(stat(NAME, &st) == 0));
	unlink(NAME);
	return time;
}

static void open_close(void)
{
	int fd = open(NAME, O_RDONLY);

	must(fd >= 0);
	close(fd);
}

static uint64_t run_open(uint64_t n)
{
	uint64_t time;

	make_file(NAME);
	time = timed(n, open_close());
	unlink(NAME);
	return time;
}

static uint64_t run_read(uint64_t n)
{
	static char buf[PAGE];
	int fd = get_file(65536);
	uint64_t time = timed(n, must(pread(fd, buf, PAGE, 8192) == PAGE));

	close(fd);
	return time;
}

static uint64_t run_write(uint64_t n)
{
	static char buf[PAGE];
	int fd = get_file(65536);
	uint64_t time = timed(n, must(pwrite(fd, buf, PAGE, 8192) == PAGE));

	close(fd);
	return time;
}

static void create_unlink(void)
{
	make_file(NAME);
	must(unlink(NAME) == 0);
}

static uint64_t run_create(uint64_t n)
{
	return timed(n, create_unlink());
}

static void read_folder(void)
{
	DIR *d = opendir(FOLDER);
	int count = 0;

	must(d);
	while (readdir(d))
		count++;
	closedir(d);
	must(count == 102);
}

static uint64_t run_folder(uint64_t n)
{
	char name[64];
	uint64_t time;

	must(mkdir(FOLDER, 0700) == 0);
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), FOLDER "/%d", i);
		make_file(name);
	}
	time = timed(n, read_folder());
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), FOLDER "/%d", i);
		must(unlink(name) == 0);
	}
	must(rmdir(FOLDER) == 0);
	return time;
}

const struct row file_rows[] = {
	{ "stat", run_stat },
	{ "open-close", run_open },
	{ "read-4k", run_read },
	{ "write-4k", run_write },
	{ "create-unlink", run_create },
	{ "readdir-100", run_folder },
	{ NULL }
};
