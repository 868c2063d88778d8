/* SPDX-License-Identifier: ISC */
/* The host calls that a guest may make. */
#define HOST_CALLS "read,write,pread64,pwrite64,ppoll,mmap,exit_group"
