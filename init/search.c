// SPDX-License-Identifier: ISC
/*
 * execvp() with the PATH of the container's environment, and with a message
 * that tells a program that is missing from one that can't be executed.  A file
 * that the kernel can't execute is not handed to a shell.
 */
#include <errno.h>
#include <limits.h>
#include <nabla/exit.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "search.h"

/* No errno value: execve() says ENOENT for this too. */
#define NO_INTERPRETER	-1

/* What counts as "not in this folder, look on". */
static bool is_absent(int why)
{
	return why == ENOENT || why == ENOTDIR || why == ENAMETOOLONG;
}

/* Returns why it failed; never ENOENT for a file that is there. */
static int try(const char *path, const char *const *argv,
	       const char *const *envp)
{
	execve(path, (char *const *)argv, (char *const *)envp);
	if (errno == ENOENT && !access(path, F_OK))
		return NO_INTERPRETER;
	return errno;
}

static const char *path_of(const char *const *envp)
{
	for (; *envp; envp++) {
		if (!strncmp(*envp, "PATH=", 5))
			return *envp + 5;
	}
	return SEARCH_DEFAULT;
}

/*
 * As execvp(): a file that may not be executed does not end the search, but is
 * what failed if nothing better comes.  @found names what failed, if not
 * absence.
 */
static int try_path(const char *const *argv, const char *const *envp,
		    char found[PATH_MAX])
{
	const char *folder = path_of(envp);
	char path[PATH_MAX];
	int worst = ENOENT;

	for (;; folder++) {
		int size = strcspn(folder, ":");
		int n = snprintf(path, sizeof(path), "%.*s%s%s", size, folder,
				 size ? "/" : "", argv[0]);
		int why = n > 0 && (size_t)n < sizeof(path) ?
			  try(path, argv, envp) : ENAMETOOLONG;

		if (!is_absent(why) && worst == ENOENT) {
			worst = why;
			memcpy(found, path, sizeof(path));
		}
		if (!is_absent(why) && why != EACCES)
			break;
		folder += size;
		if (!*folder)
			break;
	}
	return worst;
}

static int failed(const char *path, int why, struct err *e)
{
	if (why == NO_INTERPRETER)
		err_set(e, ENOEXEC,
			"cannot execute %s: its interpreter does not exist",
			path);
	else
		err_set(e, why, "cannot execute %s: %s", path, strerror(why));
	return is_absent(why) ? NABLA_EXIT_NOTFOUND : NABLA_EXIT_NOEXEC;
}

int search_exec(const char *const *argv, const char *const *envp,
		struct err *e)
{
	char found[PATH_MAX];
	int why = ENOENT;

	if (strchr(argv[0], '/'))
		return failed(argv[0], try(argv[0], argv, envp), e);
	if (*argv[0])
		why = try_path(argv, envp, found);
	if (why != ENOENT)
		return failed(found, why, e);
	err_set(e, ENOENT, "cannot find \"%s\" in PATH %s", argv[0],
		path_of(envp));
	return NABLA_EXIT_NOTFOUND;
}
