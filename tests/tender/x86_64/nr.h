/* SPDX-License-Identifier: ISC */
/* System calls by name. */
#define NR_read			0
#define NR_write		1
#define NR_mmap			9
#define NR_rt_sigprocmask	14
#define NR_rt_sigreturn		15
#define NR_pread64		17
#define NR_pwrite64		18
#define NR_getpid		39
#define NR_exit_group		231
#define NR_ppoll		271
