// SPDX-License-Identifier: ISC
/*
 * nabla-relay: between the runtime and a container's guest; and, with --exec,
 * the host's process for a program that runs in one.
 */
#include <errno.h>
#include <getopt.h>
#include <nabla/exit.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/fd.h"
#include "lib/str.h"
#include "lib/version.h"
#include "relay/confine.h"
#include "relay/exec.h"
#include "relay/filters.h"
#include "relay/relay.h"

static const char usage[] =
"usage: nabla-relay --control=@FD --listen=@FD [--tty=@FD] [--resolver=@FD]\n"
"                   [--localhost=@FD --attached=@FD] [--give=NUMBER,WAYS,@FD]...\n"
"       nabla-relay --exec --socket=@FD [--terminal]\n"
"  --control=@FD  the guest's message channel, a SEQPACKET socket\n"
"  --listen=@FD   the socket, listening, that clients connect to\n"
"  --tty=@FD      the container's terminal, to ask for its size\n"
"  --resolver=@FD a UDP socket, for the guest's queries to 127.0.0.11\n"
"  --localhost=@FD a TCP socket, listening, for connections to the guest's\n"
"  --attached=@FD what leads them there, which is held\n"
"  --give=NUMBER,WAYS,@FD a pipe or connected socket, for the program to have\n"
"                 as NUMBER, where it reads (1), writes (2), or both (3)\n"
"  --exec         carry a session's streams and signals, and end as it does\n"
"  --socket=@FD   a connection to a relay, where a program has been started\n"
"  --terminal     descriptor 0 is the session's terminal\n"
"  --version, --help   print and exit\n"
"@FD is the number of a descriptor that nabla-relay inherits.\n";

enum {
	OPT_CONTROL = 256, OPT_LISTEN, OPT_TTY, OPT_RESOLVER, OPT_LOCALHOST,
	OPT_ATTACHED, OPT_GIVE, OPT_SOCKET
};

struct gift {
	struct nabla_control_gift gift;
	int fd;
};

struct options {
	int control, listen, tty, resolver, localhost, attached, socket;
	unsigned int gifts;
	struct gift gift[NABLA_CONTROL_GIFTS];
	bool exec, terminal, help, version;
};

/*
 * One write, as stdio would take memory, and calls that the filter kills for.
 * What the guest has a part in does not get to a terminal as it is.
 */
static int report(struct err *e)
{
	char line[sizeof(e->text) + 32];
	int n = snprintf(line, sizeof(line), "nabla-relay: %s", e->text);

	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = '?';
	line[n++] = '\n';
	return write(STDERR_FILENO, line, n) < 0 ? -errno : 0;
}

static int take_fd(int *fd, const char *word, struct err *e)
{
	uint64_t v;

	if (word[0] != '@' || str_u64(word + 1, 10, 3, INT32_MAX, &v) ||
	    !fd_is_open(v))
		return err_set(e, EBADF, "%s is no open descriptor above 2",
			       word);
	*fd = v;
	return 0;
}

static int take_gift(struct options *o, char *word, struct err *e)
{
	struct gift *g = &o->gift[o->gifts];
	uint64_t number, ways;
	char *rest, *part[3];

	for (int i = 0; i < 3; i++)
		part[i] = strtok_r(i ? NULL : word, ",", &rest);
	if (o->gifts == NABLA_CONTROL_GIFTS || !part[2] ||
	    str_u64(part[0], 10, 3, 2 + NABLA_CONTROL_GIFTS, &number) ||
	    str_u64(part[1], 10, NABLA_CONTROL_IN,
		    NABLA_CONTROL_IN | NABLA_CONTROL_OUT, &ways))
		return err_set(e, EINVAL, "--give: no NUMBER,WAYS,@FD, or too "
			       "many");
	g->gift = (struct nabla_control_gift){ number, ways };
	o->gifts++;
	return take_fd(&g->fd, part[2], e);
}

static int take(struct options *o, int opt, char **argv, struct err *e)
{
	switch (opt) {
	case OPT_CONTROL:
		return take_fd(&o->control, optarg, e);
	case OPT_LISTEN:
		return take_fd(&o->listen, optarg, e);
	case OPT_TTY:
		return take_fd(&o->tty, optarg, e);
	case OPT_RESOLVER:
		return take_fd(&o->resolver, optarg, e);
	case OPT_LOCALHOST:
		return take_fd(&o->localhost, optarg, e);
	case OPT_ATTACHED:
		return take_fd(&o->attached, optarg, e);
	case OPT_GIVE:
		return take_gift(o, optarg, e);
	case OPT_SOCKET:
		return take_fd(&o->socket, optarg, e);
	case 'e':
		o->exec = true;
		return 0;
	case 't':
		o->terminal = true;
		return 0;
	case 'v':
		o->version = true;
		return 0;
	case 'h':
		o->help = true;
		return 0;
	case ':':
		return err_set(e, EINVAL, "%s: a value is missing",
			       argv[optind - 1]);
	}
	return err_set(e, EINVAL, "%s: no such option", argv[optind - 1]);
}

static int check(const struct options *o, struct err *e)
{
	bool relay = o->control >= 0 && o->listen >= 0 && o->socket < 0 &&
		     !o->terminal;
	bool exec = o->socket >= 0 && o->control < 0 && o->listen < 0 &&
		    o->tty < 0 && o->resolver < 0 && o->localhost < 0 &&
		    o->attached < 0 && !o->gifts;

	if (o->help || o->version || (o->exec ? exec : relay))
		return 0;
	return err_set(e, EINVAL, "these options don't go together "
		       "(see --help)");
}

static int parse(struct options *o, int argc, char **argv, struct err *e)
{
	static const struct option table[] = {
		{ "control",	required_argument, NULL, OPT_CONTROL },
		{ "listen",	required_argument, NULL, OPT_LISTEN },
		{ "tty",	required_argument, NULL, OPT_TTY },
		{ "resolver",	required_argument, NULL, OPT_RESOLVER },
		{ "localhost",	required_argument, NULL, OPT_LOCALHOST },
		{ "attached",	required_argument, NULL, OPT_ATTACHED },
		{ "give",	required_argument, NULL, OPT_GIVE },
		{ "socket",	required_argument, NULL, OPT_SOCKET },
		{ "exec",	no_argument, NULL, 'e' },
		{ "terminal",	no_argument, NULL, 't' },
		{ "version",	no_argument, NULL, 'v' },
		{ "help",	no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int opt, rc = 0;

	*o = (struct options){
		.control = -1, .listen = -1, .tty = -1, .resolver = -1,
		.localhost = -1, .attached = -1, .socket = -1,
	};
	opterr = 0;
	while (!rc && (opt = getopt_long(argc, argv, ":", table, NULL)) != -1)
		rc = take(o, opt, argv, e);
	if (!rc && optind < argc)
		rc = err_set(e, EINVAL, "%s: no arguments are taken",
			     argv[optind]);
	return rc ? rc : check(o, e);
}

/* Nothing that it is not told of. */
static int keep_descriptors(const struct options *o, struct err *e)
{
	int keep[6 + NABLA_CONTROL_GIFTS] = {
		o->control, o->listen, o->tty, o->resolver, o->localhost,
		o->attached,
	};

	for (unsigned int i = 0; i < o->gifts; i++)
		keep[6 + i] = o->gift[i].fd;
	return confine_descriptors(keep, 6 + o->gifts, e);
}

static int serve(const struct options *o, struct err *e)
{
	static struct relay r;
	int rc;

	r.control = o->control;
	r.listen = o->listen;
	r.tty = o->tty;
	r.resolver = o->resolver;
	r.localhost = o->localhost;
	r.attached = o->attached;
	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++)
		r.client[i].fd = -1;
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++)
		r.local[i].io.fd = -1;
	for (unsigned int i = 0; i < o->gifts; i++)
		local_add(&r, &o->gift[i].gift, o->gift[i].fd);
	signal(SIGPIPE, SIG_IGN);
	rc = keep_descriptors(o, e);
	if (!rc)
		rc = confine(relay_filter, sizeof(relay_filter) /
			     sizeof(*relay_filter), e);
	return rc ? rc : relay_serve(&r, e);
}

static int run_exec(const struct options *o, struct err *e)
{
	const struct exec_options x = { o->socket, o->terminal };

	return exec_relay(&x, e);
}

int main(int argc, char **argv)
{
	struct options o;
	struct err e = { 0 };
	int rc = parse(&o, argc, argv, &e);

	if (!rc && o.help)
		return fputs(usage, stdout) < 0 || fflush(stdout);
	if (!rc && o.version)
		return printf("nabla-relay %s (channel %d)\n", NABLA_VERSION,
			      NABLA_CONTROL_VERSION) < 0 || fflush(stdout);
	if (!rc)
		rc = o.exec ? run_exec(&o, &e) : serve(&o, &e);
	if (rc >= 0)
		return rc;
	report(&e);
	return NABLA_EXIT_TENDER;
}
