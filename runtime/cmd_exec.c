// SPDX-License-Identifier: ISC
/*
 * exec: another program in a running container.  The guest starts it; a process
 * of the host, nabla-relay --exec, carries its streams and signals and ends
 * with its status.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "runtime/args.h"
#include "runtime/commands.h"
#include "runtime/console.h"
#include "runtime/describe.h"
#include "runtime/guest.h"
#include "runtime/log.h"
#include "runtime/programs.h"
#include "runtime/seccomp.h"
#include "runtime/signals.h"

struct exec_options {
	const char *process, *cwd, *user, *pid_file, *console_socket;
	const char *preserve_fds, *apparmor, *label;
	bool detach, tty, no_new_privs;
	struct arg_list env, caps, groups;
};

struct exec {
	struct container *c;
	const struct exec_options *o;
	struct spec spec;		/* the container's */
	struct spec_process process;
	struct json_object *json;	/* --process */
	int master, slave, session;
};

static int parse_id(const char *text, struct count *c, struct err *e)
{
	c->set = true;
	if (str_u64(text, 10, 0, UINT32_MAX - 1, &c->value) < 0)
		return err_set(e, EINVAL, "exec: --user: \"%s\" is no UID[:GID]",
			       text);
	return 0;
}

static int take_user(struct exec *x, struct err *e)
{
	struct spec_user *u = &x->process.user;
	char copy[64], *colon;

	if (!x->o->user)
		return 0;
	if (str_copy(copy, sizeof(copy), x->o->user) < 0)
		return parse_id(x->o->user, &u->uid, e);
	*u = (struct spec_user){ 0 };
	colon = strchr(copy, ':');
	if (colon)
		*colon++ = '\0';
	if (parse_id(copy, &u->uid, e) < 0)
		return -e->code;
	return colon ? parse_id(colon, &u->gid, e) : 0;
}

/* The container's environment with what --env adds at its end. */
static int take_env(struct exec *x, struct err *e)
{
	const struct arg_list *add = &x->o->env;
	const char **old = x->process.env, **env;
	size_t n = 0;

	while (old && old[n])
		n++;
	env = arena_zalloc(&x->spec.arena, n + add->n + 1, sizeof(*env));
	if (!env)
		return err_set(e, ENOMEM, "no memory");
	for (size_t i = 0; i < n; i++)
		env[i] = old[i];
	for (unsigned int i = 0; i < add->n; i++) {
		if (!strchr(add->word[i], '=') || add->word[i][0] == '=')
			return err_set(e, EINVAL, "exec: --env: \"%.60s\" is "
				       "not NAME=VALUE", add->word[i]);
		env[n + i] = add->word[i];
	}
	x->process.env = env;
	return 0;
}

/* As the container's own, but for what the options say. */
static int from_options(struct exec *x, char **words, struct err *e)
{
	struct spec_process *p = &x->process;

	*p = x->spec.process;
	p->args = (const char **)words;
	p->terminal = x->o->tty;
	p->console.height.set = p->console.width.set = false;
	p->console.height.value = p->console.width.value = 0;
	p->no_new_privs |= x->o->no_new_privs;
	if (x->o->cwd)
		p->cwd = x->o->cwd;
	if (p->cwd[0] != '/')
		return err_set(e, EINVAL, "exec: --cwd: \"%s\" is not an "
			       "absolute path", p->cwd);
	if (take_user(x, e) < 0)
		return -e->code;
	return take_env(x, e);
}

static int from_file(struct exec *x, struct err *e)
{
	if (json_load(AT_FDCWD, x->o->process, &x->json, e) < 0 ||
	    spec_process_read(&x->process, x->json, &x->spec.arena, log_warn,
			      e) < 0)
		return err_context(e, "exec");
	x->process.terminal |= x->o->tty;
	return 0;
}

static int read_process(struct exec *x, char **words, struct err *e)
{
	if (x->o->process && *words)
		return err_set(e, EINVAL, "exec: --process, and a program "
			       "besides");
	if (x->o->process)
		return from_file(x, e);
	if (!*words)
		return err_set(e, EINVAL, "exec: no program given");
	return from_options(x, words, e);
}

static int open_terminal(struct exec *x, struct err *e)
{
	x->master = x->slave = -1;
	if (!x->process.terminal)
		return 0;
	if (x->o->detach && !x->o->console_socket)
		return err_set(e, EINVAL, "exec: --detach with a terminal "
			       "needs --console-socket");
	if (console_open(&x->process, &x->master, &x->slave, e) < 0)
		return -e->code;
	if (!x->o->console_socket)
		return 0;
	if (console_send(x->o->console_socket, x->master, e) < 0)
		return -e->code;
	close(steal_fd(&x->master));
	return 0;
}

static int begin_session(struct exec *x, struct err *e)
{
	struct records r = { 0 };
	int rc = describe_program(&r, &x->process, e);

	if (!rc)
		rc = seccomp_describe(&r, &x->spec.linux_.seccomp, e);
	if (!rc)
		rc = records_check(&r, e);
	if (!rc)
		rc = x->session = guest_exec(x->c, &r, x->process.args[0], e);
	records_free(&r);
	return rc < 0 ? rc : 0;
}

__attribute__((noreturn))
static void become_relay(const struct exec *x, const char *relay)
{
	static char *none[] = { NULL };
	char socket[32];
	char *argv[] = {
		"nabla-relay", "--exec", socket,
		x->slave >= 0 ? "--terminal" : NULL, NULL,
	};

	signals_reset();
	if (x->slave >= 0 &&
	    (setsid() < 0 || ioctl(x->slave, TIOCSCTTY, 0) < 0 ||
	     dup2(x->slave, 0) < 0 || dup2(x->slave, 1) < 0 ||
	     dup2(x->slave, 2) < 0))
		_exit(126);
	snprintf(socket, sizeof(socket), "--socket=@%d", x->session);
	syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
	fd_set_cloexec(x->session, false);
	execve(relay, argv, none);
	_exit(127);
}

static int write_pid(const char *path, pid_t pid, struct err *e)
{
	cleanup_fd int fd = -1;
	char text[16];

	if (!path)
		return 0;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	snprintf(text, sizeof(text), "%d", pid);
	if (fd < 0 || fd_write_full(fd, text, strlen(text)) < 0)
		return err_errno(e, "writing --pid-file %s", path);
	return 0;
}

static int await(struct exec *x, pid_t pid, struct err *e)
{
	int status = 0;

	signals_forward(pid);
	if (x->master >= 0) {
		cleanup_fd int fd = (int)syscall(SYS_pidfd_open, pid, 0);

		if (fd >= 0 && console_attach(x->master, fd, e) < 0)
			log_warn(e->text);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_errno(e, "waiting for the program");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	       WEXITSTATUS(status);
}

static int spawn(struct exec *x, struct err *e)
{
	struct programs programs;
	pid_t pid;

	if (programs_find(&programs, &x->spec.arena, e) < 0 ||
	    open_terminal(x, e) < 0 || begin_session(x, e) < 0)
		return -e->code;
	pid = fork();
	if (!pid)
		become_relay(x, programs.relay);
	if (pid < 0)
		return err_errno(e, "starting a process");
	close(steal_fd(&x->session));
	if (x->slave >= 0)
		close(steal_fd(&x->slave));
	if (write_pid(x->o->pid_file, pid, e) < 0) {
		/* the program goes with it: nobody would know of them */
		kill(pid, SIGKILL);
		return -e->code;
	}
	return x->o->detach ? 0 : await(x, pid, e);
}

static int check_running(const struct container *c, struct err *e)
{
	enum status s = container_status(c);

	if (c->solo5)
		return err_set(e, ENOTSUP, "cannot exec in \"%s\": it is a "
			       "Solo5 unikernel, which has one program", c->id);
	if (s == STATUS_RUNNING)
		return 0;
	return err_set(e, ESRCH, "cannot exec in a container that is %s: "
		       "container not running: \"%s\"", status_name(s), c->id);
}

static int run(struct container *c, const struct exec_options *o,
	       char **words, struct err *e)
{
	struct exec x = { .c = c, .o = o, .master = -1, .slave = -1,
			  .session = -1 };
	struct json_object *json;
	int rc;

	if (check_running(c, e) < 0 ||
	    json_load(c->dir, CONFIG_FILE, &json, e) < 0 ||
	    spec_read(&x.spec, json, NULL, e) < 0)
		return -e->code;
	rc = read_process(&x, words, e);
	if (!rc)
		rc = spawn(&x, e);
	json_object_put(x.json);
	spec_free(&x.spec);
	return rc;
}

/* Nothing is handed in, or it is said by config.json. */
static int check_options(const struct exec_options *o, struct err *e)
{
	uint64_t n = 0;

	if (o->preserve_fds &&
	    (str_u64(o->preserve_fds, 10, 0, 1 << 20, &n) < 0 || n))
		return err_set(e, ENOTSUP, "exec: --preserve-fds: descriptors "
			       "of the host can't be handed into a container");
	if (o->caps.n || o->groups.n)
		return err_set(e, ENOTSUP, "exec: --cap and --additional-gids "
			       "are not supported: --process has both");
	if (o->apparmor || o->label)
		log_warn("exec: --apparmor, --process-label: not honoured: "
			 "the library kernel has no such security module");
	return 0;
}

int command_exec(const struct runtime *rt, int argc, char **argv,
		 struct err *e)
{
	static struct exec_options o;
	const struct arg args[] = {
		{ "process", 'p', ARG_STRING, &o.process },
		{ "cwd", 0, ARG_STRING, &o.cwd },
		{ "env", 'e', ARG_LIST, &o.env },
		{ "tty", 't', ARG_FLAG, &o.tty },
		{ "user", 'u', ARG_STRING, &o.user },
		{ "additional-gids", 'g', ARG_LIST, &o.groups },
		{ "detach", 'd', ARG_FLAG, &o.detach },
		{ "pid-file", 0, ARG_STRING, &o.pid_file },
		{ "console-socket", 0, ARG_STRING, &o.console_socket },
		{ "preserve-fds", 0, ARG_STRING, &o.preserve_fds },
		{ "no-new-privs", 0, ARG_FLAG, &o.no_new_privs },
		{ "apparmor", 0, ARG_STRING, &o.apparmor },
		{ "process-label", 0, ARG_STRING, &o.label },
		{ "cap", 'c', ARG_LIST, &o.caps },
		{ "cgroup", 0, ARG_REFUSED, NULL },
		{ NULL },
	};
	struct container c;
	char **words;
	int rc;

	if (args_parse(args, argc, argv, 1, 1 << 20, &words, e) < 0 ||
	    check_options(&o, e) < 0)
		return -e->code;
	rc = container_open(&c, rt, words[0], CONTAINER_SHARED, e);
	if (!rc)
		rc = run(&c, &o, words + 1, e);
	container_close(&c);
	return rc;
}
