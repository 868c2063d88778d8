// SPDX-License-Identifier: ISC
/*
 * late COMMAND [ARGUMENT...]: a file server that stands still and then goes on,
 * as if nobody had given it up.  Serves one file of 1 MB to COMMAND, in whose
 * arguments @FD is the socket's number.  A read of it by guest RAM it never
 * answers; after some seconds it writes there, again and again, until the guest
 * has ended.  Says how many pages that were.
 */
#include <nabla/files.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define MB		(1U << 20)
#define STILL_MS	2500

static int sock;
static char *ram;
static size_t ram_size;
static union {
	struct fuse_in_header h;
	char bytes[MB];
} m;

static pid_t start_command(char **argv, int fd)
{
	pid_t pid = fork();
	char *at;

	check(pid >= 0);
	if (pid)
		return pid;
	for (char **a = argv; *a; a++) {
		at = strstr(*a, "@FD");
		if (at)
			check(asprintf(a, "%.*s@%d", (int)(at - *a), *a, fd) > 0);
	}
	execv(argv[0], argv);
	_exit(127);
}

static void take_ram(int fd)
{
	struct stat st;

	check(!fstat(fd, &st));
	ram_size = (size_t)st.st_size;
	ram = mmap(NULL, ram_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(ram != MAP_FAILED);
	close(fd);
}

/* The first message, with which it comes. */
static void first(void)
{
	struct iovec iov = { &m, sizeof(m.h) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} extra;
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &extra, .msg_controllen = sizeof(extra),
	};
	int fd;

	check(recvmsg(sock, &msg, 0) == sizeof(m.h));
	check(CMSG_FIRSTHDR(&msg) != NULL);
	check(m.h.opcode == FUSE_BMAP && m.h.unique == NABLA_PROBE);
	memcpy(&fd, CMSG_DATA(&extra.head), sizeof(fd));
	take_ram(fd);
}

static int receive(void)
{
	size_t have = 0, want = sizeof(m.h);

	while (have < want) {
		ssize_t n = read(sock, m.bytes + have, want - have);

		if (n <= 0)
			return 0;
		have += (size_t)n;
		if (have >= sizeof(m.h))
			want = m.h.len;
		check(want <= sizeof(m));
	}
	return 1;
}

static void answer(int error, const void *body, size_t len)
{
	struct fuse_out_header h = {
		.len = (uint32_t)(sizeof(h) + len), .error = error,
		.unique = m.h.unique,
	};
	struct iovec iov[2] = { { &h, sizeof(h) }, { (void *)body, len } };

	check(writev(sock, iov, 2) == (ssize_t)h.len);
}

static struct fuse_attr attr_of(uint64_t node)
{
	return (struct fuse_attr) {
		.ino = node, .nlink = 1, .blksize = 4096,
		.size = node == FUSE_ROOT_ID ? 0 : MB,
		.mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0644,
	};
}

static void serve(void)
{
	struct fuse_init_out init = {
		.major = 7, .minor = 36, .max_readahead = MB, .max_write = MB,
		.flags = FUSE_ASYNC_READ | FUSE_MAX_PAGES, .max_pages = 256,
	};
	struct fuse_entry_out entry = {
		.nodeid = 2, .entry_valid = 100, .attr_valid = 100,
		.attr = attr_of(2),
	};
	struct fuse_attr_out attr = {
		.attr_valid = 100, .attr = attr_of(m.h.nodeid),
	};

	init.unused[countof(init.unused) - 1] = NABLA_FILES_RAM;
	if (m.h.opcode == FUSE_INIT)
		answer(0, &init, sizeof(init));
	else if (m.h.opcode == FUSE_LOOKUP)
		answer(0, &entry, sizeof(entry));
	else if (m.h.opcode == FUSE_GETATTR)
		answer(0, &attr, sizeof(attr));
	else if (m.h.opcode == FUSE_OPEN)
		answer(0, &(struct fuse_open_out) { 0 },
		       sizeof(struct fuse_open_out));
	else if (m.h.opcode != FUSE_FORGET && m.h.opcode != FUSE_BATCH_FORGET)
		answer(-ENOSYS, NULL, 0);
}

/* The message is a read by guest RAM. */
static unsigned int write_late(void)
{
	const struct nabla_segment *s =
		(void *)(m.bytes + sizeof(m.h) + sizeof(struct fuse_read_in));
	const struct nabla_segment *end = (void *)(m.bytes + m.h.len);
	struct pollfd p = { .fd = sock, .events = POLLRDHUP };
	unsigned int pages = 0;

	for (const struct nabla_segment *i = s; i < end; i++) {
		check(i->at + i->length <= ram_size);
		pages += i->length / 4096;
	}
	usleep(STILL_MS * 1000);
	while (!poll(&p, 1, 10))
		for (const struct nabla_segment *i = s; i < end; i++)
			memset(ram + i->at, 0xee, i->length);
	return pages;
}

int main(int argc, char **argv)
{
	const struct fuse_read_in *in = (void *)(&m.h + 1);
	int pair[2], status;
	pid_t pid;

	check(argc > 1 && !socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	pid = start_command(argv + 1, pair[1]);
	close(pair[1]);
	sock = pair[0];
	first();
	while (receive()) {
		if (m.h.opcode == FUSE_READ &&
		    (in->read_flags & NABLA_IN_RAM)) {
			printf("%u pages\n", write_late());
			break;
		}
		serve();
	}
	check(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
