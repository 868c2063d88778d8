// SPDX-License-Identifier: ISC
/*
 * What the zygote may ask of the host, and with it a newborn member until its
 * own filter is on; afterwards both apply.  Whatever is not here fails with
 * EPERM.  A test takes away every rule, and every check, and sees the
 * difference.
 */
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <nabla/member.h>

#include "tenders/run/filter.h"

#define NO_CHECK	{ { .op = CHECK_END } }

const struct rule zygote_rules[] = {
	/* A member's own: its own filter, with its conditions, comes on top. */
	{ SITE_ANY, SYS_read, "a member's; requests, notes of deaths",
	  NO_CHECK },
	{ SITE_ANY, SYS_write, "a member's; answers", NO_CHECK },
	{ SITE_ANY, SYS_mmap, "a member's", NO_CHECK },
	{ SITE_ANY, SYS_ppoll, "a member's; waits for requests and deaths",
	  NO_CHECK },
	{ SITE_ANY, SYS_pread64, "a member's", NO_CHECK },
	{ SITE_ANY, SYS_pwrite64, "a member's", NO_CHECK },
	{ SITE_ANY, SYS_exit_group, "a member's; the end", NO_CHECK },
	{ SITE_ANY, SYS_rt_sigreturn, "a member's on aarch64; in the gate",
	  NO_CHECK },

	/* birth */
	{ SITE_ANY, SYS_eventfd2, "on which a newborn will wait",
	  { { EQUAL, 0, 0, .why = "it has not been woken yet" },
	    { EQUAL, 1, EFD_CLOEXEC, .why = "it is to wait" } } },
	{ SITE_ANY, SYS_dup3, "puts that where the guest expects it",
	  { { FD_EVENT, 1, .why = "and nowhere else" } } },
	{ SITE_ANY, SYS_close, "takes it from where it was made", NO_CHECK },
	{ SITE_ANY, SYS_clone, "a member",
	  { { EQUAL, 0, CLONE_FILES | SIGCHLD,
	      .why = "no thread, no shared memory, no namespaces" },
	    { EQUAL, 1, 0, .why = "it goes on where its parent was" } } },

	/* what a newborn does before its own filter */
	{ SITE_ANY, SYS_prctl, "dies with the zygote",
	  { { EQUAL, 0, PR_SET_PDEATHSIG, .why = "no other of its uses" } } },
	{ SITE_ANY, SYS_getppid, "sees if the zygote has died before",
	  NO_CHECK },
	{ SITE_ANY, SYS_timer_create, "the tick",
	  { { EQUAL, 0, CLOCK_THREAD_CPUTIME_ID,
	      .why = "only while it runs" } } },
	{ SITE_ANY, SYS_timer_settime, "starts the tick", NO_CHECK },
	{ SITE_ANY, SYS_rt_sigtimedwait, "takes signals that came early",
	  NO_CHECK },
	{ SITE_ANY, SYS_rt_sigprocmask, "lets signals in", NO_CHECK },
	{ SITE_ANY, SYS_seccomp, "the filter of members",
	  { { EQUAL, 0, SECCOMP_SET_MODE_FILTER, .why = "nothing else" },
	    { EQUAL, 1, 0, .why = "no listener" } } },

	/* death */
	{ SITE_ANY, SYS_wait4, "sees how a member has ended",
	  { { EQUAL, 2, WNOHANG, .why = "it must not wait for one" } } },
	{ SITE_ANY, SYS_rt_sigqueueinfo, "tells the first process to end",
	  { { IS_FIRST, 0, .why = "no other process" },
	    { EQUAL, 1, NABLA_SIG_DEATH, .why = "no other signal" } } },
	{ SITE_ANY, SYS_kill, "ends the first process",
	  { { IS_FIRST, 0, .why = "no other process" },
	    { EQUAL, 1, SIGKILL, .why = "no other signal" } } },

	/* placement */
	{ SITE_ANY, SYS_getcpu, "where the host has woken it", NO_CHECK },
	{ SITE_ANY, SYS_sched_setaffinity, "brings the members there",
	  NO_CHECK },
	{ SITE_ANY, SYS_clock_gettime, "not all the time",
	  { { EQUAL, 0, CLOCK_MONOTONIC_COARSE, .why = "all it needs" } } },
};

const size_t zygote_nr_rules = sizeof(zygote_rules) / sizeof(zygote_rules[0]);
