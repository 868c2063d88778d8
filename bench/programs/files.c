// SPDX-License-Identifier: ISC
/*
 * files FOLDER [COMMAND...]: operations on files of FOLDER, which has a file
 * "big"; then how long COMMAND takes from its start to its end.  Prints lines
 * of row, unit, value.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FILES	2000
#define BIG_MB	256
#define RUNS	10

static char buf[1 << 20];

static void must(int holds)
{
	if (!holds) {
		perror("files");
		exit(1);
	}
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *name_of(int i)
{
	static char name[32];

	snprintf(name, sizeof(name), "files/f%d", i);
	return name;
}

static void create_one(int i)
{
	int fd = open(name_of(i), O_CREAT | O_EXCL | O_WRONLY, 0644);

	must(fd >= 0 && write(fd, buf, 4096) == 4096);
	close(fd);
}

static void stat_one(int i)
{
	struct stat st;

	must(!stat(name_of(i), &st));
}

static void read_one(int i)
{
	int fd = open(name_of(i), O_RDONLY);

	must(fd >= 0 && read(fd, buf, 4096) == 4096);
	close(fd);
}

static void rename_one(int i)
{
	char to[32];

	snprintf(to, sizeof(to), "files/g%d", i);
	must(!rename(name_of(i), to) && !rename(to, name_of(i)));
}

static void unlink_one(int i)
{
	must(!unlink(name_of(i)));
}

static void per_second(const char *row, void (*one)(int), int n)
{
	double start = now();

	for (int i = 0; i < n; i++)
		one(i);
	printf("%s /s %.0f\n", row, n / (now() - start));
}

static void list_all(void)
{
	double start = now();
	DIR *d = opendir("files");
	int n = 0;

	must(d != NULL);
	while (readdir(d))
		n++;
	closedir(d);
	must(n == FILES + 2);
	printf("readdir /s %.0f\n", n / (now() - start));
}

static void sync_one(int i)
{
	static int fd = -1;

	if (!i)
		fd = open("synced", O_CREAT | O_WRONLY, 0644);
	must(pwrite(fd, buf, 4096, 0) == 4096 && !fdatasync(fd));
}

static void write_big(void)
{
	double start = now();
	int fd = open("new", O_CREAT | O_WRONLY | O_TRUNC, 0644);

	must(fd >= 0);
	for (int i = 0; i < BIG_MB; i++)
		must(write(fd, buf, sizeof(buf)) == sizeof(buf));
	close(fd);
	printf("write-seq MB/s %.0f\n", BIG_MB / (now() - start));
	unlink("new");
}

static void read_big(const char *row)
{
	double start = now();
	int fd = open("big", O_RDONLY);
	ssize_t n, total = 0;

	must(fd >= 0);
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		total += n;
	close(fd);
	must(total == (ssize_t)BIG_MB << 20);
	printf("%s MB/s %.0f\n", row, BIG_MB / (now() - start));
}

static void run(char **command)
{
	int status;
	pid_t pid = fork();

	must(pid >= 0);
	if (!pid) {
		execvp(command[0], command);
		_exit(127);
	}
	must(waitpid(pid, &status, 0) == pid && !status);
}

static void run_command(char **command)
{
	double start = now();

	run(command);
	printf("start-first ms %.2f\n", (now() - start) * 1e3);
	start = now();
	for (int i = 0; i < RUNS; i++)
		run(command);
	printf("start-again ms %.2f\n", (now() - start) * 1e3 / RUNS);
}

int main(int argc, char **argv)
{
	must(argc > 1 && !chdir(argv[1]));
	read_big("read-first");
	read_big("read-again");
	write_big();
	must(!mkdir("files", 0755));
	per_second("create-4k", create_one, FILES);
	per_second("stat", stat_one, FILES);
	per_second("read-4k", read_one, FILES);
	list_all();
	per_second("rename", rename_one, FILES);
	per_second("unlink", unlink_one, FILES);
	per_second("write-fdatasync", sync_one, 50);
	must(!rmdir("files") && !unlink("synced"));
	if (argc > 2)
		run_command(argv + 2);
	return 0;
}
