/* SPDX-License-Identifier: ISC */
/*
 * The interface between a Solo5 application and the bindings it is linked
 * with.  An application is one thread; it runs in solo5_app_main(), on a stack
 * that the bindings have set up, and is never interrupted.
 *
 * Unless something else is said, a function returns SOLO5_R_OK or the reason
 * why it has done nothing.  Buffers are the application's, and are not touched
 * after the call.
 */
#ifndef SOLO5_H
#define SOLO5_H

#include <stdbool.h>	/* applications rely on that */
#include <stddef.h>
#include <stdint.h>

typedef enum {
	SOLO5_R_OK = 0,
	SOLO5_R_AGAIN,		/* not now; solo5_yield() says when */
	SOLO5_R_EINVAL,		/* an argument is wrong */
	SOLO5_R_EUNSPEC,	/* the host has failed */
} solo5_result_t;

typedef uint64_t solo5_time_t;		/* nanoseconds */
typedef uint64_t solo5_handle_t;	/* 0 to 63 */
typedef uint64_t solo5_handle_set_t;	/* bit n: handle n */
typedef uint64_t solo5_off_t;		/* bytes */

/* ---- start and end ---- */

/*
 * Memory from heap_start (page-aligned) for heap_size bytes is the
 * application's.  The stack grows down from its end, with nothing in between:
 * the application must leave it enough.
 */
struct solo5_start_info {
	const char *cmdline;	/* NUL-terminated, without --solo5: */
	uintptr_t heap_start;
	size_t heap_size;
};

/* The application's own.  What it returns goes to solo5_exit(). */
int solo5_app_main(const struct solo5_start_info *info);

#define SOLO5_EXIT_SUCCESS	0
#define SOLO5_EXIT_FAILURE	1
#define SOLO5_EXIT_ABORT	255

/* Ends with the low eight bits of status. */
void solo5_exit(int status) __attribute__((noreturn));

/* Ends with SOLO5_EXIT_ABORT; on hvt the tender may write a core file. */
void solo5_abort(void) __attribute__((noreturn));

/* ---- thread-local storage ---- */

/*
 * Bytes of a block for the application's thread-local variables and what the
 * ISA needs beside them.  A block must be aligned as its variables are, and to
 * 8 bytes at least.
 */
size_t solo5_tls_size(void);

/* The value for solo5_set_tls_base() that makes tls the current block. */
uintptr_t solo5_tls_tp_offset(uintptr_t tls);

/* Gives the variables of a block their initial values; EINVAL: tls is 0. */
solo5_result_t solo5_tls_init(uintptr_t tls);

/* At start the base is 0, and no thread-local variable can be used. */
solo5_result_t solo5_set_tls_base(uintptr_t base);

/* ---- time ---- */

/* Never goes backwards; its zero is unspecified. */
solo5_time_t solo5_clock_monotonic(void);

/* Since 1970-01-01 00:00 UTC. */
solo5_time_t solo5_clock_wall(void);

/*
 * Sleeps until deadline (of solo5_clock_monotonic()), or until a network
 * device can be read.  If ready_set is not NULL it is set to those that can: 0
 * if it was time.
 */
void solo5_yield(solo5_time_t deadline, solo5_handle_set_t *ready_set);

/* ---- console ---- */

/* As much as can be written is; errors are not reported. */
void solo5_console_write(const char *buf, size_t size);

/* ---- network ---- */

#define SOLO5_NET_ALEN		6	/* of a hardware address */
#define SOLO5_NET_HLEN		14	/* of a frame's header */

struct solo5_net_info {
	uint8_t mac_address[SOLO5_NET_ALEN];
	size_t mtu;		/* without the frame's header */
};

/*
 * The device that the manifest calls name.  EINVAL: there is none of that name
 * and type, or it has been acquired.
 */
solo5_result_t solo5_net_acquire(const char *name, solo5_handle_t *handle,
				 struct solo5_net_info *info);

/* Sends one frame, header included. */
solo5_result_t solo5_net_write(solo5_handle_t handle, const uint8_t *buf,
			       size_t size);

/* Receives one; what does not fit into size is lost.  AGAIN: there is none. */
solo5_result_t solo5_net_read(solo5_handle_t handle, uint8_t *buf, size_t size,
			      size_t *read_size);

/* ---- block ---- */

struct solo5_block_info {
	solo5_off_t capacity;
	solo5_off_t block_size;
};

/* As solo5_net_acquire(). */
solo5_result_t solo5_block_acquire(const char *name, solo5_handle_t *handle,
				   struct solo5_block_info *info);

/*
 * Exactly one block: size must be block_size, offset a multiple of it below
 * capacity, else EINVAL.
 */
solo5_result_t solo5_block_write(solo5_handle_t handle, solo5_off_t offset,
				 const uint8_t *buf, size_t size);
solo5_result_t solo5_block_read(solo5_handle_t handle, solo5_off_t offset,
				uint8_t *buf, size_t size);

#endif
