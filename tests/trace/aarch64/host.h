/* SPDX-License-Identifier: ISC */
/* The host calls that a guest may make: the eighth is for leaving a signal. */
#define HOST_CALLS "read,write,pread64,pwrite64,ppoll,mmap,exit_group," \
		   "rt_sigreturn"
