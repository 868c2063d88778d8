// SPDX-License-Identifier: ISC
/*
 * relay-filters ISA: the filters of nabla-relay as C arrays, compiled by
 * libseccomp on the building machine, so that the program itself stays small.
 * What is not listed kills the process.
 */
#include <errno.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

struct call {
	const char *name;
	const char *why;
	int arg;			/* the one looked at; -1: none */
	uint64_t value;			/* that it must have ... */
	uint64_t mask;			/* ... in these bits; 0: in all */
};

/* Of both kinds of relay. */
static const struct call common[] = {
	{ "ppoll", "waits", -1 },
	{ "recvmsg", "frames", -1 },
	{ "sendmsg", "frames", -1 },
	{ "recvfrom", "input, where it is a socket", -1 },
	{ "sendto", "output likewise", -1 },
	{ "close", "connections and streams that have ended", -1 },
	{ "read", "input, of a pipe; signals", -1 },
	{ "write", "its log; output", -1 },
	{ "brk", "memory", -1 },
	{ "mmap", "memory, never executable", 2, 0, PROT_EXEC },
	{ "munmap", "memory", -1 },
	{ "mremap", "queues that grow", -1 },
	{ "madvise", "memory given back", -1 },
	{ "ioctl", "size of a terminal", 1, TIOCGWINSZ },
	{ "clock_gettime", "deadlines, where the vDSO can't tell", -1 },
	{ "rt_sigprocmask", "the C library, when it ends the process", -1 },
	{ "exit_group", "the end", -1 },
	{ NULL }
};

static const struct call relay[] = {
	{ "accept4", "clients, connections to localhost", -1 },
	{ "getsockname", "which port of localhost", -1 },
	{ "shutdown", "a connection to which no more is sent", -1 },
	{ NULL }
};

static const struct call exec[] = {
	{ "ioctl", "its terminal, set back at the end", 1, TCSETS },
	{ NULL }
};

static int add(scmp_filter_ctx ctx, const struct call *c)
{
	for (; c->name; c++) {
		int nr = seccomp_syscall_resolve_name(c->name);
		struct scmp_arg_cmp cmp = {
			.arg = c->arg < 0 ? 0 : c->arg,
			.op = SCMP_CMP_MASKED_EQ,
			.datum_a = c->mask ? c->mask : UINT64_MAX,
			.datum_b = c->value,
		};
		int r = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, nr,
					       c->arg >= 0, &cmp);

		if (r < 0)
			return r;
	}
	return 0;
}

/* libseccomp writes to descriptors only. */
static int print(scmp_filter_ctx ctx, const char *name)
{
	int fd = memfd_create(name, 0);
	struct sock_filter f;
	int r = fd < 0 ? -errno : seccomp_export_bpf(ctx, fd);

	if (r < 0)
		return r;
	lseek(fd, 0, SEEK_SET);
	printf("static const struct sock_filter %s_filter[] = {\n", name);
	while (read(fd, &f, sizeof(f)) == sizeof(f))
		printf("\t{ 0x%02x, %u, %u, 0x%08x },\n", f.code, f.jt, f.jf,
		       f.k);
	printf("};\n");
	close(fd);
	return 0;
}

static int filter(const char *name, uint32_t arch, const struct call *own)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int r;

	if (!ctx)
		return -ENOMEM;
	r = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
			     SCMP_ACT_KILL_PROCESS);
	if (!r && arch != seccomp_arch_native()) {
		r = seccomp_arch_add(ctx, arch);
		if (!r)
			r = seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
	}
	if (!r)
		r = add(ctx, common);
	if (!r)
		r = add(ctx, own);
	if (!r)
		r = print(ctx, name);
	seccomp_release(ctx);
	return r;
}

int main(int argc, char **argv)
{
	uint32_t arch = argc > 1 ? seccomp_arch_resolve_name(argv[1]) : 0;
	int r;

	if (!arch) {
		fprintf(stderr, "relay-filters: which ISA?\n");
		return 1;
	}
	printf("/* Made by tools/relay-filters. */\n");
	r = filter("relay", arch, relay);
	if (!r)
		r = filter("exec", arch, exec);
	if (r < 0)
		fprintf(stderr, "relay-filters: %s\n", strerror(-r));
	return r < 0 || fflush(stdout);
}
