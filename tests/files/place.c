// SPDX-License-Identifier: ISC
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "place.h"

void new_place(void)
{
	char name[] = "place-XXXXXX";

	check(mkdtemp(name));
	check(!chmod(name, 0777));
	check(!chdir(name));
	umask(022);
}

void put(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	check(fd >= 0);
	check(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	check(!close(fd));
}

const char *get(const char *name)
{
	static char text[4096];
	int fd = open(name, O_RDONLY);
	ssize_t n;

	check(fd >= 0);
	n = read(fd, text, sizeof(text) - 1);
	check(n >= 0);
	text[n] = 0;
	close(fd);
	return text;
}

struct stat stat_of(const char *name)
{
	struct stat st;

	check(!lstat(name, &st));
	return st;
}

mode_t mode_of(const char *name)
{
	return stat_of(name).st_mode & 07777;
}
