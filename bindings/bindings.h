/* SPDX-License-Identifier: ISC */
/*
 * What the parts of the bindings share.  Nothing of this but solo5_*, _start
 * and the stack protector's two symbols is visible to the application.
 */
#ifndef BINDINGS_H
#define BINDINGS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <solo5/mft_abi.h>
#include <solo5/solo5.h>

/* ---- log.c: to the console ---- */

enum level { QUIET, ERROR, WARN, INFO, DEBUG };

void log_set_level(enum level level);

/* %s %c %u %d %lu %lx; one line is one write. */
__attribute__((format(printf, 2, 3)))
void log_line(enum level level, const char *fmt, ...);

/* Says why, and ends as solo5_abort() does. */
__attribute__((format(printf, 1, 2), noreturn))
void panic(const char *fmt, ...);

/* ---- start.c ---- */

struct start {
	uint64_t mem_size;
	const char *cmdline;
	const struct mft *mft;
};

/* The way from the target's start to the application and its end. */
__attribute__((noreturn)) void bindings_start(const struct start *s);

/* ---- ssp.c ---- */

/* Chooses the guard: before any function that has one is entered. */
void ssp_init(void);

/* ---- mft.c: devices ---- */

void mft_init(const struct mft *mft);

/* The device that is called name, once; its handle, or 0. */
solo5_handle_t mft_acquire(const char *name, uint32_t type);

/* NULL: there is none of that type. */
const struct mft_entry *mft_device(solo5_handle_t handle, uint32_t type);

/* Whether that is one block inside the device. */
bool mft_is_block(const struct mft_entry *m, solo5_off_t offset, size_t size);

/* ---- string.c ---- */

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
bool text_equal(const char *a, const char *b);
/* What follows the prefix in s; NULL if s begins otherwise. */
const char *text_after(const char *s, const char *prefix);

/* ---- the target's ---- */

/* cookie: registers of a trap, HVT_COOKIE_SIZE bytes; or NULL */
__attribute__((noreturn)) void target_end(int status, void *cookie);

/* ---- the ISA's ---- */

/* Something that differs from run to run; no secret source need be there. */
uint64_t isa_random(void);

/* Where the ISA's ABI has the thread pointer and the data in a block. */
uintptr_t isa_tls_pointer(uintptr_t tls);
uintptr_t isa_tls_data(uintptr_t tls);
size_t isa_tls_size(void);
/* The first word at the thread pointer. */
uintptr_t isa_tls_word(uintptr_t tp);

/* From the linker script: sizes as addresses. */
extern const char _tls_image[], _tls_filesz[], _tls_memsz[], _tls_align[];
extern char _end[];

static inline uintptr_t align_up(uintptr_t v, uintptr_t to)
{
	return to ? (v + to - 1) & ~(to - 1) : v;
}

#endif
