// SPDX-License-Identifier: ISC
/*
 * datagrams ADDRESS SIZE COUNT: sends COUNT datagrams of SIZE bytes to port 7
 * of ADDRESS, several at a time, which the host's stack hands on in one piece
 * (it is the last interface's business to cut that up, and to add checksums),
 * and expects each to come back.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define AT_ONCE		16
#define WAIT_MS		20000

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int open_socket(const char *address, int size)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(7),
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || inet_pton(AF_INET, address, &to.sin_addr) != 1 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		fail(address);
	if (setsockopt(fd, SOL_UDP, UDP_SEGMENT, &size, sizeof(size)) < 0)
		fail("UDP_SEGMENT");
	return fd;
}

static void expect(int fd, const char *sent, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char got[65536];

	if (poll(&p, 1, WAIT_MS) <= 0)
		fail("nothing came back");
	if (recv(fd, got, sizeof(got), 0) != (ssize_t)size ||
	    memcmp(got, sent, size))
		fail("something else came back");
}

int main(int argc, char **argv)
{
	static char bytes[AT_ONCE * 4096];
	int size, count, n, fd;

	if (argc != 4)
		return 2;
	size = (int)strtol(argv[2], NULL, 10);
	count = (int)strtol(argv[3], NULL, 10);
	if (size < 1 || size > 4096)
		return 2;
	fd = open_socket(argv[1], size);
	memset(bytes, 0x5a, sizeof(bytes));
	for (; count > 0; count -= n) {
		n = count < AT_ONCE ? count : AT_ONCE;
		if (send(fd, bytes, (size_t)(n * size), 0) != n * size)
			fail("send");
		for (int i = 0; i < n; i++)
			expect(fd, bytes, (size_t)size);
	}
	return 0;
}
