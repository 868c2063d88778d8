// SPDX-License-Identifier: ISC
/*
 * Hypercalls and the ring of solo5-hvt, from a guest that lies.  An input is a
 * struct call and what the guest has in memory: behind it at WINDOW, and in the
 * ring.  Whatever it is, serving it ends, and changes nothing that the guest
 * could not write itself.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/err.h"
#include "tenders/hvt/hvt.h"

#define MEM		(4UL << 20)
#define RING		(MEM - 13 * GUEST_PAGE)
#define CODE		SOLO5_KERNEL_MIN
#define WINDOW		0x200000UL
#define WINDOW_SIZE	0x10000UL
#define DISK		8192

struct call {
	uint8_t nr;			/* above ours: the ring's kick */
	uint8_t frames;			/* that wait, on both sockets */
	uint16_t unused;
	uint32_t addr;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static struct hvt t;
static struct kvm_run run;
static int peer, other;		/* of the network, of the channel */
static unsigned char zeros[CODE + 2 * GUEST_PAGE];

void tell(const char *fmt, ...)
{
	(void)fmt;
}

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void add_device(uint32_t type, int fd)
{
	struct manifest *m = &t.kernel.manifest;
	struct mft_entry *e = &m->e[m->entries++];

	e->type = type;
	e->attached = true;
	e->b.hostfd = fd;
	if (type == MFT_DEV_BLOCK_BASIC) {
		e->u.block_basic.capacity = DISK;
		e->u.block_basic.block_size = 512;
	}
}

static void add_segment(uint64_t at, uint32_t flags)
{
	Elf64_Phdr *p = &t.kernel.file.seg[t.kernel.file.head.e_phnum++];

	*p = (Elf64_Phdr){
		.p_type = PT_LOAD, .p_vaddr = at, .p_memsz = GUEST_PAGE,
		.p_filesz = GUEST_PAGE, .p_flags = flags,
	};
}

/* Between pages that nobody may touch. */
static void map_memory(void)
{
	unsigned char *all = mmap(NULL, MEM + 2 * GUEST_PAGE, PROT_NONE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	require(all != MAP_FAILED);
	t.mem.host = all + GUEST_PAGE;
	require(!mprotect(t.mem.host, MEM, PROT_READ | PROT_WRITE));
	t.mem.size = MEM;
	t.mem_size = t.ring = RING;
	t.run = &run;
	t.corefd = t.coredir = -1;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int pair[2], stream[2], disk = memfd_create("disk", MFD_CLOEXEC);
	struct err e;

	(void)argc;
	(void)argv;
	map_memory();
	require(dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO) >= 0);
	require(disk >= 0 && !ftruncate(disk, DISK));
	require(!socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair));
	require(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, stream));
	peer = pair[1];
	other = stream[1];
	t.kernel.manifest.version = MFT1_VERSION;
	add_device(MFT_RESERVED_FIRST, -1);
	add_device(MFT_DEV_BLOCK_BASIC, disk);
	add_device(MFT_DEV_NET_BASIC, pair[0]);
	add_device(MFT_DEV_FILES, stream[0]);
	t.channels = true;
	add_segment(CODE, PF_R | PF_X);
	add_segment(CODE + GUEST_PAGE, PF_R);
	add_segment(CODE + 2 * GUEST_PAGE, PF_R | PF_W);
	require(!events_create(&t.events, &t.kernel.manifest, &e));
	return 0;
}

static void send_frames(unsigned int n)
{
	static const unsigned char frame[1514] = { 1, 2, 3 };

	for (unsigned int i = 0; i < n % 8; i++) {
		(void)!write(peer, frame, 60 + (i * 300) % 1455);
		(void)!write(other, frame, 60 + (i * 300) % 1455);
	}
}

static void drain(int fd)
{
	char frame[2048];

	while (read(fd, frame, sizeof(frame)) >= 0)
		;
}

/* Nobody may wait here for as long as it says. */
static void no_sleep(uint32_t addr)
{
	void *timeout = guest_at(&t, addr, sizeof(uint64_t), true);

	if (timeout)
		memset(timeout, 0, sizeof(uint64_t));
}

static void serve(const struct call *c)
{
	struct err e = { 0 };
	int status = -1, r;

	if (c->nr == HVT_POLL || c->nr == HVT_WAIT)
		no_sleep(c->addr);
	r = c->nr > HVT_NUMBERS_END ? ring_kick(&t, &e) :
	    hypercall(&t, c->nr, c->addr, &status, &e);
	require(r < 0 ? r == -e.code && e.text[0] : r <= 1);
	require(r == 1 ? status >= 0 && status <= 255 : status == -1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct call c;

	if (size < sizeof(c))
		return 0;
	memcpy(&c, data, sizeof(c));
	data += sizeof(c);
	size -= sizeof(c);
	size = size < WINDOW_SIZE ? size : WINDOW_SIZE;
	memset(t.mem.host + RING, 0, sizeof(struct hvt_ring));
	memcpy(t.mem.host + RING, data, size < sizeof(struct hvt_ring) ? size :
	       sizeof(struct hvt_ring));
	memcpy(t.mem.host + WINDOW, data, size);
	send_frames(c.frames);
	serve(&c);
	/* tables, boot data, code and constants are as at first */
	require(!memcmp(zeros, t.mem.host, sizeof(zeros)));
	drain(peer);
	drain(other);
	drain(t.kernel.manifest.e[2].b.hostfd);
	drain(t.kernel.manifest.e[3].b.hostfd);
	return 0;
}
