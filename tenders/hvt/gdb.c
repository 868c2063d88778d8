// SPDX-License-Identifier: ISC
/*
 * A stub for gdb's remote protocol: one connection, one thread, all-stop.
 * Packets are "$TEXT#SUM"; TEXT has no '#' in what this stub sends or takes.  A
 * packet that it does not know is answered by an empty one, as the protocol has
 * it.  Memory is reached through the second mapping, which is never protected.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/hvt/points.h"

#define PORT_DEFAULT	1234
#define PACKET_MAX	4096
#define INTERRUPT	3		/* a byte of its own */

struct gdb {
	int fd;
	bool has_quit;
	char in[PACKET_MAX + 1];
	char out[PACKET_MAX + 8];
};

static struct gdb gdb = { .fd = -1 };
static volatile struct kvm_run *running;

/* Whether the signal comes before the guest runs or while it does. */
static void interrupt(int signal)
{
	(void)signal;
	if (running)
		running->immediate_exit = 1;
}

static int listen_on(uint16_t port, struct err *e)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0)
		return err_errno(e, "a socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    listen(fd, 1) < 0) {
		err_errno(e, "port %u", port);
		close(fd);
		return -e->code;
	}
	return fd;
}

/* Each byte that comes is announced by a signal, so that it can interrupt. */
static int announce(int fd, struct err *e)
{
	struct sigaction a = { .sa_handler = interrupt };
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (sigaction(SIGIO, &a, NULL) < 0 ||
	    fcntl(fd, F_SETOWN, getpid()) < 0 ||
	    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_ASYNC) < 0)
		return err_errno(e, "asking for signals");
	return 0;
}

int gdb_prepare(struct hvt *t, struct err *e)
{
	uint16_t port = t->opt.gdb_port ? t->opt.gdb_port : PORT_DEFAULT;
	cleanup_fd int fd = -1;

	if (!t->opt.gdb && t->opt.gdb_port)
		return err_set(e, EINVAL, "--gdb-port without --gdb");
	if (!t->opt.gdb)
		return 0;
	fd = listen_on(port, e);
	if (fd < 0)
		return fd;
	fprintf(stderr, "solo5-hvt: waiting for a debugger on port %u\n", port);
	gdb.fd = accept(fd, NULL, NULL);
	if (gdb.fd < 0)
		return err_errno(e, "a connection");
	running = t->run;
	t->gdb = &gdb;
	isa_points_count(t);
	return announce(gdb.fd, e);
}

int gdb_descriptor(const struct gdb *g)
{
	return g->fd;
}

/* ---- packets ---- */

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int take_byte(struct gdb *g)
{
	unsigned char c;
	ssize_t n;

	do
		n = read(g->fd, &c, 1);
	while (n < 0 && errno == EINTR);
	return n == 1 ? c : -1;
}

/* Behind "$", up to "#" and the sum; -1 if that was wrong. */
static int take_text(struct gdb *g)
{
	unsigned char sum = 0;
	int c, n = 0, high, low;

	while ((c = take_byte(g)) != '#') {
		if (c < 0 || n == PACKET_MAX)
			return -1;
		sum = (unsigned char)(sum + c);
		g->in[n++] = (char)c;
	}
	g->in[n] = '\0';
	high = digit((char)take_byte(g));
	low = digit((char)take_byte(g));
	return high < 0 || low < 0 || high * 16 + low != sum ? -1 : n;
}

/* The length of the next packet, which is acknowledged; -1: no connection */
static int receive(struct gdb *g)
{
	int c, n;

	while ((c = take_byte(g)) >= 0) {
		if (c != '$')
			continue;	/* acknowledgements */
		n = take_text(g);
		if (fd_write_full(g->fd, n < 0 ? "-" : "+", 1) < 0)
			return -1;
		if (n >= 0)
			return n;
	}
	return -1;
}

static void reply(struct gdb *g, const char *text)
{
	unsigned char sum = 0;
	int n;

	for (const char *p = text; *p; p++)
		sum = (unsigned char)(sum + *p);
	n = snprintf(g->out, sizeof(g->out), "$%s#%02x", text, sum);
	if (n > 0 && (size_t)n < sizeof(g->out))
		fd_write_full(g->fd, g->out, (size_t)n);
}

static void reply_hex(struct gdb *g, const unsigned char *p, size_t n)
{
	char text[PACKET_MAX];

	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", p[i]);
	text[2 * n] = '\0';
	reply(g, text);
}

/* n bytes in hexadecimal; false if there are not as many. */
static bool take_hex(const char *s, unsigned char *out, size_t n)
{
	int high, low;

	for (size_t i = 0; i < n; i++) {
		high = digit(s[2 * i]);
		low = high < 0 ? -1 : digit(s[2 * i + 1]);
		if (low < 0)
			return false;
		out[i] = (unsigned char)(high * 16 + low);
	}
	return true;
}

/* ---- memory ---- */

/* "ADDRESS,LENGTH" and what follows; NULL if it is not that. */
static const char *take_range(const char *s, uint64_t *addr, uint64_t *len)
{
	char *end;

	*addr = strtoull(s, &end, 16);
	if (*end != ',')
		return NULL;
	*len = strtoull(end + 1, &end, 16);
	return end;
}

static void read_memory(struct hvt *t)
{
	unsigned char buf[PACKET_MAX / 2 - 1];
	uint64_t addr, len;

	if (!take_range(gdb.in + 1, &addr, &len) || len > sizeof(buf) ||
	    !guest_copy(t, addr, buf, len, false))
		reply(&gdb, "E01");
	else
		reply_hex(&gdb, buf, len);
}

static void write_memory(struct hvt *t)
{
	unsigned char buf[PACKET_MAX / 2];
	uint64_t addr, len;
	const char *text = take_range(gdb.in + 1, &addr, &len);

	if (!text || *text != ':' || len > sizeof(buf) ||
	    !take_hex(text + 1, buf, len) ||
	    !guest_copy(t, addr, buf, len, true))
		reply(&gdb, "E01");
	else
		reply(&gdb, "OK");
}

/* ---- registers ---- */

static void read_registers(struct hvt *t)
{
	unsigned char regs[ISA_REGS_MAX];
	int n = isa_get_gdb(t, regs);

	if (n < 0)
		reply(&gdb, "E02");
	else
		reply_hex(&gdb, regs, (size_t)n);
}

static void write_registers(struct hvt *t)
{
	unsigned char regs[ISA_REGS_MAX];
	size_t n = strlen(gdb.in + 1) / 2;

	if (n > sizeof(regs) || !take_hex(gdb.in + 1, regs, n) ||
	    isa_set_gdb(t, regs, n) < 0)
		reply(&gdb, "E02");
	else
		reply(&gdb, "OK");
}

/* ---- breakpoints and watchpoints ---- */

/* The types of Z and z, from 0, a breakpoint in memory, on. */
static const enum point_kind kinds[] = {
	['1' - '1'] = POINT_EXECUTE, ['2' - '1'] = POINT_WRITE,
	['3' - '1'] = POINT_READ, ['4' - '1'] = POINT_ACCESS,
};

static enum point_result change_point(struct hvt *t, bool add, char type,
				      uint64_t addr, uint64_t len)
{
	if (type == '0')
		return add ? soft_add(t, addr) : soft_remove(t, addr);
	if (type < '1' || type > '4')
		return POINT_UNKNOWN;
	return add ? point_add(t, kinds[type - '1'], addr, len) :
		     point_remove(kinds[type - '1'], addr, len);
}

/* "ZTYPE,ADDRESS,LENGTH"; of an instruction the length says only of what kind. */
static void change_breakpoint(struct hvt *t)
{
	static const char *const words[] = {
		[POINT_DONE] = "OK", [POINT_FAILED] = "E03",
		[POINT_UNKNOWN] = "",
	};
	char type = gdb.in[1];
	uint64_t addr, len;

	if (!type || gdb.in[2] != ',' || !take_range(gdb.in + 3, &addr, &len))
		reply(&gdb, "E03");
	else
		reply(&gdb, words[change_point(t, gdb.in[0] == 'Z', type, addr,
					       len)]);
}

/* ---- the conversation ---- */

static void answer_query(void)
{
	char text[64];

	if (!strncmp(gdb.in, "qSupported", 10)) {
		snprintf(text, sizeof(text), "PacketSize=%x", PACKET_MAX - 1);
		reply(&gdb, text);
	} else if (!strcmp(gdb.in, "qAttached")) {
		reply(&gdb, "1");
	} else if (!strcmp(gdb.in, "qC")) {
		reply(&gdb, "QC1");
	} else if (!strcmp(gdb.in, "qfThreadInfo")) {
		reply(&gdb, "m1");
	} else if (!strcmp(gdb.in, "qsThreadInfo")) {
		reply(&gdb, "l");
	} else {
		reply(&gdb, "");
	}
}

static void say_stopped(const struct hvt *t, int signal)
{
	static const char *const names[] = {
		[POINT_WRITE] = "watch", [POINT_READ] = "rwatch",
		[POINT_ACCESS] = "awatch",
	};
	bool debug = t->run->exit_reason == KVM_EXIT_DEBUG;
	const struct point *p = debug ? points_hit(t) : NULL;
	char text[40];

	if (p)
		snprintf(text, sizeof(text), "T%02x%s:%llx;", signal,
			 names[p->kind], (unsigned long long)p->addr);
	else
		snprintf(text, sizeof(text), "S%02x", signal);
	reply(&gdb, text);
}

/* The debugger is gone: the guest goes on without it. */
static void detach(struct hvt *t)
{
	points_forget(t);
	gdb.has_quit = true;
}

/* 1: the guest is to go on, 0: not yet, -1: it is to be killed */
static int obey(struct hvt *t, int signal)
{
	switch (gdb.in[0]) {
	case '?':
		say_stopped(t, signal);
		return 0;
	case 'g':
		read_registers(t);
		return 0;
	case 'G':
		write_registers(t);
		return 0;
	case 'm':
		read_memory(t);
		return 0;
	case 'M':
		write_memory(t);
		return 0;
	case 'Z':
	case 'z':
		change_breakpoint(t);
		return 0;
	case 'H':
		reply(&gdb, "OK");
		return 0;
	case 'q':
		answer_query();
		return 0;
	case 'c':
	case 's':
		return 1;
	case 'D':
		reply(&gdb, "OK");
		detach(t);
		return 1;
	case 'k':
		return -1;
	}
	reply(&gdb, "");
	return 0;
}

int gdb_stopped(struct hvt *t, int signal, struct err *e)
{
	int r = 0;

	if (gdb.has_quit)
		return 0;
	if (signal)
		say_stopped(t, signal);
	while (!r) {
		if (receive(&gdb) < 0) {
			detach(t);
			r = 1;
		} else {
			r = obey(t, signal ? signal : SIGTRAP);
		}
	}
	if (r < 0)
		return err_set(e, ECANCELED, "killed by the debugger");
	t->run->immediate_exit = 0;
	if (points_arm(t, !gdb.has_quit && gdb.in[0] == 's') < 0)
		return err_errno(e, "KVM_SET_GUEST_DEBUG");
	return 0;
}

bool gdb_interrupted(struct hvt *t)
{
	unsigned char c;

	t->run->immediate_exit = 0;
	return !gdb.has_quit &&
	       recv(gdb.fd, &c, 1, MSG_DONTWAIT) == 1 && c == INTERRUPT;
}

void gdb_exited(struct hvt *t, int status)
{
	char text[8];

	(void)t;
	if (gdb.has_quit)
		return;
	snprintf(text, sizeof(text), "W%02x", status & 255);
	reply(&gdb, text);
}
