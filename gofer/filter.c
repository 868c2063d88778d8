// SPDX-License-Identifier: ISC
/*
 * The gofer's own filter.  Whatever is not here ends the process: the guest
 * sees a failing disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "gofer/confine.h"
#include "lib/err.h"

static const int calls[] = {
	/* the socket */
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(sendfile),
	SCMP_SYS(shutdown),
	/* files, by descriptors of the tree and beneath them */
	SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(close),
	SCMP_SYS(statx), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
	SCMP_SYS(fstatfs), SCMP_SYS(getdents64), SCMP_SYS(lseek),
	SCMP_SYS(pread64), SCMP_SYS(preadv2), SCMP_SYS(pwritev),
	SCMP_SYS(ftruncate),
	SCMP_SYS(fallocate), SCMP_SYS(copy_file_range), SCMP_SYS(fsync),
	SCMP_SYS(fdatasync), SCMP_SYS(syncfs), SCMP_SYS(readlinkat),
	SCMP_SYS(mknodat), SCMP_SYS(mkdirat), SCMP_SYS(symlinkat),
	SCMP_SYS(linkat), SCMP_SYS(unlinkat), SCMP_SYS(renameat2),
	SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(fchownat),
	SCMP_SYS(utimensat), SCMP_SYS(getxattr), SCMP_SYS(setxattr),
	SCMP_SYS(listxattr), SCMP_SYS(removexattr),
	/* whose a new file is */
	SCMP_SYS(setfsuid), SCMP_SYS(setfsgid), SCMP_SYS(umask),
	/* memory and threads of libc */
	SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
	SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(getrandom),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(restart_syscall), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(clock_gettime),
	/* a thread that is made to wait for a lock */
	SCMP_SYS(flock), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
	/* the end, abort() included */
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(tgkill),
};

#define THREAD	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |	\
		 CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS |		\
		 CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

/* Threads, and no processes. */
static int add_lock_calls(scmp_filter_ctx f)
{
	static const int commands[] = {
		F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW,
	};
	int r = 0;

	for (int i = 0; i < 3 && !r; i++)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				     SCMP_A1(SCMP_CMP_EQ,
					     (scmp_datum_t)commands[i]));
	if (!r)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				     SCMP_A0(SCMP_CMP_EQ, THREAD));
	/* Its flags are in memory: libc then takes the other. */
	if (!r)
		r = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS),
				     SCMP_SYS(clone3), 0);
	return r;
}

static int add_calls(scmp_filter_ctx f, int socket)
{
	int r = 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]) && !r; i++)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0);
	/* How long it waits for the guest. */
	if (!r)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2,
				     SCMP_A1(SCMP_CMP_EQ, SOL_SOCKET),
				     SCMP_A2(SCMP_CMP_EQ, SO_RCVTIMEO));
	/* Guest RAM, which comes with the first bytes and must be sealed. */
	if (!r)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(recvmsg), 1,
				     SCMP_A0(SCMP_CMP_EQ, (uint32_t)socket));
	if (!r)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				     SCMP_A1(SCMP_CMP_EQ, F_GET_SEALS));
	/* Memory that is code stays what it is. */
	if (!r)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				     SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (!r)
		r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				     SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return r;
}

int confine_calls(int socket, struct err *e)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int r = f ? add_calls(f, socket) : -ENOMEM;

	if (!r)
		r = add_lock_calls(f);
	/* The threads' too. */
	if (!r)
		r = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
	if (!r)
		r = seccomp_load(f);
	seccomp_release(f);
	if (r < 0)
		return err_set(e, -r, "loading the filter: %s", strerror(-r));
	return 0;
}
