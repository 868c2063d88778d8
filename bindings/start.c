// SPDX-License-Identifier: ISC
/*
 * From the target's start to the application: memory, devices, the bindings'
 * own argument.
 */
#include "bindings/bindings.h"

/* What an application is promised, for its stack above all. */
#define FREE_MIN	0x80000

static const struct {
	const char *name;
	enum level level;
} levels[] = {
	{ "quiet", QUIET }, { "error", ERROR }, { "warn", WARN },
	{ "info", INFO }, { "debug", DEBUG }, { NULL, QUIET },
};

/* Takes --solo5:LEVEL off the front; returns what is left. */
static const char *take_level(const char *cmdline)
{
	const char *word = text_after(cmdline, "--solo5:"), *rest;

	for (int i = 0; word && levels[i].name; i++) {
		rest = text_after(word, levels[i].name);
		if (!rest || (*rest && *rest != ' '))
			continue;
		log_set_level(levels[i].level);
		while (*rest == ' ')
			rest++;
		return rest;
	}
	if (word)
		log_line(WARN, "no such level: '%s'", word);
	return cmdline;
}

void bindings_start(const struct start *s)
{
	struct solo5_start_info info = { .cmdline = take_level(s->cmdline) };

	info.heap_start = align_up((uintptr_t)_end, 4096);
	if (info.heap_start > s->mem_size ||
	    s->mem_size - info.heap_start < FREE_MIN)
		panic("not enough memory: the program ends at 0x%lx of 0x%lx",
		      info.heap_start, (unsigned long)s->mem_size);
	info.heap_size = s->mem_size - info.heap_start;
	mft_init(s->mft);
	log_line(INFO, "%lu MB of memory, heap from 0x%lx",
		 (unsigned long)s->mem_size >> 20, info.heap_start);
	solo5_exit(solo5_app_main(&info));
}
