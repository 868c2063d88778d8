// SPDX-License-Identifier: ISC
/*
 * PROCESSES: what /proc has of each process but init and the kernel's threads.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "joined.h"
#include "lib/cleanup.h"
#include "lib/str.h"
#include "life.h"
#include "namespaces.h"
#include "processes.h"

#define KERNEL_THREAD	0x00200000	/* PF_KTHREAD, in the ninth field */
#define PER_FRAME	(CONTROL_PAYLOAD_MAX / \
			 sizeof(struct nabla_control_process))

/*
 * The start of a file of /proc, with a NUL behind it; false if there is none.
 */
static bool read_file(int proc, const char *pid, const char *name, char *text,
		      size_t size)
{
	char path[64];
	cleanup_fd int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s", pid, name);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, size - 1);
	if (n < 0)
		return false;
	text[n] = 0;
	return true;
}

/*
 * PID (NAME) STATE PPID ...: a name may hold anything, so its end is the last.
 * False for a thread of the kernel.
 */
static bool parse_stat(char *text, struct nabla_control_process *p)
{
	char *name = strchr(text, '('), *end = strrchr(text, ')');
	unsigned long long user, system;
	unsigned int parent, flags;
	long pages;
	char state;

	if (!name || !end || end <= name)
		return false;
	if (sscanf(end + 1, " %c %u %*d %*d %*d %*d %u %*u %*u %*u %*u %llu "
		   "%llu %*d %*d %*d %*d %*d %*d %*u %*u %ld", &state, &parent,
		   &flags, &user, &system, &pages) != 6)
		return false;
	if (flags & KERNEL_THREAD)
		return false;
	*end = 0;
	snprintf(p->name, sizeof(p->name), "%s", name + 1);
	p->state = state;
	p->parent = parent;
	p->cpu_ms = (user + system) * 1000 / sysconf(_SC_CLK_TCK);
	p->resident = (uint64_t)pages * sysconf(_SC_PAGESIZE);
	return true;
}

bool process_is_program(int proc, const char *pid)
{
	struct nabla_control_process p;
	char text[1024];

	return read_file(proc, pid, "stat", text, sizeof(text)) &&
	       parse_stat(text, &p);
}

/* The innermost of its numbers, if it has more than init sees. */
static uint32_t pid_inside(int proc, const char *pid)
{
	char text[2048], *line, *end, *last;

	if (!read_file(proc, pid, "status", text, sizeof(text)))
		return 0;
	line = strstr(text, "\nNSpid:");
	if (!line)
		return 0;
	line += sizeof("\nNSpid:") - 1;
	end = strchr(line, '\n');
	if (!end)
		return 0;
	*end = 0;
	last = strrchr(line, '\t');
	return last && last != line ? strtoul(last, NULL, 10) : 0;
}

static bool describe(const struct guest *g, const char *pid,
		     struct nabla_control_process *p)
{
	char text[1024];
	struct stat st;
	uint64_t number;

	memset(p, 0, sizeof(*p));
	if (str_u64(pid, 10, 2, UINT32_MAX, &number) ||
	    !read_file(g->proc, pid, "stat", text, sizeof(text)) ||
	    !parse_stat(text, p) || fstatat(g->proc, pid, &st, 0))
		return false;
	p->pid = number;
	p->uid = st.st_uid;
	p->pid_inside = pid_inside(g->proc, pid);
	if (!p->pid_inside && !g->first)
		p->pid_inside = p->pid;
	return true;
}

static DIR *open_proc(const struct guest *g)
{
	int fd = openat(g->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

struct list {
	struct life *life;
	uint32_t id;
	unsigned int n;
	struct nabla_control_process p[PER_FRAME];
};

static void add(struct list *l, const char *pid)
{
	if (!describe(l->life->guest, pid, &l->p[l->n]) || ++l->n < PER_FRAME)
		return;
	channel_send(&l->life->channel, NABLA_CONTROL_PROCESSES,
		     NABLA_CONTROL_MORE, l->id, l->p, sizeof(l->p));
	l->n = 0;
}

static bool add_one(void *list, pid_t pid)
{
	char name[16];

	snprintf(name, sizeof(name), "%d", pid);
	add(list, name);
	return true;
}

static void add_all(struct list *l)
{
	DIR *dir = open_proc(l->life->guest);
	struct dirent *d;

	while (dir && (d = readdir(dir)))
		add(l, d->d_name);
	if (dir)
		closedir(dir);
}

void processes_tell(struct life *l, uint32_t id, const struct joined *j)
{
	static struct list list;

	list.life = l;
	list.id = id;
	list.n = 0;
	if (j)
		cgroup_each(&j->guest, add_one, &list);
	else
		add_all(&list);
	channel_send(&l->channel, NABLA_CONTROL_PROCESSES, 0, id, list.p,
		     list.n * sizeof(*list.p));
}
