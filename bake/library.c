// SPDX-License-Identifier: ISC
/* Where the host's dynamic loader looks for a library. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bake/library.h"
#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "lib/str.h"

#define INCLUDES_MAX	8		/* files that include files that ... */

/* Debian's names for them. */
static const struct { uint16_t machine; const char *triplet; } known[] = {
	{ EM_X86_64, "x86_64-linux-gnu" },
	{ EM_AARCH64, "aarch64-linux-gnu" },
};

static int add(struct folders *f, const char *path)
{
	if (path[0] != '/')
		return 0;
	for (unsigned int i = 0; i < f->nr; i++)
		if (!strcmp(f->path[i], path))
			return 0;
	if (f->nr == FOLDERS_MAX)
		return -E2BIG;
	return str_copy(f->path[f->nr++], PATH_MAX, path);
}

static int add_standard(struct folders *f)
{
	static const char *const plain[] = {
		"/lib64", "/usr/lib64", "/lib", "/usr/lib",
	};
	char path[64];
	int r = 0;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].machine != f->machine)
			continue;
		snprintf(path, sizeof(path), "/lib/%s", known[i].triplet);
		r = add(f, path);
		snprintf(path, sizeof(path), "/usr/lib/%s", known[i].triplet);
		if (!r)
			r = add(f, path);
	}
	for (size_t i = 0; !r && i < sizeof(plain) / sizeof(plain[0]); i++)
		r = add(f, plain[i]);
	f->nr_standard = f->nr;
	return r;
}

static int read_config(struct folders *f, const char *path, int depth);

static int include(struct folders *f, const char *pattern, int depth)
{
	glob_t g;
	int r = 0;

	if (glob(pattern, 0, NULL, &g))
		return 0;
	for (size_t i = 0; !r && i < g.gl_pathc; i++)
		r = read_config(f, g.gl_pathv[i], depth + 1);
	globfree(&g);
	return r;
}

static int take_line(struct folders *f, char *line, int depth)
{
	char *word = line + strspn(line, " \t");

	word[strcspn(word, "#\n")] = '\0';
	for (size_t n = strlen(word); n && strchr(" \t/", word[n - 1]); n--)
		word[n - 1] = '\0';
	if (!strncmp(word, "include", 7) && strchr(" \t", word[7]) && word[7])
		return include(f, word + 7 + strspn(word + 7, " \t"), depth);
	return add(f, word);
}

static int read_config(struct folders *f, const char *path, int depth)
{
	cleanup_file FILE *file = NULL;
	char line[PATH_MAX + 16];
	int r = 0;

	if (depth == INCLUDES_MAX)
		return -ELOOP;
	file = fopen(path, "re");
	if (!file)
		return errno == ENOENT ? 0 : -errno;
	while (!r && fgets(line, sizeof(line), file))
		r = take_line(f, line, depth);
	return r;
}

int folders_read(struct folders *f, uint16_t machine, const char *config,
		 struct err *e)
{
	int r;

	f->nr = f->nr_standard = 0;
	f->machine = machine;
	r = add_standard(f);
	if (!r)
		r = read_config(f, config, 0);
	return r < 0 ? err_set(e, -r, "reading %s: %s", config, strerror(-r)) :
	       0;
}

/* A library of another machine may lie in the way. */
static bool fits(const struct folders *f, const char *path)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY |
				 O_NONBLOCK);
	Elf64_Ehdr h;

	return fd >= 0 && !fd_read_full(fd, &h, sizeof(h)) &&
	       !memcmp(h.e_ident, ELFMAG, SELFMAG) &&
	       h.e_ident[EI_CLASS] == ELFCLASS64 && h.e_machine == f->machine;
}

static bool is_there(const struct folders *f, const char *folder,
		     const char *name, char found[PATH_MAX])
{
	return (size_t)snprintf(found, PATH_MAX, "%s/%s", folder, name) <
	       PATH_MAX && fits(f, found);
}

/* One folder of a search list, $ORIGIN and ${ORIGIN} replaced. */
static int expand(const char *from, size_t n, const char *origin,
		  char to[PATH_MAX])
{
	static const char *const variables[] = { "$ORIGIN", "${ORIGIN}" };
	char folder[PATH_MAX];

	if (n >= sizeof(folder))
		return -ENAMETOOLONG;
	memcpy(folder, from, n);
	folder[n] = '\0';
	for (int i = 0; i < 2; i++) {
		size_t len = strlen(variables[i]);

		if (strncmp(folder, variables[i], len))
			continue;
		return (size_t)snprintf(to, PATH_MAX, "%s%s", origin,
					folder + len) < PATH_MAX ?
		       0 : -ENAMETOOLONG;
	}
	return str_copy(to, PATH_MAX, folder);
}

static int join(char to[PATH_MAX], const char *folder, const char *name)
{
	return (size_t)snprintf(to, PATH_MAX, "%s/%s", folder, name) <
	       PATH_MAX ? 0 : -ENOENT;
}

static bool in_search(const struct folders *f, const char *name,
		      const struct needy *by, char found[PATH_MAX],
		      char place[PATH_MAX])
{
	const char *search = by->search;
	char folder[PATH_MAX];

	while (search) {
		size_t n = strcspn(search, ":");

		if (!expand(search, n, by->here, folder) && folder[0] == '/' &&
		    is_there(f, folder, name, found))
			return !expand(search, n, by->there, folder) &&
			       !join(place, folder, name);
		search = search[n] ? search + n + 1 : NULL;
	}
	return false;
}

int folders_find(const struct folders *f, const char *name,
		 const struct needy *by, char found[PATH_MAX],
		 char place[PATH_MAX])
{
	if (strchr(name, '/')) {
		if (name[0] != '/' || str_copy(found, PATH_MAX, name) < 0 ||
		    !fits(f, found))
			return -ENOENT;
		return str_copy(place, PATH_MAX, found);
	}
	if (in_search(f, name, by, found, place))
		return 0;
	for (unsigned int i = 0; i < f->nr; i++) {
		const char *folder = f->path[i];

		if (!is_there(f, folder, name, found))
			continue;
		/* there is no configuration in the root, nor a cache */
		if (i >= f->nr_standard)
			folder = f->path[0];
		return join(place, folder, name);
	}
	return -ENOENT;
}
