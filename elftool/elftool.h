/* SPDX-License-Identifier: ISC */
/* solo5-elftool: its commands.  All print to out; 0 or -errno. */
#ifndef ELFTOOL_ELFTOOL_H
#define ELFTOOL_ELFTOOL_H

#include <stddef.h>
#include <stdio.h>

#include "tenders/common/unikernel.h"

struct err;

#define MANIFEST_JSON_MAX	(1U << 20)

/* A manifest's source, JSON text, to the manifest. */
int json_to_manifest(const char *text, size_t len, struct manifest *m,
		     struct err *e);

/* The C source of a manifest. */
int write_source(FILE *out, const struct manifest *m, struct err *e);

/* JSON of what a unikernel says. */
int write_manifest(FILE *out, const struct manifest *m, struct err *e);
int write_abi(FILE *out, const struct abi1_note *abi, struct err *e);

#endif
