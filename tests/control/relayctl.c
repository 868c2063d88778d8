// SPDX-License-Identifier: ISC
/*
 * relayctl: what the runtime does with nabla-relay, for tests.
 *
 *  relayctl SOCKET launch RELAY COMMAND...
 *	a relay of its own for COMMAND, which has the message channel as
 *	descriptor 9; a terminal that is descriptor 0 the relay has too; events
 *	go to the file RELAY_EVENTS, messages to RELAY_LOG
 *  relayctl SOCKET ready | watch	until the guest is; all that happens
 *  relayctl SOCKET start WORD...	with these records
 *  relayctl SOCKET exec RELAY [WORD...] -- ARG...
 *	a session, whose exec-relay this process becomes; exec-terminal: on
 *	descriptor 0's terminal
 *  relayctl SOCKET signal NUMBER [WHOM] | winsize ROWS COLUMNS | shutdown MS
 *  relayctl SOCKET sync | freeze | thaw | ps | stats
 *
 * Status 1 and a message if it was refused, or the one that stands for that.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/relay.h"
#include "lib/str.h"

#define CHANNEL	9
#define WAIT_MS	60000

static struct control_frame frame;

static int die(const struct err *e, int status)
{
	fprintf(stderr, "relayctl: %s\n", e->text);
	exit(status ? status : 1);
}

static int connected(const char *path)
{
	struct err e = { 0 };
	int fd = relay_connect(path, &e);

	return fd < 0 ? die(&e, 0) : fd;
}

/* Words as NUL-terminated strings behind each other. */
static size_t join(char *const *word, int n, char *to, size_t room)
{
	size_t size = 0;

	for (int i = 0; i < n; i++) {
		size_t len = strlen(word[i]) + 1;

		if (size + len > room)
			exit(99);
		memcpy(to + size, word[i], len);
		size += len;
	}
	return size;
}

static void describe(int fd, unsigned int type, const char *bytes, size_t size)
{
	struct err e = { 0 };
	int status = 0;

	if (relay_describe(fd, type, 0, bytes, size, &e) ||
	    relay_answer(fd, &frame, &size, WAIT_MS, &status, &e))
		die(&e, status);
}

static int do_start(int fd, char **word, int n)
{
	static char bytes[1 << 20];

	describe(fd, NABLA_CONTROL_START, bytes,
		 join(word, n, bytes, sizeof(bytes)));
	return 0;
}

/* A terminal's session begins with its size. */
static size_t add_terminal(char *to, size_t room)
{
	char rows[8], columns[8];
	char *const word[] = { "console", "winsize", rows, columns };
	struct winsize w;

	if (ioctl(0, TIOCGWINSZ, &w))
		exit(99);
	snprintf(rows, sizeof(rows), "%d", w.ws_row);
	snprintf(columns, sizeof(columns), "%d", w.ws_col);
	return join(word, 4, to, room);
}

static int do_exec(int fd, char **word, int n, int terminal)
{
	static char bytes[1 << 20];
	char *const arg[] = { "arg" };
	size_t size = 0;
	char socket[32];
	int i;

	for (i = 1; i < n && strcmp(word[i], "--"); i++)
		size += join(word + i, 1, bytes + size, sizeof(bytes) - size);
	for (i++; i < n; i++) {
		size += join(arg, 1, bytes + size, sizeof(bytes) - size);
		size += join(word + i, 1, bytes + size, sizeof(bytes) - size);
	}
	if (terminal)
		size += add_terminal(bytes + size, sizeof(bytes) - size);
	describe(fd, NABLA_CONTROL_EXEC, bytes, size);
	snprintf(socket, sizeof(socket), "--socket=@%d", dup(fd));
	close(fd);
	execl(word[0], word[0], "--exec", socket,
	      terminal ? "--terminal" : NULL, NULL);
	return 98;
}

static size_t ask(int fd, unsigned int type, const void *payload, size_t size)
{
	struct err e = { 0 };

	if (relay_send(fd, type, 0, payload, size, &e) ||
	    relay_answer(fd, &frame, &size, WAIT_MS, NULL, &e))
		die(&e, 0);
	return size;
}

static uint32_t number(const char *word)
{
	uint64_t v;

	if (str_u64(word, 10, 0, UINT32_MAX, &v))
		exit(99);
	return v;
}

static void print_processes(size_t size)
{
	struct nabla_control_process p;

	for (size_t at = 0; at < size; at += sizeof(p)) {
		memcpy(&p, frame.payload + at, sizeof(p));
		printf("%u %u %u %u %c %s\n", p.pid, p.pid_inside, p.parent,
		       p.uid, p.state, p.name);
	}
}

static int do_ps(int fd)
{
	struct err e = { 0 };
	size_t size = ask(fd, NABLA_CONTROL_PS, NULL, 0);

	print_processes(size);
	while (frame.head.flags & NABLA_CONTROL_MORE) {
		if (relay_answer(fd, &frame, &size, WAIT_MS, NULL, &e))
			die(&e, 0);
		print_processes(size);
	}
	return 0;
}

static int do_stats(int fd)
{
	struct nabla_control_numbers n;

	ask(fd, NABLA_CONTROL_STATS, NULL, 0);
	memcpy(&n, frame.payload, sizeof(n));
	printf("total %llu free %llu available %llu cached %llu user %llu system %llu processes %llu oom %llu faults %llu major %llu\n",
	       n.memory_total, n.memory_free, n.memory_available,
	       n.memory_cached, n.cpu_user_ns, n.cpu_system_ns, n.processes,
	       n.oom_kills, n.faults, n.major_faults);
	return 0;
}

/* READY, or one line for each event. */
static int watch(int fd, int only_ready)
{
	struct err e = { 0 };
	uint64_t number;
	size_t size;

	while (!relay_receive(fd, &frame, &size, WAIT_MS, &e)) {
		unsigned int type = frame.head.type;

		if (only_ready && type == NABLA_CONTROL_READY)
			return 0;
		if (only_ready && type != NABLA_CONTROL_FAILED)
			continue;
		number = 0;
		memcpy(&number, frame.payload, size < 4 ? 0 : 4);
		printf("%s %llu", control_name(type),
		       (unsigned long long)number);
		if (type == NABLA_CONTROL_FAILED)
			printf(" %.*s", (int)size - 4, frame.payload + 4);
		putchar('\n');
		fflush(stdout);
		if (only_ready)
			return 1;
	}
	return only_ready ? die(&e, 0) : 0;
}

static int do_watch(int fd, int only_ready)
{
	struct err e = { 0 };

	if (relay_send(fd, NABLA_CONTROL_WATCH, 0, NULL, 0, &e))
		die(&e, 0);
	return watch(fd, only_ready);
}

static int listener(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

	if (str_copy(a.sun_path, sizeof(a.sun_path), path) ||
	    bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, 128)) {
		perror(path);
		exit(1);
	}
	return fd;
}

/* From before there is a guest. */
static void record(const char *path, const char *file, int control)
{
	int fd = connected(path);
	struct err e = { 0 };

	if (relay_send(fd, NABLA_CONTROL_WATCH, 0, NULL, 0, &e))
		die(&e, 0);
	if (fork()) {
		close(fd);
		return;
	}
	close(control);
	dup2(open("/dev/null", O_RDWR), 0);
	if (!freopen(file, "w", stdout))
		_exit(98);
	_exit(watch(fd, 0));
}

static void launch(const char *path, char **argv)
{
	char control[32], listen[32], tty[32];
	int fd = listener(path), pair[2];
	int terminal = isatty(0) ? dup(0) : -1;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair))
		exit(1);
	snprintf(control, sizeof(control), "--control=@%d", pair[0]);
	snprintf(listen, sizeof(listen), "--listen=@%d", fd);
	snprintf(tty, sizeof(tty), "--tty=@%d", terminal);
	if (!fork()) {
		close(pair[1]);
		dup2(open("/dev/null", O_RDWR), 0);
		dup2(0, 1);
		if (getenv("RELAY_LOG"))
			dup2(open(getenv("RELAY_LOG"),
				  O_WRONLY | O_CREAT | O_APPEND, 0600), 2);
		else
			dup2(0, 2);
		execl(argv[0], argv[0], control, listen,
		      terminal < 0 ? NULL : tty, NULL);
		_exit(98);
	}
	close(pair[0]);
	if (getenv("RELAY_EVENTS"))
		record(path, getenv("RELAY_EVENTS"), pair[1]);
	close(fd);
	if (terminal >= 0)
		close(terminal);
	if (pair[1] != CHANNEL) {
		dup2(pair[1], CHANNEL);
		close(pair[1]);
	}
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	exit(98);
}

static int command(int fd, const char *name, char **arg, int n)
{
	uint32_t v[2] = { 0, 0 };
	struct nabla_control_winsize w = { 0 };

	if (!strcmp(name, "ready") || !strcmp(name, "watch"))
		return do_watch(fd, name[0] == 'r');
	if (!strcmp(name, "start"))
		return do_start(fd, arg, n);
	if (!strncmp(name, "exec", 4))
		return do_exec(fd, arg, n, name[4]);
	if (!strcmp(name, "ps"))
		return do_ps(fd);
	if (!strcmp(name, "stats"))
		return do_stats(fd);
	for (int i = 0; i < n && i < 2; i++)
		v[i] = number(arg[i]);
	w.rows = v[0];
	w.columns = v[1];
	if (!strcmp(name, "signal"))
		ask(fd, NABLA_CONTROL_SIGNAL, v, sizeof(v));
	else if (!strcmp(name, "shutdown"))
		ask(fd, NABLA_CONTROL_SHUTDOWN, v, sizeof(v[0]));
	else if (!strcmp(name, "winsize"))
		ask(fd, NABLA_CONTROL_WINSIZE, &w, sizeof(w));
	else if (!strcmp(name, "sync"))
		ask(fd, NABLA_CONTROL_SYNC, NULL, 0);
	else if (!strcmp(name, "freeze"))
		ask(fd, NABLA_CONTROL_FREEZE, NULL, 0);
	else if (!strcmp(name, "thaw"))
		ask(fd, NABLA_CONTROL_THAW, NULL, 0);
	else
		return 99;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 99;
	if (!strcmp(argv[2], "launch"))
		launch(argv[1], argv + 3);
	return command(connected(argv[1]), argv[2], argv + 3, argc - 3);
}
