// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "runtime/hooks.h"
#include "runtime/log.h"
#include "runtime/signals.h"

/* Of what a hook says on standard error. */
#define COMPLAINTS_TOLD	200

static const char *const names[HOOK_PLACES] = {
	[HOOK_PRESTART]		= "prestart",
	[HOOK_CREATE_RUNTIME]	= "createRuntime",
	[HOOK_CREATE_CONTAINER]	= "createContainer",
	[HOOK_START_CONTAINER]	= "startContainer",
	[HOOK_POSTSTART]	= "poststart",
	[HOOK_POSTSTOP]		= "poststop",
};

int hooks_state_file(struct json_object *state, struct err *e)
{
	const char *text = json_object_to_json_string_ext(state,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	cleanup_fd int fd = memfd_create("runnc-state", MFD_CLOEXEC);

	if (fd < 0 || fd_write_full(fd, text, strlen(text)) < 0 ||
	    lseek(fd, 0, SEEK_SET) < 0)
		return err_errno(e, "hooks: keeping the state");
	return steal_fd(&fd);
}

/*
 * Where a hook says why it fails: a file, so that nobody has to read while it
 * runs, nor to be there for what it leaves behind; and a plain one, since
 * `echo why >/dev/stderr` opens and truncates it.
 */
static int complaints_file(void)
{
	return memfd_create("runnc-hook", MFD_CLOEXEC);
}

/* The end of it, in one line. */
static void add_complaints(int fd, struct err *e)
{
	char text[COMPLAINTS_TOLD + 1], old[sizeof(e->text)];
	off_t end = lseek(fd, 0, SEEK_END);
	off_t at = end > COMPLAINTS_TOLD ? end - COMPLAINTS_TOLD : 0;
	ssize_t n = end > 0 ? pread(fd, text, (size_t)(end - at), at) : 0;

	while (n > 0 && strchr("\n ", text[n - 1]))
		n--;
	if (n <= 0)
		return;
	text[n] = '\0';
	for (ssize_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ')
			text[i] = ' ';
	str_copy(old, sizeof(old), e->text);
	err_set(e, e->code, "%.250s: %s", old, text);
}

/*
 * Standard output is not ours to give away: it may be the container's.  The
 * hook goes with us: delete --force ends who waits for one.
 */
__attribute__((noreturn))
static void become(const struct spec_hook *h, int input, int complaints,
		   const char *bundle)
{
	static char *none[] = { NULL };
	char *own[] = { (char *)h->path, NULL };
	int null = open("/dev/null", O_RDWR);

	signals_reset();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (chdir(bundle) < 0 || dup2(input, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(complaints < 0 ? null : complaints, 2) < 0)
		_exit(126);
	syscall(SYS_close_range, 3, ~0U, 0);
	execve(h->path, h->args ? (char **)h->args : own,
	       h->env ? (char **)h->env : none);
	_exit(127);
}

/* 0: it ended in time. */
static int wait_for(pid_t pid, const struct spec_hook *h, int *status)
{
	cleanup_fd int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd event = { .fd = fd, .events = POLLIN };
	int64_t seconds = h->timeout.set ? h->timeout.value : -1;
	int rc = 1;

	/* 24 days are as good as more */
	if (seconds > INT32_MAX / 1000)
		seconds = INT32_MAX / 1000;
	if (fd >= 0 && seconds >= 0)
		do
			rc = poll(&event, 1, (int)seconds * 1000);
		while (rc < 0 && errno == EINTR);
	if (rc <= 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	return rc <= 0 ? -ETIMEDOUT : 0;
}

int hooks_await(const struct spec_hook *h, enum hook_place where, pid_t pid,
		struct err *e)
{
	const char *place = names[where];
	int status = 0;

	if (wait_for(pid, h, &status) < 0)
		return err_set(e, ETIMEDOUT, "%s hook %.200s: not done after "
			       "%lld s", place, h->path,
			       (long long)h->timeout.value);
	if (WIFSIGNALED(status))
		return err_set(e, EPIPE, "%s hook %.200s: signal %d killed it",
			       place, h->path, WTERMSIG(status));
	if (WEXITSTATUS(status))
		return err_set(e, EPIPE, "%s hook %.200s: exit status %d",
			       place, h->path, WEXITSTATUS(status));
	return 0;
}

static int run_one(const struct spec_hook *h, enum hook_place place, int input,
		   const char *bundle, struct err *e)
{
	cleanup_fd int complaints = complaints_file();
	pid_t pid = fork();

	if (!pid)
		become(h, input, complaints, bundle);
	if (pid < 0)
		return err_errno(e, "%s hook %.200s: starting it",
				 names[place], h->path);
	if (!hooks_await(h, place, pid, e))
		return 0;
	if (complaints >= 0)
		add_complaints(complaints, e);
	return -e->code;
}

int hooks_run(const struct spec *s, enum hook_place place,
	      struct json_object *state, const char *bundle, struct err *e)
{
	const struct list *l = &s->hooks[place];
	const struct spec_hook *h = l->items;

	if (l->n && !state)
		return err_set(e, ENOMEM, "hooks: no memory for the state");
	for (size_t i = 0; i < l->n; i++) {
		cleanup_fd int input = hooks_state_file(state, e);

		if (input < 0 || run_one(&h[i], place, input, bundle,
					 e) < 0)
			return -e->code;
	}
	return 0;
}

void hooks_run_all(const struct spec *s, enum hook_place place,
		   struct json_object *state, const char *bundle)
{
	const struct list *l = &s->hooks[place];
	const struct spec_hook *h = l->items;

	for (size_t i = 0; state && i < l->n; i++) {
		struct err e = { 0 };
		cleanup_fd int input = hooks_state_file(state, &e);

		if (input < 0 || run_one(&h[i], place, input, bundle,
					 &e) < 0)
			log_warn(e.text);
	}
}
