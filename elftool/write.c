// SPDX-License-Identifier: ISC
/*
 * What the commands print.  Names are letters and digits (manifest_check()), so
 * that nothing needs a quote.
 */
#include <errno.h>

#include "elftool/elftool.h"
#include "lib/err.h"

static const char *type_name(uint32_t type)
{
	switch (type) {
	case MFT_DEV_NET_BASIC:
		return "NET_BASIC";
	case MFT_DEV_FILES:
		return "FILES";
	case MFT_DEV_CONTROL:
		return "CONTROL";
	}
	return "BLOCK_BASIC";
}

static int check(FILE *out, struct err *e)
{
	if (fflush(out) || ferror(out))
		return err_errno(e, "writing");
	return 0;
}

int write_source(FILE *out, const struct manifest *m, struct err *e)
{
	fprintf(out, "/* Written by solo5-elftool gen-manifest. */\n"
		"#define MFT_ENTRIES %u\n"
		"#include \"mft_abi.h\"\n\n"
		"MFT1_NOTE_DECLARE_BEGIN\n"
		"{\n"
		"\t.version = MFT_VERSION,\n"
		"\t.entries = %u,\n"
		"\t.e = {\n"
		"\t\t{ .name = \"\", .type = MFT_RESERVED_FIRST },\n",
		m->entries, m->entries);
	for (uint32_t i = 1; i < m->entries; i++)
		fprintf(out, "\t\t{ .name = \"%s\", .type = MFT_DEV_%s },\n",
			m->e[i].name, type_name(m->e[i].type));
	fprintf(out, "\t},\n}\nMFT1_NOTE_DECLARE_END\n");
	return check(out, e);
}

int write_manifest(FILE *out, const struct manifest *m, struct err *e)
{
	fprintf(out, "{\n  \"type\": \"solo5.manifest\",\n"
		"  \"version\": %u,\n  \"devices\": [", m->version);
	for (uint32_t i = 1; i < m->entries; i++)
		fprintf(out, "%s\n    { \"name\": \"%s\", \"type\": \"%s\" }",
			i > 1 ? "," : "", m->e[i].name,
			type_name(m->e[i].type));
	fprintf(out, "\n  ]\n}\n");
	return check(out, e);
}

int write_abi(FILE *out, const struct abi1_note *abi, struct err *e)
{
	fprintf(out, "{\n  \"type\": \"solo5.abi\",\n"
		"  \"target\": \"%s\",\n  \"version\": %u\n}\n",
		abi_target_name(abi->target), abi->version);
	return check(out, e);
}
