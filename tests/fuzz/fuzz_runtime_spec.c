// SPDX-License-Identifier: ISC
/*
 * Fuzz harness of config.json: whatever the bytes, reading them ends, and
 * either fills a spec whose promises hold or sets an error.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/spec.h"

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_process(const struct spec_process *p)
{
	require(p->args[0] && p->cwd[0] == '/');
	for (const char **w = p->env; w && *w; w++)
		require(strchr(*w, '=') > *w);
	for (size_t i = 0; i < p->user.n_groups; i++)
		require(p->user.groups[i] < UINT32_MAX);
}

static void check(const struct spec *s)
{
	const struct spec_mount *m = s->mounts.items;

	require(s->version && s->root.path && *s->root.path);
	if (s->has_process)
		check_process(&s->process);
	for (size_t i = 0; i < s->mounts.n; i++)
		require(m[i].destination && *m[i].destination);
	for (int p = 0; p < HOOK_PLACES; p++) {
		const struct spec_hook *h = s->hooks[p].items;

		for (size_t i = 0; i < s->hooks[p].n; i++)
			require(h[i].path[0] == '/');
	}
}

static void heard(const char *text)
{
	require(*text != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct json_object *json;
	struct err e = { 0 };
	struct spec s;

	memcpy(text, data, size);
	text[size] = '\0';
	if (!json_parse(text, size, &json, &e) &&
	    !spec_read(&s, json, heard, &e)) {
		check(&s);
		spec_free(&s);
	} else {
		require(e.code > 0 && e.text[0]);
	}
	free(text);
	return 0;
}
