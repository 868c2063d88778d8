// SPDX-License-Identifier: ISC
/* A folder as an EROFS image, by mkfs.erofs(1). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bake/erofs.h"
#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/str.h"

extern char **environ;

/* Images are told apart by what is in them: all have the same. */
#define ID	"-U6e61626c-612d-6261-6b65-000000000001"

#define YEAR_2100	"4102444800"

/* Quiet; what it has to say of an error goes to standard error. */
static int run(const char *const argv[], int image, struct err *e)
{
	posix_spawn_file_actions_t actions;
	int r, status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
					 O_WRONLY, 0);
	/* no longer closed by exec */
	posix_spawn_file_actions_adddup2(&actions, image, image);
	r = posix_spawnp(&pid, argv[0], &actions, NULL, (char **)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (r)
		return err_set(e, r, "running %s: %s (is erofs-utils "
			       "installed?)", argv[0], strerror(r));
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return err_errno(e, "waiting for %s", argv[0]);
		kill(pid, SIGTERM);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return err_set(e, EIO, "%s has failed", argv[0]);
	return 0;
}

static int make(int image, const char *folder, bool scratch,
		const char *compress, struct err *e)
{
	const char *argv[12] = { "mkfs.erofs", "--quiet", ID };
	char how[16], path[32];
	int n = 3, r;

	/* No file is younger than this; with it, their own times are kept. */
	r = scratch ? unsetenv("SOURCE_DATE_EPOCH") :
	    setenv("SOURCE_DATE_EPOCH", YEAR_2100, 0);
	if (r < 0)
		return err_errno(e, "setting SOURCE_DATE_EPOCH");
	if (scratch) {
		argv[n++] = "--all-root";
		argv[n++] = "-T0";
	}
	if (compress) {
		snprintf(how, sizeof(how), "-z%s", compress);
		argv[n++] = how;
		/* more bytes at once are fewer in the end */
		argv[n++] = "-C65536";
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", image);
	argv[n++] = path;
	argv[n++] = folder;
	return run(argv, image, e);
}

/* A file without a name, so that nothing is left whatever happens. */
static int nameless(struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	char path[PATH_MAX];
	int fd;

	if (!tmp || (size_t)snprintf(path, sizeof(path), "%s/nabla-bake.XXXXXX",
				     tmp) >= sizeof(path))
		str_copy(path, sizeof(path), "/tmp/nabla-bake.XXXXXX");
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, "making %s", path);
	unlink(path);
	return fd;
}

int erofs_make(const char *folder, bool scratch, const char *compress,
	       struct err *e)
{
	cleanup_fd int fd = nameless(e);

	if (fd < 0 || make(fd, folder, scratch, compress, e) < 0)
		return -e->code;
	return steal_fd(&fd);
}
