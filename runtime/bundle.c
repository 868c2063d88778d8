// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/bundle.h"

static int read_text(const char *path, char **text, size_t *size,
		     struct err *e)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || fd_read_all(fd, JSON_SIZE_MAX, text, size) < 0)
		return err_errno(e, "reading %s", path);
	return 0;
}

static int resolve(struct arena *a, const char *path, const char **out,
		   struct err *e)
{
	char real[PATH_MAX];

	if (!realpath(path, real))
		return err_errno(e, "%s", path);
	*out = arena_strdup(a, real);
	return *out ? 0 : err_set(e, ENOMEM, "no memory");
}

static int find_rootfs(struct bundle *b, struct spec *s, struct err *e)
{
	const char *path = s->root.path;
	struct stat st;

	if (path[0] != '/')
		path = arena_printf(&s->arena, "%s/%s", b->path, path);
	if (!path || resolve(&s->arena, path, &b->rootfs, e) < 0)
		return err_context(e, "root.path");
	if (stat(b->rootfs, &st) < 0 || !S_ISDIR(st.st_mode))
		return err_set(e, ENOTDIR, "root.path: %s is no directory",
			       b->rootfs);
	return 0;
}

int bundle_read(struct bundle *b, struct spec *s, const char *path,
		const char *config, spec_warn_fn warn, struct err *e)
{
	struct arena a = { 0 };
	struct json_object *json;
	size_t size;
	int rc;

	*b = (struct bundle){ 0 };
	rc = resolve(&a, path ? path : ".", &b->path, e);
	if (!config && !rc)
		config = arena_printf(&a, "%s/config.json", b->path);
	if (!rc && config)
		rc = read_text(config, &b->text, &size, e);
	if (!rc)
		rc = json_parse(b->text, size, &json, e);
	if (!rc)
		rc = spec_read(s, json, warn, e);
	if (rc) {
		arena_free(&a);
		return err_context(e, "config.json");
	}
	b->path = arena_strdup(&s->arena, b->path);
	arena_free(&a);
	rc = b->path ? find_rootfs(b, s, e) : err_set(e, ENOMEM, "no memory");
	if (rc)
		spec_free(s);
	return rc;
}
