// SPDX-License-Identifier: ISC
/*
 * Pipes, sockets, and everything that waits for them.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define BIG	(4 << 20)

static void write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t w = write(fd, p, n);

		check(w > 0);
		p += w;
		n -= w;
	}
}

static char *pattern(size_t n)
{
	char *p = get_pages(n);

	for (size_t i = 0; i < n; i++)
		p[i] = (i * 31) ^ (i >> 8);
	return p;
}

/* Everything up to the end, compared with the pattern. */
static void read_pattern(int fd, size_t n)
{
	char *want = pattern(n), *buf = get_pages(65536);
	size_t at = 0;
	ssize_t r;

	while ((r = read(fd, buf, 65536)) > 0) {
		check(at + r <= n && !memcmp(buf, want + at, r));
		at += r;
	}
	check(r == 0 && at == n);
}

/* A child sends the pattern into @in, which this process reads from @out. */
static void carry(int in, int out)
{
	pid_t pid = start();

	if (!pid) {
		close(out);
		write_all(in, pattern(BIG), BIG);
		_exit(0);
	}
	close(in);
	read_pattern(out, BIG);
	check(!finish(pid));
}

static void t_pipe(void)
{
	int p[2];

	check(!pipe(p));
	carry(p[1], p[0]);
}

static void t_pipe_edges(void)
{
	int p[2], n = 0;
	char c;

	check(!pipe2(p, O_NONBLOCK));
	check_errno(read(p[0], &c, 1), EAGAIN);
	while (write(p[1], "0123456789abcdef", 16) == 16)
		n += 16;
	check(errno == EAGAIN && n == 65536);
	check(!ioctl(p[0], FIONREAD, &n) && n == 65536);
	check(fcntl(p[1], F_SETPIPE_SZ, 1 << 20) == 1 << 20);
	check(write(p[1], "x", 1) == 1);
	close(p[0]);
	signal(SIGPIPE, SIG_IGN);
	check_errno(write(p[1], "x", 1), EPIPE);
}

static void break_pipe(void)
{
	int p[2];

	check(!pipe(p));
	close(p[0]);
	check(write(p[1], "x", 1) == 1);
}

static void t_sigpipe(void)
{
	check(status_of(break_pipe) == 128 + SIGPIPE);
}

static void t_splice(void)
{
	int a[2], b[2], fd = get_file(0);
	char buf[16];

	check(!pipe(a) && !pipe(b));
	check(write(a[1], "splice me", 9) == 9);
	check(tee(a[0], b[1], 100, 0) == 9);
	check(splice(a[0], NULL, fd, NULL, 100, 0) == 9);
	check(pread(fd, buf, 16, 0) == 9 && !memcmp(buf, "splice me", 9));
	check(read(b[0], buf, 16) == 9 && !memcmp(buf, "splice me", 9));
	check(!lseek(fd, 0, SEEK_SET));
	check(splice(fd, NULL, b[1], NULL, 6, 0) == 6);
	check(read(b[0], buf, 16) == 6 && !memcmp(buf, "splice", 6));
}

static void t_socketpair(void)
{
	int s[2];

	check(!socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	carry(s[1], s[0]);
}

static void send_fd(int s, int fd)
{
	char data = 'f', control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec iov = { &data, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	check(sendmsg(s, &m, 0) == 1);
}

static int receive_fd(int s)
{
	char data, control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { &data, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof(control) };
	int fd;

	check(recvmsg(s, &m, 0) == 1 && CMSG_FIRSTHDR(&m));
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(fd));
	return fd;
}

static void t_rights(void)
{
	int s[2], p[2], fd;
	char c;
	pid_t pid;

	check(!socketpair(AF_UNIX, SOCK_DGRAM, 0, s) && !pipe(p));
	pid = start();
	if (!pid) {
		fd = receive_fd(s[1]);
		check(write(fd, "r", 1) == 1);
		_exit(0);
	}
	send_fd(s[0], p[1]);
	check(read(p[0], &c, 1) == 1 && c == 'r');
	check(!finish(pid));
}

static int listen_on(int family, struct sockaddr *a, socklen_t n)
{
	int s = socket(family, SOCK_STREAM, 0);

	check(s >= 0 && !bind(s, a, n) && !listen(s, 8));
	check(!getsockname(s, a, &n));
	return s;
}

static void carry_over(int family, struct sockaddr *a, socklen_t n)
{
	int l = listen_on(family, a, n), s;
	pid_t pid = start();

	if (!pid) {
		s = socket(family, SOCK_STREAM, 0);
		check(!connect(s, a, n));
		write_all(s, pattern(BIG), BIG);
		_exit(0);
	}
	s = accept(l, NULL, NULL);
	check(s >= 0);
	read_pattern(s, BIG);
	check(!finish(pid));
}

static void t_tcp(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	carry_over(AF_INET, (struct sockaddr *)&a, sizeof(a));
}

static void t_tcp6(void)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6,
				  .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	carry_over(AF_INET6, (struct sockaddr *)&a, sizeof(a));
}

static void t_abstract(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX,
				 .sun_path = "\0guest-test" };

	carry_over(AF_UNIX, (struct sockaddr *)&a, sizeof(a));
}

static void t_refused(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(9),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int s = socket(AF_INET, SOCK_STREAM, 0);

	check_errno(connect(s, (struct sockaddr *)&a, sizeof(a)),
		    ECONNREFUSED);
}

static void t_udp(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int r = socket(AF_INET, SOCK_DGRAM, 0), s = socket(AF_INET, SOCK_DGRAM, 0);
	char buf[2000];

	check(!bind(r, (struct sockaddr *)&a, n));
	check(!getsockname(r, (struct sockaddr *)&a, &n));
	check(sendto(s, "one", 3, 0, (struct sockaddr *)&a, n) == 3);
	check(sendto(s, "twotwo", 6, 0, (struct sockaddr *)&a, n) == 6);
	check(recv(r, buf, 2000, 0) == 3 && !memcmp(buf, "one", 3));
	check(recv(r, buf, 2, MSG_TRUNC) == 6 && !memcmp(buf, "tw", 2));
	check_errno(recv(r, buf, 1, MSG_DONTWAIT), EAGAIN);
}

static void t_poll(void)
{
	int p[2];
	struct pollfd f[2];
	char c;

	check(!pipe(p));
	f[0] = (struct pollfd){ p[0], POLLIN, 0 };
	f[1] = (struct pollfd){ p[1], POLLOUT, 0 };
	check(poll(f, 2, 0) == 1 && f[1].revents == POLLOUT);
	check(write(p[1], "x", 1) == 1);
	check(poll(f, 2, -1) == 2 && f[0].revents == POLLIN);
	check(read(p[0], &c, 1) == 1);
	close(p[1]);
	check(poll(f, 1, -1) == 1 && f[0].revents == POLLHUP);
}

static int watch(int ep, int fd, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.fd = fd };

	return epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
}

static void t_epoll(void)
{
	struct epoll_event e[4];
	int p[2], ep = epoll_create1(0);
	char c;

	check(!pipe(p) && !watch(ep, p[0], EPOLLIN));
	check_errno(watch(ep, p[0], EPOLLIN), EEXIST);
	check_errno(watch(ep, ep, EPOLLIN), EINVAL);
	check(epoll_wait(ep, e, 4, 0) == 0);
	check(write(p[1], "ab", 2) == 2);
	for (int i = 0; i < 2; i++) {
		check(epoll_wait(ep, e, 4, -1) == 1);
		check(e[0].data.fd == p[0] && e[0].events == EPOLLIN);
		check(read(p[0], &c, 1) == 1);
	}
	check(epoll_wait(ep, e, 4, 0) == 0);
}

static void t_epoll_edge(void)
{
	struct epoll_event e[4];
	int p[2], ep = epoll_create1(0);

	check(!pipe(p) && !watch(ep, p[0], EPOLLIN | EPOLLET));
	check(write(p[1], "ab", 2) == 2);
	check(epoll_wait(ep, e, 4, -1) == 1);
	check(epoll_wait(ep, e, 4, 0) == 0);
	check(write(p[1], "c", 1) == 1);
	check(epoll_wait(ep, e, 4, 0) == 1);
	e[0].events = EPOLLIN | EPOLLONESHOT;
	check(!epoll_ctl(ep, EPOLL_CTL_MOD, p[0], e));
	check(epoll_wait(ep, e, 4, 0) == 1);
	check(write(p[1], "d", 1) == 1);
	check(epoll_wait(ep, e, 4, 0) == 0);
}

static void *ring(void *arg)
{
	int *fd = arg;
	uint64_t n;

	for (int i = 0; i < 1000; i++) {
		check(read(fd[0], &n, 8) == 8 && n == 1);
		check(write(fd[1], &n, 8) == 8);
	}
	return NULL;
}

static void t_eventfd(void)
{
	int fd[2] = { eventfd(0, 0), eventfd(0, 0) };
	uint64_t n = 1;
	pthread_t t;

	check(!pthread_create(&t, NULL, ring, fd));
	for (int i = 0; i < 1000; i++) {
		check(write(fd[0], &n, 8) == 8);
		check(read(fd[1], &n, 8) == 8 && n == 1);
	}
	check(!pthread_join(t, NULL));
	fd[0] = eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK);
	for (int i = 0; i < 3; i++)
		check(read(fd[0], &n, 8) == 8 && n == 1);
	check_errno(read(fd[0], &n, 8), EAGAIN);
}

static void t_signalfd(void)
{
	struct signalfd_siginfo si;
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	check(!sigprocmask(SIG_BLOCK, &set, NULL));
	fd = signalfd(-1, &set, SFD_NONBLOCK);
	check_errno(read(fd, &si, sizeof(si)), EAGAIN);
	check(!kill(getpid(), SIGUSR1));
	check(read(fd, &si, sizeof(si)) == sizeof(si));
	check(si.ssi_signo == SIGUSR1 && si.ssi_pid == (uint32_t)getpid());
}

static void t_inotify(void)
{
	char dir[] = "/tmp/guest-dir-XXXXXX", buf[512];
	struct inotify_event *e = (void *)buf;
	int in = inotify_init1(IN_NONBLOCK), fd;

	check(mkdtemp(dir) && inotify_add_watch(in, dir, IN_CREATE) > 0);
	fd = openat(open(dir, O_PATH), "new", O_CREAT | O_WRONLY, 0600);
	check(fd >= 0);
	check(read(in, buf, sizeof(buf)) > 0);
	check(e->mask == IN_CREATE && !strcmp(e->name, "new"));
	check(!unlinkat(open(dir, O_PATH), "new", 0) && !rmdir(dir));
}

static void t_files(void)
{
	struct iovec v[3] = { { "ab", 2 }, { "", 0 }, { "cde", 3 } };
	int fd = get_file(0), out = get_file(0);
	off_t from = 1;
	char buf[8];

	check(writev(fd, v, 3) == 5);
	check(sendfile(out, fd, &from, 100) == 4 && from == 5);
	check(pread(out, buf, 8, 0) == 4 && !memcmp(buf, "bcde", 4));
	check(!fcntl(fd, F_SETFL, O_APPEND) && !lseek(fd, 0, SEEK_SET));
	check(write(fd, "f", 1) == 1 && lseek(fd, 0, SEEK_CUR) == 6);
	check(lseek(fd, 1 << 20, SEEK_SET) == 1 << 20);
	check(pread(fd, buf, 8, 1 << 20) == 0);
}

static void t_locks(void)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
			   .l_start = 10, .l_len = 5 };
	int fd = get_file(100);
	pid_t pid;

	check(!fcntl(fd, F_SETLK, &l) && !flock(fd, LOCK_EX));
	pid = start();
	if (!pid) {
		check_errno(fcntl(fd, F_SETLK, &l), EAGAIN);
		check(!fcntl(fd, F_GETLK, &l) && l.l_pid == getppid());
		check(!flock(fd, LOCK_EX));
		_exit(0);
	}
	check(!finish(pid));
}

static void t_memfd(void)
{
	int fd = memfd_create("sealed", MFD_ALLOW_SEALING);

	check(fd >= 0 && !ftruncate(fd, 8192));
	check(!fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_WRITE));
	check_errno(ftruncate(fd, 4096), EPERM);
	check_errno(write(fd, "x", 1), EPERM);
	check(mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
	check(errno == EPERM);
	check(fcntl(fd, F_GET_SEALS) == (F_SEAL_SHRINK | F_SEAL_WRITE));
}

static const struct test tests[] = {
	{ "pipe", t_pipe }, { "pipe-edges", t_pipe_edges },
	{ "sigpipe", t_sigpipe }, { "splice", t_splice },
	{ "socketpair", t_socketpair }, { "rights", t_rights },
	{ "tcp", t_tcp }, { "tcp6", t_tcp6 }, { "abstract", t_abstract },
	{ "refused", t_refused }, { "udp", t_udp }, { "poll", t_poll },
	{ "epoll", t_epoll }, { "epoll-edge", t_epoll_edge },
	{ "eventfd", t_eventfd }, { "signalfd", t_signalfd },
	{ "inotify", t_inotify }, { "files", t_files }, { "locks", t_locks },
	{ "memfd", t_memfd }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
