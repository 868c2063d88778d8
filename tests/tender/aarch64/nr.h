/* SPDX-License-Identifier: ISC */
/* System calls by name. */
#define NR_read			63
#define NR_write		64
#define NR_pread64		67
#define NR_pwrite64		68
#define NR_ppoll		73
#define NR_exit_group		94
#define NR_rt_sigprocmask	135
#define NR_rt_sigreturn		139
#define NR_getpid		172
#define NR_mmap			222
