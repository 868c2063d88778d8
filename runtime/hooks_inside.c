// SPDX-License-Identifier: ISC
/* Hooks that are programs of the container: exec before the start. */
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/describe.h"
#include "runtime/guest.h"
#include "runtime/hooks.h"
#include "runtime/programs.h"
#include "runtime/seccomp.h"
#include "runtime/signals.h"

#define WORDS_MAX	256

/* What init starts is the first word. */
static int take_words(const struct spec_hook *h, const char *word[],
		      struct err *e)
{
	unsigned int n = 1;

	word[0] = h->path;
	for (const char **arg = h->args; arg && *arg && arg[1]; arg++, n++) {
		if (n == WORDS_MAX)
			return err_set(e, E2BIG, "startContainer hook %.200s: "
				       "more than %d arguments", h->path,
				       WORDS_MAX);
		word[n] = arg[1];
	}
	word[n] = NULL;
	return 0;
}

/* A descriptor of its session. */
static int begin(const struct spec *s, const struct container *c,
		 const struct spec_hook *h, struct err *e)
{
	static const char *none[] = { NULL };
	const char *word[WORDS_MAX + 1];
	struct spec_process p = s->process;
	struct records r = { 0 };
	int rc = take_words(h, word, e);

	p.args = word;
	p.env = h->env ? h->env : none;
	p.terminal = false;
	if (!rc)
		rc = describe_program(&r, &p, e);
	if (!rc)
		rc = seccomp_describe(&r, &s->linux_.seccomp, e);
	if (!rc)
		rc = records_check(&r, e);
	if (!rc)
		rc = guest_exec(c, &r, h->path, e);
	records_free(&r);
	return rc < 0 ? err_context(e, "startContainer hook") : rc;
}

__attribute__((noreturn))
static void become_relay(const char *relay, int session, int input)
{
	static char *none[] = { NULL };
	char socket[32];
	char *argv[] = { "nabla-relay", "--exec", socket, NULL };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	signals_reset();
	if (dup2(input, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
		_exit(126);
	snprintf(socket, sizeof(socket), "--socket=@%d", session);
	syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
	fd_set_cloexec(session, false);
	execve(relay, argv, none);
	_exit(127);
}

static int run(const struct spec *s, const struct container *c,
	       const struct spec_hook *h, const char *relay,
	       struct json_object *state, struct err *e)
{
	cleanup_fd int input = hooks_state_file(state, e), session = -1;
	pid_t pid;

	if (input < 0)
		return input;
	session = begin(s, c, h, e);
	if (session < 0)
		return session;
	pid = fork();
	if (!pid)
		become_relay(relay, session, input);
	if (pid < 0)
		return err_errno(e, "startContainer hook %.200s: starting it",
				 h->path);
	return hooks_await(h, HOOK_START_CONTAINER, pid, e);
}

int hooks_run_inside(const struct spec *s, struct container *c,
		     struct json_object *state, struct err *e)
{
	const struct list *l = &s->hooks[HOOK_START_CONTAINER];
	const struct spec_hook *h = l->items;
	struct programs programs;
	int rc = 0;

	if (!state)
		return err_set(e, ENOMEM, "hooks: no memory for the state");
	if (programs_find(&programs, &c->arena, e) < 0)
		return -e->code;
	for (size_t i = 0; !rc && i < l->n; i++)
		rc = run(s, c, &h[i], programs.relay, state, e);
	return rc;
}
