/* SPDX-License-Identifier: ISC */
/* A bundle: where it is, its config.json, its root file system. */
#ifndef RUNTIME_BUNDLE_H
#define RUNTIME_BUNDLE_H

#include "runtime/spec.h"

struct bundle {
	const char *path, *rootfs;	/* absolute, the spec's */
	char *text;			/* of config.json; the caller frees */
};

/* Paths as given, NULL: the current directory, config.json in it. */
int bundle_read(struct bundle *b, struct spec *s, const char *path,
		const char *config, spec_warn_fn warn, struct err *e);

#endif
