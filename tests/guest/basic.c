// SPDX-License-Identifier: ISC
/*
 * Not a table of cases: does one thing that the caller of the guest can see.
 *	status N	exit with it
 *	kill N		die by a signal
 *	say TEXT...	to standard output, and TEXTs in reverse to standard error
 *	copy		standard input to standard output, until its end
 *	call N		N times the same system call, from the same instruction
 *	env, args, cwd, ids
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

static int do_status(int argc, char **argv)
{
	return argc > 0 ? (int)strtol(argv[0], NULL, 10) : 0;
}

static int do_kill(int argc, char **argv)
{
	kill(getpid(), do_status(argc, argv));
	return 0;
}

static int do_say(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		dprintf(1, "%s\n", argv[i]);
	for (int i = argc; i-- > 0;)
		dprintf(2, "%s\n", argv[i]);
	return 0;
}

static int do_copy(int argc, char **argv)
{
	static char buf[65536];
	ssize_t n;

	(void)argc, (void)argv;
	while ((n = read(0, buf, sizeof(buf))) > 0) {
		for (ssize_t w, at = 0; at < n; at += w) {
			w = write(1, buf + at, n - at);
			if (w < 0)
				return 1;
		}
	}
	return n ? 2 : 0;
}

static int do_call(int argc, char **argv)
{
	int n = do_status(argc, argv);

	for (int i = 0; i < n; i++)
		if (syscall(SYS_getpgid, 0) < 0)
			return 1;
	return 0;
}

static int do_env(int argc, char **argv)
{
	(void)argc, (void)argv;
	for (char **e = environ; *e; e++)
		puts(*e);
	return 0;
}

static int do_args(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		printf("[%s]\n", argv[i]);
	return 0;
}

static int do_cwd(int argc, char **argv)
{
	char buf[4096];

	(void)argc, (void)argv;
	return !getcwd(buf, sizeof(buf)) || puts(buf) < 0;
}

static int do_ids(int argc, char **argv)
{
	gid_t groups[64];
	int n = getgroups(64, groups);

	(void)argc, (void)argv;
	printf("%d %d", getuid(), getgid());
	for (int i = 0; i < n; i++)
		printf(" %d", groups[i]);
	return puts("") < 0;
}

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "status", do_status }, { "kill", do_kill }, { "say", do_say },
	{ "copy", do_copy }, { "env", do_env }, { "args", do_args },
	{ "cwd", do_cwd }, { "ids", do_ids }, { "call", do_call },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	for (const struct command *c = commands; argc > 1 && c->name; c++) {
		if (!strcmp(c->name, argv[1]))
			return c->run(argc - 2, argv + 2);
	}
	dprintf(2, "basic: no such command\n");
	return 250;
}
