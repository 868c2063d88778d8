// SPDX-License-Identifier: ISC
/*
 * inside GOFER FOLDER: a guest that is not Linux.  Starts a gofer, confined as
 * always, and sends it what no kernel would; FOLDER holds what a file server
 * might be led astray by:
 *
 *	outside		a symbolic link to a folder beside FOLDER, absolute
 *	up		a symbolic link to ..
 *	device		a device node, which can be opened outside: /dev/zero's
 *	fifo
 *	file		a regular file with set-user-id
 */
#include <fcntl.h>
#include <nabla/files.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static const char *gofer, *folder;
static int sock;
static char answer[1 << 20];

static void start_gofer(void)
{
	int pair[2], ready[2];
	char fd[20], tell[20], byte;

	check(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	check(!pipe(ready));
	snprintf(fd, sizeof(fd), "--fd=%d", pair[1]);
	snprintf(tell, sizeof(tell), "--ready=%d", ready[1]);
	if (!start()) {
		close(pair[0]);
		execl(gofer, gofer, fd, tell, folder, NULL);
		_exit(127);
	}
	close(pair[1]);
	close(ready[1]);
	check(read(ready[0], &byte, 1) == 1);
	sock = pair[0];
}

static void get_all(void *p, size_t n)
{
	while (n) {
		ssize_t r = read(sock, p, n);

		check(r > 0);
		p = (char *)p + r;
		n -= (size_t)r;
	}
}

static void send_message(uint32_t opcode, uint64_t node, const void *body,
			 size_t len)
{
	struct fuse_in_header h = {
		.len = (uint32_t)(sizeof(h) + len), .opcode = opcode,
		.unique = 77, .nodeid = node,
	};

	check(write(sock, &h, sizeof(h)) == sizeof(h));
	check(write(sock, body, len) == (ssize_t)len);
}

/* The error of the answer, whose data is in "answer". */
static int ask(uint32_t opcode, uint64_t node, const void *body, size_t len)
{
	struct fuse_out_header h;

	send_message(opcode, node, body, len);
	get_all(&h, sizeof(h));
	check(h.unique == 77 && h.len <= sizeof(answer));
	get_all(answer, h.len - sizeof(h));
	return h.error;
}

static void begin(void)
{
	struct fuse_init_in in = { .major = 7, .minor = 38, .flags = ~0U };

	start_gofer();
	check(!ask(FUSE_INIT, 0, &in, sizeof(in)));
}

static int look_up(uint64_t parent, const char *name, uint64_t *node)
{
	int r = ask(FUSE_LOOKUP, parent, name, strlen(name) + 1);

	*node = ((struct fuse_entry_out *)answer)->nodeid;
	if (!r && !*node)
		r = -ENOENT;
	return r;
}

static int open_node(uint64_t node, int flags)
{
	struct fuse_open_in in = { .flags = (uint32_t)flags };

	return ask(FUSE_OPEN, node, &in, sizeof(in));
}

static void t_names(void)
{
	static const char *const bad[] = { "..", ".", "", "/", "/etc",
		"../beside", "sub/../../beside", "up/beside", "outside/secret" };
	uint64_t node;

	begin();
	for (size_t i = 0; i < countof(bad); i++)
		check(look_up(FUSE_ROOT_ID, bad[i], &node) == -EINVAL);
	check(look_up(FUSE_ROOT_ID, "file", &node) == 0);
}

static void t_links(void)
{
	static const char *const links[] = { "outside", "up" };
	uint64_t node, in;

	begin();
	for (size_t i = 0; i < countof(links); i++) {
		check(!look_up(FUSE_ROOT_ID, links[i], &node));
		check(look_up(node, "secret", &in) == -ENOTDIR);
		check(open_node(node, O_RDONLY) == -EINVAL);
		check(ask(FUSE_OPENDIR, node, &(struct fuse_open_in) { 0 },
			  sizeof(struct fuse_open_in)) < 0);
	}
}

static void t_made_link(void)
{
	uint64_t node, in;

	begin();
	check(!ask(FUSE_SYMLINK, FUSE_ROOT_ID, "made\0../beside", 15));
	check(!look_up(FUSE_ROOT_ID, "made", &node));
	check(look_up(node, "secret", &in) == -ENOTDIR);
	check(!ask(FUSE_UNLINK, FUSE_ROOT_ID, "made", 5));
}

/* A name that is a folder at one moment and a link out of it at the next. */
static void t_race(void)
{
	struct stat st;
	uint64_t node, in;
	pid_t pid;

	begin();
	check(!chdir(folder));
	pid = start();
	while (!pid) {
		mkdir("turning", 0755);
		rmdir("turning");
		symlink("outside", "turning");
		unlink("turning");
	}
	for (int i = 0; i < 20000; i++) {
		struct { struct fuse_mkdir_in in; char name[4]; } dir = {
			{ .mode = 0755 }, "esc" };

		if (look_up(FUSE_ROOT_ID, "turning", &node))
			continue;
		check(look_up(node, "secret", &in) < 0);
		ask(FUSE_MKDIR, node, &dir, sizeof(dir.in) + 4);
	}
	kill(pid, SIGKILL);
	finish(pid);
	unlink("turning");
	unlink("turning/esc");
	check_errno(stat("../beside/esc", &st), ENOENT);
	system("rm -rf turning");
}

static void t_devices(void)
{
	uint64_t node;

	begin();
	check(!look_up(FUSE_ROOT_ID, "device", &node));
	check(open_node(node, O_RDONLY) == -EINVAL);
	check(!look_up(FUSE_ROOT_ID, "fifo", &node));
	check(open_node(node, O_RDWR) == -EINVAL);
}

/* CREATE opens what is there: no device, and it does not wait at a FIFO. */
static void t_create(void)
{
	struct { struct fuse_create_in in; char name[8]; } c = {
		{ .flags = O_CREAT | O_RDWR, .mode = 0644 }, "device" };

	begin();
	check(ask(FUSE_CREATE, FUSE_ROOT_ID, &c, sizeof(c.in) + 7) == -EACCES);
	memcpy(c.name, "fifo", 5);
	check(ask(FUSE_CREATE, FUSE_ROOT_ID, &c, sizeof(c.in) + 5) == -EEXIST);
	memcpy(c.name, "up", 3);
	check(ask(FUSE_CREATE, FUSE_ROOT_ID, &c, sizeof(c.in) + 3) == -ELOOP);
}

static void t_numbers(void)
{
	static const uint64_t bad[] = { 0, 2, 1000, 1ULL << 32, ~0ULL };

	begin();
	for (size_t i = 0; i < countof(bad); i++) {
		struct fuse_read_in in = { .size = 100, .fh = 5 };

		check(ask(FUSE_READ, bad[i], &in, sizeof(in)) == -ESTALE);
		check(open_node(bad[i], O_RDWR) == -ESTALE);
		in.fh = bad[i] + 1;
		check(ask(FUSE_READDIR, FUSE_ROOT_ID, &in, sizeof(in)) ==
		      -EBADF);
	}
	check(ask(4096, 1, "", 0) == -ENOSYS);
	check(ask(FUSE_IOCTL, 1, "", 0) == -ENOSYS);
}

static int lock(uint32_t opcode, uint64_t node, uint64_t owner, uint32_t type,
		uint64_t from, uint64_t to)
{
	struct fuse_lk_in in = {
		.owner = owner,
		.lk = { .start = from, .end = to, .type = type },
	};

	return ask(opcode, node, &in, sizeof(in));
}

/* Of what must not be opened, of no range, by more than may be. */
static void t_locks(void)
{
	struct fuse_interrupt_in none = { .unique = 12345 };
	uint64_t node, owner = 0;

	begin();
	check(!look_up(FUSE_ROOT_ID, "device", &node));
	check(lock(FUSE_SETLK, node, 1, F_RDLCK, 0, 1) == -EINVAL);
	check(!look_up(FUSE_ROOT_ID, "fifo", &node));
	check(lock(FUSE_SETLKW, node, 1, F_RDLCK, 0, 1) == -EINVAL);
	check(lock(FUSE_GETLK, node, 1, F_RDLCK, 0, 1) == -EINVAL);
	check(lock(FUSE_SETLK, 1000, 1, F_RDLCK, 0, 1) == -ESTALE);
	check(!look_up(FUSE_ROOT_ID, "file", &node));
	check(lock(FUSE_SETLK, node, 1, F_RDLCK, 2, 1) == -EINVAL);
	check(lock(FUSE_SETLK, node, 1, F_RDLCK, 0, ~0ULL) == -EINVAL);
	check(lock(FUSE_SETLK, node, 1, 77, 0, 1) == -EINVAL);
	/* Without NABLA_LK_WRITABLE */
	check(lock(FUSE_SETLK, node, 1, F_WRLCK, 0, 1) == -EBADF);
	send_message(FUSE_INTERRUPT, 0, &none, sizeof(none));
	while (owner < 100000 &&
	       !lock(FUSE_SETLK, node, owner, F_RDLCK, 0, INT64_MAX))
		owner++;
	check(owner == 4096);
	check(!lock(FUSE_SETLK, node, 7, F_UNLCK, 0, INT64_MAX));
	check(!lock(FUSE_SETLK, node, owner, F_RDLCK, 5, 6));
	check(lock(FUSE_SETLK, node, 7, F_RDLCK, 5, 6) == -ENOLCK);
}

static void ends_with(const void *bytes, size_t len, int status)
{
	int got;

	begin();
	check(write(sock, bytes, len) == (ssize_t)len);
	shutdown(sock, SHUT_WR);
	check(wait(&got) > 0 && WIFEXITED(got) && WEXITSTATUS(got) == status);
}

static void t_malformed(void)
{
	struct fuse_in_header h = { .len = sizeof(h), .opcode = FUSE_WRITE };

	ends_with(&h, sizeof(h), 1);
	h.opcode = FUSE_LOOKUP;
	ends_with(&h, sizeof(h), 1);
	h.len = 10;
	ends_with(&h, sizeof(h), 1);
	h.len = 1 << 30;
	ends_with(&h, sizeof(h), 1);
	/* A guest that was killed in the middle of a message. */
	h.len = 100;
	ends_with(&h, sizeof(h), 0);
	ends_with(&h, 7, 0);
	ends_with(&h, 0, 0);
}

/* Nobody reads the answers: the gofer waits, and ends when the guest does. */
static void t_no_reader(void)
{
	struct fuse_getattr_in in = { 0 };
	int status;

	begin();
	check(!fcntl(sock, F_SETFL, O_NONBLOCK));
	for (;;) {
		struct {
			struct fuse_in_header h;
			struct fuse_getattr_in in;
		} m = { { .len = sizeof(m), .opcode = FUSE_GETATTR,
			  .nodeid = FUSE_ROOT_ID }, in };

		if (write(sock, &m, sizeof(m)) < 0)
			break;
	}
	check(errno == EAGAIN);
	close(sock);
	check(wait(&status) > 0 && WIFEXITED(status));
}

#define RAM_SIZE	(1UL << 20)

/* As the tender does it. */
static void send_ram(int ram)
{
	struct fuse_in_header h = {
		.len = sizeof(h), .opcode = FUSE_BMAP, .unique = NABLA_PROBE,
	};
	struct iovec iov = { &h, sizeof(h) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} extra = { 0 };
	struct msghdr m = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &extra, .msg_controllen = sizeof(extra.room),
	};
	struct fuse_out_header out;

	extra.head.cmsg_level = SOL_SOCKET;
	extra.head.cmsg_type = SCM_RIGHTS;
	extra.head.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&extra.head), &ram, sizeof(ram));
	check(sendmsg(sock, &m, 0) == sizeof(h));
	get_all(&out, sizeof(out));
	check(out.unique == NABLA_PROBE && out.len == sizeof(out));
}

static int make_ram(void)
{
	int fd = memfd_create("ram", MFD_ALLOW_SEALING);

	check(fd >= 0 && !ftruncate(fd, RAM_SIZE));
	check(!fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW));
	return fd;
}

/* The bits of NABLA_FILES_* that it answers. */
static uint32_t init(void)
{
	struct fuse_init_in in = { .major = 7, .minor = 38, .flags = ~0U };
	const struct fuse_init_out *out = (void *)answer;

	check(!ask(FUSE_INIT, 0, &in, sizeof(in)));
	return out->unused[countof(out->unused) - 1];
}

static uint64_t make_file(const char *name)
{
	struct { struct fuse_create_in in; char name[8]; } c = {
		{ .flags = O_CREAT | O_RDWR, .mode = 0644 }, "" };

	memcpy(c.name, name, strlen(name) + 1);
	check(!ask(FUSE_CREATE, FUSE_ROOT_ID, &c,
		   sizeof(c.in) + strlen(name) + 1));
	return ((struct fuse_entry_out *)answer)->nodeid;
}

/* A read or a write of size bytes at the file's begin, by n segments. */
static int move(uint32_t opcode, uint64_t node, uint32_t size,
		const struct nabla_segment *s, size_t n)
{
	struct {
		union {
			struct fuse_read_in read;
			struct fuse_write_in write;
		} in;
		struct nabla_segment s[2];
	} m = { 0 };

	/* As long as each other, and these fields at the same places. */
	m.in.read.size = size;
	m.in.read.read_flags = NABLA_IN_RAM;
	memcpy(m.s, s, n * sizeof(*s));
	return ask(opcode, node, &m, sizeof(m.in) + n * sizeof(*s));
}

static void t_ram(void)
{
	static const struct nabla_segment s[] = {
		{ 5000, 300, 0 }, { 77, 200, 0 } };
	const struct nabla_read *got = (void *)answer;
	int ram = make_ram();
	char data[500], back[500];
	uint64_t node;

	start_gofer();
	send_ram(ram);
	check(init() & NABLA_FILES_RAM);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 7 + 1);
	check(pwrite(ram, data, 300, 5000) == 300);
	check(pwrite(ram, data + 300, 200, 77) == 200);
	node = make_file("ram");
	check(!move(FUSE_WRITE, node, 500, s, 2));
	check(((struct fuse_write_out *)answer)->size == 500);
	check(!fallocate(ram, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			 RAM_SIZE));
	check(!move(FUSE_READ, node, 500, s, 2) && got->size == 500);
	check(pread(ram, back, 300, 5000) == 300);
	check(pread(ram, back + 300, 200, 77) == 200);
	check(!memcmp(data, back, 500));
	check(!ask(FUSE_UNLINK, FUSE_ROOT_ID, "ram", 4));
}

/* Neither done in part nor its end. */
static void t_ram_segments(void)
{
	static const struct nabla_segment bad[] = {
		{ RAM_SIZE, 100, 0 }, { RAM_SIZE - 99, 100, 0 },
		{ ~0ULL - 50, 100, 0 }, { 1ULL << 63, 100, 0 },
		{ 0, 100, 1 }, { 0, 99, 0 }, { 0, 101, 0 }, { 0, 0, 0 } };
	struct nabla_segment s[2] = { { 0, 100, 0 } };
	uint64_t node;

	start_gofer();
	send_ram(make_ram());
	check(init() & NABLA_FILES_RAM);
	node = make_file("ram");
	for (size_t i = 0; i < countof(bad); i++) {
		check(move(FUSE_READ, node, 100, &bad[i], 1) == -EINVAL);
		check(move(FUSE_WRITE, node, 100, &bad[i], 1) == -EINVAL);
		s[1] = bad[i];
		check(move(FUSE_WRITE, node, 200, s, 2) == -EINVAL);
	}
	check(!move(FUSE_READ, node, 100, s, 1));
	check(((struct nabla_read *)answer)->size == 0);
	check(!ask(FUSE_UNLINK, FUSE_ROOT_ID, "ram", 4));
}

/* It has none: not sent, or one that could be cut short under it. */
static void t_no_ram(void)
{
	static const struct nabla_segment s = { 0, 100, 0 };
	int loose = memfd_create("loose", MFD_ALLOW_SEALING);
	uint64_t node;

	for (int given = 0; given < 2; given++) {
		start_gofer();
		check(!ftruncate(loose, RAM_SIZE));
		if (given)
			send_ram(loose);
		check(!(init() & NABLA_FILES_RAM));
		check(!look_up(FUSE_ROOT_ID, "file", &node));
		check(move(FUSE_READ, node, 100, &s, 1) == -EINVAL);
		check(move(FUSE_WRITE, node, 100, &s, 1) == -EINVAL);
		close(sock);
	}
}

static const struct test tests[] = {
	{ "names", t_names },
	{ "links", t_links },
	{ "made-link", t_made_link },
	{ "race", t_race },
	{ "devices", t_devices },
	{ "create", t_create },
	{ "numbers", t_numbers },
	{ "locks", t_locks },
	{ "malformed", t_malformed },
	{ "no-reader", t_no_reader },
	{ "ram", t_ram },
	{ "ram-segments", t_ram_segments },
	{ "no-ram", t_no_ram },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	check(argc == 3);
	gofer = argv[1];
	folder = argv[2];
	return tests_main(1, argv, tests);
}
