// SPDX-License-Identifier: ISC
/* Any text as a manifest's source: what is accepted is valid, and is said. */
#include <stdlib.h>
#include <string.h>

#include "elftool/elftool.h"
#include "lib/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct manifest *m, struct err *e)
{
	static FILE *sink;

	if (!sink)
		sink = fopen("/dev/null", "w");
	if (manifest_check(m, MFT1_SIZE(m->entries), e) < 0 ||
	    write_source(sink, m, e) < 0 || write_manifest(sink, m, e) < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct manifest m;
	struct err e = { 0 };
	char *text = malloc(size + 1);
	int r;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	r = json_to_manifest(text, size, &m, &e);
	if (!r)
		check(&m, &e);
	else if (r != -e.code || !e.text[0])
		abort();
	free(text);
	return 0;
}
