// SPDX-License-Identifier: ISC
/*
 * /proc, /sys and /dev: what programs look up there.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "check.h"

static char text[1 << 20];

static const char *slurp(const char *path)
{
	int fd = open(path, O_RDONLY);
	size_t at = 0;
	ssize_t n;

	check(fd >= 0);
	while ((n = read(fd, text + at, sizeof(text) - 1 - at)) > 0)
		at += n;
	check(n == 0);
	text[at] = 0;
	close(fd);
	return text;
}

static long number_after(const char *path, const char *key)
{
	const char *at = strstr(slurp(path), key);

	check(at);
	return strtol(at + strlen(key), NULL, 10);
}

static void t_status(void)
{
	check(number_after("/proc/self/status", "\nPid:") == getpid());
	check(number_after("/proc/self/status", "\nPPid:") == getppid());
	check(number_after("/proc/self/status", "\nThreads:") == 1);
	check(number_after("/proc/self/status", "\nUid:") == getuid());
	check(strtol(slurp("/proc/self/stat"), NULL, 10) == getpid());
	check(strstr(text, "(procfs)"));
}

static void t_own_text(void)
{
	char exe[4096], *p = text;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	check(n > 0);
	exe[n] = 0;
	check(strstr(exe, "procfs"));
	check(!access(exe, X_OK));
	slurp("/proc/self/cmdline");
	check(strstr(text, "procfs"));
	check(!strcmp(slurp("/proc/self/comm"), "procfs\n"));
	check(!setenv("X", "1", 1));
	slurp("/proc/self/auxv");
	while (*(unsigned long *)p != AT_PAGESZ)
		p += 16;
	check(((unsigned long *)p)[1] == getauxval(AT_PAGESZ));
}

/* Start, end and rights of the mapping at @at. */
static int find_mapping(void *at, unsigned long *from, unsigned long *to,
			char rights[5])
{
	char *line = (char *)slurp("/proc/self/maps");

	for (; *line; line = strchr(line, '\n') + 1) {
		if (sscanf(line, "%lx-%lx %4s", from, to, rights) == 3 &&
		    (unsigned long)at >= *from && (unsigned long)at < *to)
			return 1;
	}
	return 0;
}

static void t_maps(void)
{
	char *p = mmap(NULL, 10 * 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	unsigned long from, to;
	char rights[5];
	int here;

	check(find_mapping(p, &from, &to, rights));
	check(from == (unsigned long)p && to == from + 40960);
	check(!strcmp(rights, "r--s"));
	check(!mprotect(p + 4096, 4096, PROT_READ | PROT_WRITE));
	check(find_mapping(p + 4096, &from, &to, rights));
	check(to - from == 4096 && !strcmp(rights, "rw-s"));
	check(find_mapping(&here, &from, &to, rights) && rights[1] == 'w');
	check(find_mapping((void *)(uintptr_t)t_maps, &from, &to, rights));
	check(rights[2] == 'x');
	check(!munmap(p, 10 * 4096) && !find_mapping(p, &from, &to, rights));
}

static void t_rss(void)
{
	long before = number_after("/proc/self/status", "\nVmRSS:"), after;
	size_t n = 32 << 20;
	char *p = get_pages(n);

	for (size_t i = 0; i < n; i += 4096)
		p[i] = 1;
	after = number_after("/proc/self/status", "\nVmRSS:");
	check(after - before >= 31 * 1024 && after - before < 36 * 1024);
	check(!munmap(p, n));
	after = number_after("/proc/self/status", "\nVmRSS:");
	check(after - before < 4 * 1024);
}

static void t_fds(void)
{
	char path[64], link[64];
	int fd = open("/dev/null", O_RDWR);
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, link, sizeof(link) - 1);
	check(n == 9 && !memcmp(link, "/dev/null", 9));
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	check(strstr(slurp(path), "flags:"));
	close(fd);
	check_errno(readlink(path, link, 10), ENOENT);
}

static int entries(const char *path)
{
	DIR *d = opendir(path);
	int n = 0;

	check(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void t_directories(void)
{
	check(entries("/proc/self/task") == 1);
	check(entries("/proc/self/fd") >= 4);
	check(entries("/sys") >= 5);
	check(!access("/sys/class/net/lo", F_OK));
	check(!access("/proc/sys/kernel/hostname", R_OK));
	check_errno(open("/proc/self/nothing", O_RDONLY), ENOENT);
	check_errno(mkdir("/proc/x", 0700), ENOENT);
}

static void t_system(void)
{
	struct sysinfo si;
	struct utsname u;
	double up = strtod(slurp("/proc/uptime"), NULL);

	check(!sysinfo(&si) && (double)si.uptime + 1 >= up);
	check(number_after("/proc/meminfo", "MemTotal:") ==
	      (long)(si.totalram * si.mem_unit / 1024));
	check(number_after("/proc/meminfo", "MemAvailable:") > 0);
	check(strstr(slurp("/proc/cpuinfo"), "processor\t: 0") || text[0]);
	check(!uname(&u) && !strcmp(u.sysname, "Linux"));
	check(strstr(slurp("/proc/version"), u.release));
	check(number_after("/proc/stat", "cpu") >= 0);
	check(strstr(slurp("/proc/filesystems"), "tmpfs"));
	check(strstr(slurp("/proc/mounts"), "/proc"));
	check(strchr(slurp("/proc/loadavg"), '/'));
	check(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
}

static void t_devices(void)
{
	char buf[64] = "x";
	struct stat st;
	int fd;

	check(!stat("/dev/null", &st) && st.st_rdev == makedev(1, 3));
	fd = open("/dev/zero", O_RDWR);
	check(read(fd, buf, 64) == 64 && !buf[0] && !buf[63]);
	fd = open("/dev/full", O_RDWR);
	check_errno(write(fd, buf, 1), ENOSPC);
	fd = open("/dev/urandom", O_RDONLY);
	check(read(fd, buf, 64) == 64);
	check(memcmp(buf, buf + 32, 32));
	fd = open("/dev/random", O_RDONLY);
	check(read(fd, buf, 16) == 16);
	check(!access("/dev/ptmx", W_OK) && !access("/dev/fd", F_OK));
	check(!access("/dev/shm", W_OK));
}

static void t_limits(void)
{
	struct rlimit l = { 123, 456 };

	check(!setrlimit(RLIMIT_NOFILE, &l));
	check(strstr(slurp("/proc/self/limits"),
		     "Max open files            123                  456"));
}

static const struct test tests[] = {
	{ "status", t_status }, { "own-text", t_own_text },
	{ "maps", t_maps }, { "rss", t_rss }, { "fds", t_fds },
	{ "directories", t_directories }, { "system", t_system },
	{ "devices", t_devices }, { "limits", t_limits }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
