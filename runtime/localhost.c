// SPDX-License-Identifier: ISC
/*
 * A program in the host's kernel chooses the socket for each connection that
 * begins in the namespace (BPF_PROG_TYPE_SK_LOOKUP), before the kernel looks
 * who listens there.  It is attached as long as a descriptor of the attachment
 * is held: so nothing of it outlives the relay.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/localhost.h"

#define BACKLOG	64
#define LICENCE	"ISC"

/* @a is zero but for the command's own part: the host looks at all of it. */
static int bpf(int command, union bpf_attr *a)
{
	return (int)syscall(SYS_bpf, command, a, sizeof(*a));
}

#define INSN(c, d, s, o, i) { \
	.code = (c), .dst_reg = BPF_REG_##d, .src_reg = BPF_REG_##s, \
	.off = (o), .imm = (i) }
#define MOVE(d, s)	INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define SET(d, k)	INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, k)
#define ADD(d, k)	INSN(BPF_ALU64 | BPF_ADD | BPF_K, d, 0, 0, k)
#define LOAD(field)	INSN(BPF_LDX | BPF_MEM | BPF_W, 2, 6, \
			     offsetof(struct bpf_sk_lookup, field), 0)
#define UNLESS(k, skip)	INSN(BPF_JMP | BPF_JNE | BPF_K, 2, 0, skip, k)
#define IF(d, k, skip)	INSN(BPF_JMP | BPF_JEQ | BPF_K, d, 0, skip, k)
#define SKIP(skip)	INSN(BPF_JMP | BPF_JA, 0, 0, skip, 0)
#define CALL(helper)	INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_##helper)

/*
 * No memory of the container is read, and nobody is turned away: what is not
 * for localhost goes where it would have gone.
 */
static int load(int map, struct err *e)
{
	const struct bpf_insn program[] = {
		MOVE(6, 1),
		LOAD(protocol),
		UNLESS(IPPROTO_TCP, 27),
		LOAD(family),
		IF(2, AF_INET6, 3),
		LOAD(local_ip4),
		UNLESS((int)htonl(INADDR_LOOPBACK), 23),
		SKIP(8),
		/* IPv6 */
		LOAD(local_ip6[0]),
		UNLESS(0, 20),
		LOAD(local_ip6[1]),
		UNLESS(0, 18),
		LOAD(local_ip6[2]),
		UNLESS(0, 16),
		LOAD(local_ip6[3]),
		UNLESS((int)htonl(1), 14),
		/* the socket, which is the map's only one, at key 0 */
		INSN(BPF_ST | BPF_MEM | BPF_W, 10, 0, -4, 0),
		INSN(BPF_LD | BPF_DW | BPF_IMM, 1, 1, 0, map),
		INSN(0, 0, 0, 0, 0),
		MOVE(2, 10),
		ADD(2, -4),
		CALL(map_lookup_elem),
		IF(0, 0, 7),
		MOVE(7, 0),
		MOVE(1, 6),
		MOVE(2, 0),
		SET(3, 0),
		CALL(sk_assign),
		MOVE(1, 7),
		CALL(sk_release),
		SET(0, SK_PASS),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	union bpf_attr a;
	int fd;

	memset(&a, 0, sizeof(a));
	a.prog_type = BPF_PROG_TYPE_SK_LOOKUP;
	a.expected_attach_type = BPF_SK_LOOKUP;
	a.insn_cnt = sizeof(program) / sizeof(*program);
	a.insns = (uintptr_t)program;
	a.license = (uintptr_t)LICENCE;
	fd = bpf(BPF_PROG_LOAD, &a);
	return fd < 0 ? err_errno(e, "localhost: the choice of a socket") : fd;
}

static int make_map(struct err *e)
{
	union bpf_attr a;
	int fd;

	memset(&a, 0, sizeof(a));
	a.map_type = BPF_MAP_TYPE_SOCKMAP;
	a.key_size = a.value_size = 4;
	a.max_entries = 1;
	fd = bpf(BPF_MAP_CREATE, &a);
	return fd < 0 ? err_errno(e, "localhost: a map of sockets") : fd;
}

static int put_in_map(int map, int socket, struct err *e)
{
	const uint32_t key = 0, value = (uint32_t)socket;
	union bpf_attr a;

	memset(&a, 0, sizeof(a));
	a.map_fd = (uint32_t)map;
	a.key = (uintptr_t)&key;
	a.value = (uintptr_t)&value;
	return bpf(BPF_MAP_UPDATE_ELEM, &a) < 0 ?
	       err_errno(e, "localhost: its socket") : 0;
}

static int attach(int program, struct err *e)
{
	cleanup_fd int netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	union bpf_attr a;
	int fd;

	memset(&a, 0, sizeof(a));
	a.link_create.prog_fd = (uint32_t)program;
	a.link_create.target_fd = (uint32_t)netns;
	a.link_create.attach_type = BPF_SK_LOOKUP;
	fd = netns < 0 ? -1 : bpf(BPF_LINK_CREATE, &a);
	return fd < 0 ? err_errno(e, "localhost: the network namespace") : fd;
}

/*
 * One for both versions of IP, where there are both.  It needs some address to
 * listen at all: one that only this namespace reaches.
 */
static int listen_on(struct err *e)
{
	struct sockaddr_in6 at6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in at4 = { .sin_family = AF_INET };
	cleanup_fd int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC |
				   SOCK_NONBLOCK, 0);
	bool six = fd >= 0;

	if (!six)
		fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC |
			    SOCK_NONBLOCK, 0);
	at4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &at6.sin6_addr);
	if (fd < 0 || bind(fd, six ? (struct sockaddr *)&at6 :
			   (struct sockaddr *)&at4,
			   six ? sizeof(at6) : sizeof(at4)) < 0 ||
	    listen(fd, BACKLOG) < 0)
		return err_errno(e, "localhost: listening there");
	return steal_fd(&fd);
}

bool localhost_is_wanted(const struct spec *s)
{
	const struct spec_namespace *n = spec_namespace(s, "network");

	return n && n->path;
}

int localhost_open(struct localhost *h, struct err *e)
{
	cleanup_fd int listener = -1, map = -1, program = -1, attached = -1;

	map = make_map(e);
	if (map < 0)
		return map;
	listener = listen_on(e);
	if (listener < 0)
		return listener;
	if (put_in_map(map, listener, e) < 0)
		return -e->code;
	program = load(map, e);
	if (program < 0)
		return program;
	attached = attach(program, e);
	if (attached < 0)
		return attached;
	*h = (struct localhost){ steal_fd(&listener), steal_fd(&attached) };
	return 0;
}

int localhost_probe(struct err *e)
{
	cleanup_fd int map = make_map(e), program = -1;

	if (map < 0)
		return map;
	program = load(map, e);
	return program < 0 ? program : 0;
}
