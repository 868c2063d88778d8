// SPDX-License-Identifier: ISC
/*
 * peer [-n INTERFACES] [-s SIZE] COUNT PROGRAM ARG...: runs PROGRAM,
 * with network interface N's other end as its descriptor 10 + N, and floods
 * each with COUNT ARP requests and COUNT pings of SIZE bytes, as many at a time
 * as are taken.  Every answer is checked byte for byte, and none may be
 * missing.  Prints microseconds per ping.  Its status is PROGRAM's; 99 if an
 * answer is wrong or missing.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FD_FIRST	10
#define AHEAD		32		/* unanswered at a time */
#define TIMEOUT_MS	30000
#define FRAME_MAX	65000

static const uint8_t our_mac[6] = { 2, 0, 0, 0, 0, 1 };

struct interface {
	int fd, nr;
	uint8_t mac[6];			/* of the other side: from ARP */
	uint64_t sent, got;
};

static size_t size = 56;
static pid_t child;

static void fail(const char *what, const struct interface *i)
{
	fprintf(stderr, "peer: interface %d: %s (%lu sent, %lu answered)\n",
		i->nr, what, (unsigned long)i->sent, (unsigned long)i->got);
	kill(child, SIGKILL);
	exit(99);
}

static void put_address(uint8_t *p, const struct interface *i, uint8_t last)
{
	const uint8_t ip[4] = { 10, (uint8_t)i->nr, 0, last };

	memcpy(p, ip, 4);
}

static size_t make_arp(uint8_t *f, const struct interface *i)
{
	static const uint8_t head[] = { 8, 6, 0, 1, 8, 0, 6, 4, 0, 1 };

	memset(f, 0, 60);
	memset(f, 0xff, 6);
	memcpy(f + 6, our_mac, 6);
	memcpy(f + 12, head, sizeof(head));
	memcpy(f + 22, our_mac, 6);
	put_address(f + 28, i, 1);
	put_address(f + 38, i, 2);
	return 60;
}

static void check_arp(const uint8_t *f, size_t n, struct interface *i)
{
	uint8_t want[60];

	make_arp(want, i);
	if (n < 42 || memcmp(f, our_mac, 6) || memcmp(f + 6, f + 22, 6) ||
	    memcmp(f + 12, want + 12, 8) || f[21] != 2 ||
	    memcmp(f + 28, want + 38, 4) || memcmp(f + 32, our_mac, 6) ||
	    memcmp(f + 38, want + 28, 4))
		fail("wrong answer to ARP", i);
	memcpy(i->mac, f + 6, 6);
}

static uint16_t checksum(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < n; i += 2)
		sum += (uint32_t)(p[i] << 8 | p[i + 1]);
	if (n % 2)
		sum += (uint32_t)p[n - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void put_16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* size bytes behind the ICMP header, which tell number and position */
static size_t make_ping(uint8_t *f, const struct interface *i, uint64_t nr)
{
	uint8_t *ip = f + 14, *icmp = ip + 20;
	size_t n = 14 + 20 + 8 + size;

	memset(f, 0, n);
	memcpy(f, i->mac, 6);
	memcpy(f + 6, our_mac, 6);
	f[12] = 8;
	ip[0] = 0x45;
	put_16(ip + 2, (uint16_t)(n - 14));
	ip[8] = 64;
	ip[9] = 1;
	put_address(ip + 12, i, 1);
	put_address(ip + 16, i, 2);
	put_16(ip + 10, checksum(ip, 20));
	icmp[0] = 8;
	put_16(icmp + 6, (uint16_t)nr);
	for (size_t k = 0; k < size; k++)
		icmp[8 + k] = (uint8_t)(nr + k + (k >> 8));
	put_16(icmp + 2, checksum(icmp, 8 + size));
	return n;
}

static void check_ping(const uint8_t *f, size_t n, struct interface *i)
{
	static uint8_t want[FRAME_MAX];
	size_t len = make_ping(want, i, i->got);

	if (n != len || memcmp(f, our_mac, 6) || memcmp(f + 6, i->mac, 6) ||
	    memcmp(f + 26, want + 30, 4) || memcmp(f + 30, want + 26, 4) ||
	    f[34] || memcmp(f + 38, want + 38, n - 38) ||
	    checksum(f + 34, n - 34) || checksum(f + 14, 20))
		fail("wrong answer to ping", i);
}

/* Sends what is due, takes what has come; whether it did anything. */
static bool turn(struct interface *i, uint64_t count, bool ping)
{
	static uint8_t f[FRAME_MAX];
	bool busy = false;
	ssize_t n;

	while (i->sent < count && i->sent - i->got < AHEAD) {
		n = (ssize_t)(ping ? make_ping(f, i, i->sent) : make_arp(f, i));
		if (send(i->fd, f, (size_t)n, MSG_DONTWAIT) != n)
			break;
		i->sent++;
		busy = true;
	}
	while ((n = recv(i->fd, f, sizeof(f), MSG_DONTWAIT)) > 0) {
		if (ping)
			check_ping(f, (size_t)n, i);
		else
			check_arp(f, (size_t)n, i);
		i->got++;
		busy = true;
	}
	return busy;
}

static bool done(const struct interface *i, int n, uint64_t count)
{
	for (int k = 0; k < n; k++)
		if (i[k].got < count)
			return false;
	return true;
}

static bool turn_all(struct interface *i, int n, uint64_t count, bool ping)
{
	bool busy = false;

	for (int k = 0; k < n; k++)
		busy |= turn(&i[k], count, ping);
	return busy;
}

/* What it has sent before it went may still be there. */
static void wait_all(struct interface *i, int n, uint64_t count, bool ping)
{
	struct pollfd p[8];
	bool gone = false;

	for (int k = 0; k < n; k++)
		p[k] = (struct pollfd) { i[k].fd, POLLIN, 0 };
	if (!poll(p, (nfds_t)n, TIMEOUT_MS))
		fail("no answer", i);
	for (int k = 0; k < n; k++)
		gone |= (p[k].revents & (POLLHUP | POLLERR)) != 0;
	if (gone && !turn_all(i, n, count, ping))
		fail("the other side is gone", i);
}

static void flood(struct interface *i, int n, uint64_t count, bool ping)
{
	for (int k = 0; k < n; k++)
		i[k].sent = i[k].got = 0;
	while (!done(i, n, count))
		if (!turn_all(i, n, count, ping))
			wait_all(i, n, count, ping);
}

static void start(struct interface *i, int n, char **command)
{
	int pair[2], other[8];

	for (int k = 0; k < n; k++) {
		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
			exit(99);
		i[k].nr = k;
		i[k].fd = pair[0];
		other[k] = pair[1];
	}
	child = fork();
	if (!child) {
		for (int k = 0; k < n; k++)
			dup2(other[k], FD_FIRST + k);
		execvp(command[0], command);
		_exit(98);
	}
	for (int k = 0; k < n; k++)
		close(other[k]);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct interface i[8] = { 0 };
	int opt, n = 1, status;
	uint64_t count;
	double from;

	while ((opt = getopt(argc, argv, "+n:s:")) != -1) {
		if (opt == 'n')
			n = (int)strtoul(optarg, NULL, 10);
		else
			size = strtoul(optarg, NULL, 10);
	}
	if (n < 1 || n > 8 || size > FRAME_MAX - 42 || argc - optind < 2)
		return 99;
	count = strtoul(argv[optind], NULL, 10);
	start(i, n, argv + optind + 1);
	flood(i, n, count, false);
	from = seconds();
	flood(i, n, count, true);
	fprintf(stderr, "peer: %.1f us per ping\n",
		(seconds() - from) * 1e6 / (double)(count * (uint64_t)n));
	if (waitpid(child, &status, 0) < 0)
		return 99;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}
