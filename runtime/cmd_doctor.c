// SPDX-License-Identifier: ISC
/* doctor: what this host has of what containers need, in plain words. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/args.h"
#include "runtime/commands.h"
#include "runtime/hierarchy.h"
#include "runtime/localhost.h"
#include "runtime/programs.h"

/* LESS: it works, with something missing. */
enum verdict { GOOD, LESS, BAD };

struct report {
	enum verdict worst;
	struct arena arena;
};

static void say(struct report *r, enum verdict v, const char *what,
		const char *why)
{
	static const char *const words[] = { "yes", "partly", "NO" };

	printf("%-7s %s%s%s\n", words[v], what, *why ? ": " : "", why);
	if (v > r->worst)
		r->worst = v;
}

static void check_programs(struct report *r)
{
	struct programs p;
	struct err e = { 0 };
	int rc = programs_find(&p, &r->arena, &e);

	say(r, rc ? BAD : GOOD, "tender, kernel, file server and relay are "
	    "installed", rc ? e.text : p.kernel);
}

static void check_rights(struct report *r)
{
	cap_t own = cap_get_proc();
	cap_flag_value_t admin = CAP_CLEAR;

	if (own)
		cap_get_flag(own, CAP_SYS_ADMIN, CAP_EFFECTIVE, &admin);
	cap_free(own);
	say(r, admin == CAP_SET ? GOOD : BAD, "rights to make containers",
	    admin == CAP_SET ? "" : "CAP_SYS_ADMIN is missing: be root");
}

/* In a child, which takes what it tries with it. */
static bool can_unshare(int flag)
{
	int status = 1;
	pid_t pid = fork();

	if (!pid)
		_exit(unshare(flag) ? 1 : 0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
}

static void check_namespaces(struct report *r)
{
	static const struct {
		int flag;
		const char *what;
		enum verdict v;
	} n[] = {
		{ CLONE_NEWNS, "mount namespaces", BAD },
		{ CLONE_NEWNET, "network namespaces", BAD },
		{ CLONE_NEWIPC, "ipc namespaces", LESS },
		{ CLONE_NEWUTS, "uts namespaces", LESS },
		{ CLONE_NEWCGROUP, "cgroup namespaces", LESS },
		{ CLONE_NEWUSER, "user namespaces", LESS },
	};

	for (unsigned int i = 0; i < sizeof(n) / sizeof(*n); i++)
		say(r, can_unshare(n[i].flag) ? GOOD : n[i].v, n[i].what, "");
}

static void check_seccomp(struct report *r)
{
	__u32 action = SECCOMP_RET_KILL_PROCESS;
	bool good = !syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);

	say(r, good ? GOOD : BAD, "seccomp filters", good ? "" :
	    "CONFIG_SECCOMP_FILTER is needed");
}

static void check_packets(struct report *r)
{
	cleanup_fd int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	say(r, fd >= 0 ? GOOD : BAD, "packet sockets, for networks",
	    fd >= 0 ? "" : strerror(errno));
}

static void check_localhost(struct report *r)
{
	struct err e = { 0 };
	int rc = localhost_probe(&e);

	say(r, rc ? LESS : GOOD, "connections to a guest's localhost "
	    "from outside (port-forward)", rc ? e.text : "");
}

static void check_mount_calls(struct report *r)
{
	bool good = syscall(SYS_mount_setattr, -1, "", 0, NULL, 0) < 0 &&
		    errno != ENOSYS;

	say(r, good ? GOOD : BAD, "mount_setattr(2), for volumes",
	    good ? "" : "Linux 5.12 is needed");
}

static void check_memory(struct report *r)
{
	cleanup_fd int fd = memfd_create("runnc-doctor", MFD_CLOEXEC);

	say(r, fd >= 0 ? GOOD : BAD, "memory files", fd >= 0 ? "" :
	    strerror(errno));
}

static bool has_file(const struct hierarchy *h, const char *file)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s%s/%s", h->mount, h->own, file);
	return !access(path, F_OK);
}

static void check_cgroups(struct report *r)
{
	struct hierarchy h[HIERARCHIES_MAX];
	struct err e = { 0 };
	int n = hierarchies_find(&r->arena, h, &e);
	bool memory = false, freezer = false, writable = n > 0;

	for (int i = 0; i < n; i++) {
		memory |= has_file(&h[i], "memory.usage_in_bytes") ||
			  has_file(&h[i], "memory.current");
		freezer |= hierarchy_has(&h[i], "freezer") || h[i].v2;
		writable &= !access(h[i].mount, W_OK);
	}
	say(r, n > 0 ? GOOD : LESS, "control groups", n > 0 ? h[0].v2 ?
	    "version 2" : "version 1" : "limits are not honoured");
	say(r, memory ? GOOD : LESS, "memory limits", "");
	say(r, freezer ? GOOD : LESS, "pause and resume", "");
	say(r, writable ? GOOD : LESS, "control groups can be made", "");
}

static void check_device(struct report *r, const char *path, const char *what)
{
	bool good = !access(path, R_OK | W_OK);

	say(r, good ? GOOD : LESS, what, good ? "" : path);
}

static void check_unikernels(struct report *r)
{
	struct programs p;
	struct err e = { 0 };
	int rc = programs_find_tender(&p, &r->arena, "solo5-spt", &e);

	say(r, rc ? LESS : GOOD, "tender of Solo5 unikernels is installed",
	    rc ? e.text : "");
	check_device(r, "/dev/net/tun", "taps, for networks of unikernels");
	check_device(r, "/dev/kvm", "KVM, for unikernels made for hvt");
}

int command_doctor(const struct runtime *rt, int argc, char **argv,
		   struct err *e)
{
	static const struct arg none[] = { { NULL } };
	struct report r = { GOOD };
	char **words;

	(void)rt;
	if (args_parse(none, argc, argv, 0, 0, &words, e) < 0)
		return -e->code;
	check_programs(&r);
	check_rights(&r);
	check_seccomp(&r);
	check_namespaces(&r);
	check_mount_calls(&r);
	check_memory(&r);
	check_packets(&r);
	check_localhost(&r);
	check_cgroups(&r);
	check_unikernels(&r);
	arena_free(&r.arena);
	if (fflush(stdout))
		return err_errno(e, "writing to standard output");
	return r.worst == BAD;
}
