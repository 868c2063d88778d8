// SPDX-License-Identifier: ISC
/*
 * NUMBERS, and OOM: sums of the whole guest, out of /proc.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "joined.h"
#include "lib/cleanup.h"
#include "life.h"
#include "namespaces.h"

#define FILE_MAX	16384

static char *read_file(const struct guest *g, const char *name)
{
	static char text[FILE_MAX];
	cleanup_fd int fd = openat(g->proc, name, O_RDONLY | O_CLOEXEC);
	size_t end = 0;
	ssize_t n;

	while (fd >= 0 && end < sizeof(text) - 1) {
		n = read(fd, text + end, sizeof(text) - 1 - end);
		if (n <= 0)
			break;
		end += n;
	}
	text[end] = 0;
	return text;
}

/* The number behind @name at the start of a line; 0 if there is none. */
static uint64_t number(const char *text, const char *name)
{
	size_t size = strlen(name);

	while (text) {
		if (!strncmp(text, name, size) &&
		    !isalnum((unsigned char)text[size]) && text[size] != '_')
			return strtoull(text + size + (text[size] == ':'),
					NULL, 10);
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return 0;
}

static void read_memory(const struct guest *g, struct nabla_control_numbers *n)
{
	const char *text = read_file(g, "meminfo");

	n->memory_total = number(text, "MemTotal") * 1024;
	n->memory_free = number(text, "MemFree") * 1024;
	n->memory_available = number(text, "MemAvailable") * 1024;
	n->memory_cached = number(text, "Cached") * 1024;
}

static void read_events(const struct guest *g, struct nabla_control_numbers *n)
{
	const char *text = read_file(g, "vmstat");

	n->oom_kills = number(text, "oom_kill");
	n->faults = number(text, "pgfault");
	n->major_faults = number(text, "pgmajfault");
}

/* cpu USER NICE SYSTEM ..., in ticks. */
static void read_cpu(const struct guest *g, struct nabla_control_numbers *n)
{
	char *at = read_file(g, "stat") + 4;
	const uint64_t tick = 1000000000 / sysconf(_SC_CLK_TCK);

	n->cpu_user_ns = strtoull(at, &at, 10) * tick;
	n->cpu_user_ns += strtoull(at, &at, 10) * tick;
	n->cpu_system_ns = strtoull(at, &at, 10) * tick;
}

/*
 * What is in /proc with a number but init; threads of the kernel have no text.
 */
static uint64_t count_processes(const struct guest *g)
{
	int fd = openat(g->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;
	uint64_t count = 0;
	char path[300], end;

	while (dir && (d = readdir(dir))) {
		if (!isdigit((unsigned char)d->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "%s/exe", d->d_name);
		count += readlinkat(g->proc, path, &end, 1) >= 0;
	}
	if (dir)
		closedir(dir);
	return count ? count - 1 : 0;
}

static const char *group_file(const struct joined *j, const char *name)
{
	static char text[FILE_MAX];

	cgroup_read(&j->guest, name, text, sizeof(text));
	return text;
}

static bool count_one(void *count, pid_t pid)
{
	(void)pid;
	++*(uint64_t *)count;
	return true;
}

/* What its control group counts; without a limit the guest's memory is it. */
static void read_group(const struct life *l, const struct joined *j,
		       struct nabla_control_numbers *n)
{
	uint64_t limit, used;

	read_memory(l->guest, n);
	limit = strtoull(group_file(j, "memory.max"), NULL, 10);
	used = strtoull(group_file(j, "memory.current"), NULL, 10);
	if (limit && limit < n->memory_total)
		n->memory_total = limit;
	n->memory_free = used < n->memory_total ? n->memory_total - used : 0;
	if (n->memory_available > n->memory_free)
		n->memory_available = n->memory_free;
	n->memory_cached = number(group_file(j, "memory.stat"), "file");
	n->cpu_user_ns = number(group_file(j, "cpu.stat"), "user_usec") * 1000;
	n->cpu_system_ns = number(group_file(j, "cpu.stat"), "system_usec") *
			   1000;
	n->oom_kills = number(group_file(j, "memory.events"), "oom_kill");
	n->faults = number(group_file(j, "memory.stat"), "pgfault");
	n->major_faults = number(group_file(j, "memory.stat"), "pgmajfault");
	cgroup_each(&j->guest, count_one, &n->processes);
}

static void read_all(const struct guest *g, struct nabla_control_numbers *n)
{
	read_memory(g, n);
	read_events(g, n);
	read_cpu(g, n);
	n->processes = count_processes(g);
}

void numbers_tell(struct life *l, uint32_t id, const struct joined *j)
{
	struct nabla_control_numbers n;

	memset(&n, 0, sizeof(n));
	if (j)
		read_group(l, j, &n);
	else
		read_all(l->guest, &n);
	channel_send(&l->channel, NABLA_CONTROL_NUMBERS, 0, id, &n, sizeof(n));
}

void oom_open(struct life *l)
{
	l->log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (l->log >= 0)
		lseek(l->log, 0, SEEK_END);
}

/* It counts before it writes: what is counted too late is in the log again. */
void oom_look(struct life *l)
{
	lseek(l->log, 0, SEEK_END);
	oom_tell(l);
}

void oom_tell(struct life *l)
{
	struct nabla_control_numbers n;

	if (l->channel.fd < 0)
		return;
	read_events(l->guest, &n);
	if (n.oom_kills == l->oom_kills)
		return;
	l->oom_kills = n.oom_kills;
	channel_send(&l->channel, NABLA_CONTROL_OOM, 0, 0, &l->oom_kills,
		     sizeof(l->oom_kills));
}
