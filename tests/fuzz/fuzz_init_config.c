// SPDX-License-Identifier: ISC
/*
 * Fuzz harness of the description: whatever the bytes, reading them must end,
 * and either fill a program or set an error.  Words of the actions go through
 * the parsers that the actions use.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "init/config.h"
#include "init/options.h"
#include "init/program.h"
#include "init/value.h"

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_error(const struct err *e)
{
	require(e->code > 0 && e->text[0] &&
		memchr(e->text, 0, sizeof(e->text)) != NULL);
}

static void check_program(const struct program *p, const char *bytes,
			  size_t size)
{
	require(p->argv[0] && p->cwd[0] == '/' && p->umask <= 0777);
	for (const char **w = p->argv; *w; w++)
		require(*w > bytes && *w < bytes + size);
	for (const char **w = p->envp; *w; w++)
		require(strchr(*w, '=') > *w);
	for (unsigned int i = 0; i < RLIM_NLIMITS; i++)
		require(p->limits[i].soft <= p->limits[i].hard);
}

static void check_prefix(const char *word, struct err *e)
{
	struct inet a;

	if (value_prefix(word, &a, e))
		return;
	require(a.size == 4 || a.size == 16);
	require(a.prefix <= 8 * a.size);
}

static void check_options(const char *word, struct err *e)
{
	static struct options o;

	if (!options_read(word, &o, e))
		require(strlen(o.data) < sizeof(o.data) &&
			strlen(o.data) <= strlen(word));
}

static void check_words(const char *bytes, size_t size)
{
	struct err e = { 0 };
	struct cursor c;
	struct record r;
	int rc;

	config_rewind(&c, bytes, size);
	while ((rc = config_next(&c, &r, &e)) > 0) {
		require(r.what < D_COUNT);
		if (r.what == D_MOUNT)
			check_options(r.arg[3], &e);
		if (r.what == D_ADDRESS || r.what == D_ROUTE)
			check_prefix(r.arg[1], &e);
	}
	require(c.at <= c.end);
	if (rc)
		check_error(&e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct err e = { 0 };
	struct program p;

	if (program_read(&p, bytes, size, &e)) {
		check_error(&e);
	} else {
		check_program(&p, bytes, size);
		program_free(&p);
	}
	check_words(bytes, size);
	return 0;
}
