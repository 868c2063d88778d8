// SPDX-License-Identifier: ISC
/*
 * Appends by several, in guests and on the host, to one file at once.
 *
 *	appends write FILE NAME COUNT	COUNT lines, by two processes each
 *	appends check FILE WRITERS COUNT
 *
 * A line says whose it is, which it is, and how long.  Whoever writes one finds
 * it where the position of the file says; who checks finds each once, whole,
 * and those of one process in their order.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_MAX_	20000
#define WRITERS_MAX	16

static void must(int holds, const char *what)
{
	if (holds)
		return;
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

/* Most are short; some are longer than a page, and some than the stage. */
static size_t length_of(unsigned int i)
{
	if (i % 50 == 49)
		return LINE_MAX_ - i % 7;
	return i % 10 == 9 ? 4000 + i * 37 % 900 : 40 + i * 13 % 160;
}

static size_t make_line(char *line, const char *name, unsigned int i)
{
	size_t len = length_of(i);
	int n = snprintf(line, LINE_MAX_, "%s %u %zu ", name, i, len);

	memset(line + n, 'a' + (int)(i % 26), len - (size_t)n - 1);
	line[len - 1] = '\n';
	return len;
}

static void write_lines(const char *file, const char *name, unsigned int count)
{
	static char line[LINE_MAX_], back[LINE_MAX_];
	int fd = open(file, O_RDWR | O_APPEND | O_CREAT, 0666);

	must(fd >= 0, "open");
	for (unsigned int i = 0; i < count; i++) {
		size_t len = make_line(line, name, i);
		off_t end;

		must(write(fd, line, len) == (ssize_t)len, "write");
		end = lseek(fd, 0, SEEK_CUR);
		must(end >= (off_t)len, "position");
		must(pread(fd, back, len, end - (off_t)len) == (ssize_t)len,
		     "pread");
		must(!memcmp(line, back, len), "what is at the position");
	}
	must(!close(fd), "close");
}

static void write_twice(const char *file, const char *name, unsigned int count)
{
	char own[32];
	int status;
	pid_t pid = fork();

	must(pid >= 0, "fork");
	snprintf(own, sizeof(own), "%s%d", name, !pid);
	write_lines(file, own, count);
	if (!pid)
		exit(0);
	must(waitpid(pid, &status, 0) == pid && !status, "the other process");
	printf("%s done\n", name);
}

static struct writer {
	char name[32];
	unsigned int next;
} writer[WRITERS_MAX];

static struct writer *writer_of(const char *name)
{
	for (int i = 0; i < WRITERS_MAX; i++) {
		if (!writer[i].name[0])
			snprintf(writer[i].name, sizeof(writer[i].name), "%s",
				 name);
		if (!strcmp(writer[i].name, name))
			return &writer[i];
	}
	return NULL;
}

static void check_line(const char *line, size_t len)
{
	static char want[LINE_MAX_];
	struct writer *w;
	unsigned int i;
	char name[32];

	must(sscanf(line, "%31s %u", name, &i) == 2, "a line that is none");
	w = writer_of(name);
	must(w && i == w->next++, "a line out of order");
	must(i < 1000000 && make_line(want, name, i) == len &&
	     !memcmp(want, line, len), "a line that is torn");
}

static void check_lines(const char *file, int writers, unsigned int count)
{
	FILE *f = fopen(file, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	int i = 0;

	must(f != NULL, "open");
	while ((n = getline(&line, &size, f)) > 0)
		check_line(line, (size_t)n);
	for (; i < WRITERS_MAX && writer[i].name[0]; i++)
		must(writer[i].next == count, "lines are missing");
	must(i == writers, "number of writers");
	printf("%d times %u lines\n", writers, count);
}

int main(int argc, char **argv)
{
	unsigned int count;

	must(argc == 5, "arguments");
	count = (unsigned int)strtoul(argv[4], NULL, 10);
	if (!strcmp(argv[1], "write"))
		write_twice(argv[2], argv[3], count);
	else
		check_lines(argv[2], (int)strtoul(argv[3], NULL, 10), count);
	return 0;
}
