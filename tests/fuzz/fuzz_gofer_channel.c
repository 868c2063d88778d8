// SPDX-License-Identifier: ISC
/*
 * Fuzz harness of what the guest sends: whatever the bytes, serving them must
 * end, reach nothing but the tree's scratch folder, and leave no descriptor.
 *
 * The first byte picks the form.  Even: all that follows is the stream.  Odd:
 * it is cut into messages whose headers are put right, so that more of them are
 * served: opcode, node, length, body; with bit 7 of the opcode the body's data
 * is in guest RAM.  That is there with bit 1 of the first byte.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nabla/files.h>

#include "gofer/channel.h"
#include "gofer/node.h"
#include "gofer/op_lock.h"
#include "gofer/ops.h"
#include "lib/err.h"

#define STREAM_MAX	65536
#define RAM_SIZE	65536

static char scratch[] = "/tmp/fuzz-gofer-XXXXXX";
static unsigned char stream[STREAM_MAX];
static size_t stream_len;
static int ram = -1;
static int with_ram;

static void require(int holds)
{
	if (!holds)
		abort();
}

static unsigned int count_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned int n = 0;

	require(d != NULL);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void empty_scratch(void)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", scratch);
	require(system(command) >= 0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct rlimit l = { 1 << 20, 1 << 20 };
	struct err e = { 0 };

	(void)argc;
	(void)argv;
	signal(SIGPIPE, SIG_IGN);
	require(mkdtemp(scratch) != NULL);
	ram = memfd_create("ram", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	require(ram >= 0 && !ftruncate(ram, RAM_SIZE));
	require(!fcntl(ram, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW));
	atexit(empty_scratch);
	require(!locks_start(&e));
	/* libFuzzer writes less than this at a time. */
	return setrlimit(RLIMIT_FSIZE, &l);
}

static void append(const void *data, size_t len)
{
	if (len > STREAM_MAX - stream_len)
		len = STREAM_MAX - stream_len;
	memcpy(stream + stream_len, data, len);
	stream_len += len;
}

static void append_message(uint32_t opcode, uint64_t node, const void *body,
			   size_t len)
{
	struct fuse_in_header h = {
		.len = (uint32_t)(sizeof(h) + len), .opcode = opcode,
		.unique = 1, .nodeid = node,
	};

	append(&h, sizeof(h));
	append(body, len);
}

/* Only what passes the first check: the others would end the session. */
static void append_checked(uint32_t opcode, uint64_t node, const void *body,
			   size_t len)
{
	_Alignas(8) char copy[sizeof(struct fuse_in_header) + 256];
	size_t before = stream_len;

	append_message(opcode, node, body, len);
	memcpy(copy, stream + before, stream_len - before);
	if (message_check(copy, stream_len - before) == -EBADMSG)
		stream_len = before;
}

/* As a read or a write by segments, most of them in RAM, and of their size. */
static size_t put_in_ram(uint8_t *body, size_t len)
{
	struct fuse_read_in in;		/* fuse_write_in has these alike */
	struct nabla_segment s;
	size_t n;

	_Static_assert(sizeof(in) == sizeof(struct fuse_write_in) &&
		       offsetof(struct fuse_read_in, read_flags) ==
		       offsetof(struct fuse_write_in, write_flags), "alike");
	if (len < sizeof(in))
		return len;
	memcpy(&in, body, sizeof(in));
	n = (len - sizeof(in)) / sizeof(s);
	in.read_flags |= NABLA_IN_RAM;
	in.size = 0;
	for (size_t i = 0; i < n; i++) {
		uint8_t *at = body + sizeof(in) + i * sizeof(s);

		memcpy(&s, at, sizeof(s));
		s.at %= RAM_SIZE + 1;
		s.length %= RAM_SIZE;
		s.reserved &= 1;
		in.size += s.length;
		memcpy(at, &s, sizeof(s));
	}
	memcpy(body, &in, sizeof(in));
	return sizeof(in) + n * sizeof(s);
}

static void append_messages(const uint8_t *data, size_t size)
{
	uint8_t body[256];

	while (size >= 3) {
		size_t len = data[2] < size - 3 ? data[2] : size - 3;
		size_t used = len;

		memcpy(body, data + 3, len);
		if (data[0] & 0x80)
			used = put_in_ram(body, len);
		append_checked(data[0] % 64, data[1] % 16, body, used);
		data += 3 + len;
		size -= 3 + len;
	}
}

static void *drain(void *fd)
{
	char buf[4096];

	while (read(*(int *)fd, buf, sizeof(buf)) > 0)
		;
	return NULL;
}

/* As the tender does it. */
static void send_ram(int fd, const void *data, size_t len)
{
	struct iovec iov = { (void *)data, len };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} extra = { 0 };
	struct msghdr m = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &extra, .msg_controllen = sizeof(extra.room),
	};

	extra.head.cmsg_level = SOL_SOCKET;
	extra.head.cmsg_type = SCM_RIGHTS;
	extra.head.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&extra.head), &ram, sizeof(ram));
	require(sendmsg(fd, &m, 0) == (ssize_t)len);
}

static void *feed(void *fd)
{
	size_t at = 0;

	if (with_ram) {
		send_ram(*(int *)fd, stream, 1);
		at = 1;
	}
	while (at < stream_len) {
		ssize_t n = write(*(int *)fd, stream + at, stream_len - at);

		if (n <= 0)
			break;
		at += (size_t)n;
	}
	shutdown(*(int *)fd, SHUT_WR);
	return NULL;
}

/* fd_path() is relative to /proc/self/fd; libFuzzer's paths are not. */
static void serve(int fd, int peer)
{
	int home = open(".", O_PATH | O_CLOEXEC);
	int root = open(scratch, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct err e = { 0 };
	pthread_t in, out;
	struct tree t;

	require(home >= 0 && !chdir("/proc/self/fd"));
	require(!tree_init(&t, fd, root, 16) && !channel_open(&t, &e));
	require(!pthread_create(&in, NULL, feed, &peer));
	require(!pthread_create(&out, NULL, drain, &peer));
	if (channel_serve(&t, &e) < 0)
		require(e.code > 0 && e.text[0]);
	/* Closes the socket. */
	shutdown(fd, SHUT_RDWR);
	locks_close_all();
	channel_close(&t);
	directories_close(&t);
	tree_destroy(&t);
	pthread_join(in, NULL);
	pthread_join(out, NULL);
	require(!fchdir(home) && !close(home));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuse_init_in init = {
		.major = 7, .minor = 38, .max_readahead = 1 << 20, .flags = ~0U,
	};
	unsigned int before = count_fds();
	int pair[2];

	if (!size)
		return 0;
	require(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
	mkdir(scratch, 0700);
	signal(SIGXFSZ, SIG_IGN);	/* libFuzzer has taken it */
	stream_len = 0;
	with_ram = data[0] & 2;
	append_message(FUSE_INIT, 0, &init, sizeof(init));
	if (data[0] & 1)
		append_messages(data + 1, size - 1);
	else
		append(data + 1, size - 1);
	serve(pair[0], pair[1]);
	close(pair[1]);
	require(count_fds() == before);
	return 0;
}
