// SPDX-License-Identifier: ISC
#include "gofer/channel.h"

#include <errno.h>
#include <nabla/files.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "gofer/node.h"
#include "gofer/op_lock.h"
#include "gofer/ops.h"
#include "gofer/pulse.h"
#include "lib/cleanup.h"
#include "lib/err.h"

/* What is read ahead in one call; more only of a message that is longer. */
#define AHEAD		16384
#define SWEEP_S		5

struct worker {
	char *message;			/* MESSAGE_MAX */
	char *data;			/* MESSAGE_DATA_MAX */
	char ahead[AHEAD];
	size_t from, to;		/* in ahead: not looked at yet */
	struct fuse_in_header *now;
	bool tmpfile;			/* it was a FUSE_TMPFILE */
};

static __thread struct worker *worker;

const struct fuse_in_header *channel_message(void)
{
	return worker->now;
}

bool channel_tmpfile(void)
{
	return worker->tmpfile;
}

void *channel_buffer(void)
{
	return worker->data;
}

/*
 * libfuse of Debian 12 does not know of FUSE_HANDLE_KILLPRIV_V2: that who
 * serves clears set-user-id bits when told so, and drops capabilities by
 * itself.  Without it the guest's kernel asks for security.capability before
 * each write.
 */
static void add_to_init(const struct tree *t, const struct iovec *iov,
			int count)
{
	struct fuse_init_out *out;
	uint32_t understood = NABLA_FILES_APPEND | NABLA_FILES_LOCKS |
			      NABLA_FILES_SHORT_LIST;

	if (!worker || !worker->now || worker->now->opcode != FUSE_INIT ||
	    count != 2 || iov[1].iov_len < sizeof(*out))
		return;
	out = iov[1].iov_base;
	out->flags |= FUSE_HANDLE_KILLPRIV_V2;
	if (t->one_way)
		understood |= NABLA_FILES_ONE_WAY;
	if (t->ram.fd >= 0)
		understood |= NABLA_FILES_RAM;
	out->unused[sizeof(out->unused) / sizeof(out->unused[0]) - 1] =
		understood;
}

/* Nobody waits for the answer: as if it were sent. */
static bool is_unwanted(const struct iovec *iov, int count, ssize_t *total)
{
	const struct fuse_out_header *h = iov->iov_base;

	*total = 0;
	for (int i = 0; i < count; i++)
		*total += (ssize_t)iov[i].iov_len;
	return h->unique & NABLA_ONE_WAY;
}

static ssize_t write_all(int fd, struct iovec *iov, int count)
{
	struct pieces p = { iov, count };
	ssize_t total = 0, n;

	while (p.count) {
		n = writev(fd, p.iov, p.count);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		total += n;
		pieces_skip(&p, (size_t)n);
	}
	return total;
}

/*
 * Under the lock.  Nothing can follow an answer that was not sent whole; and
 * libfuse does not complain of a session that has ended.
 */
static void give_up(struct tree *t)
{
	int saved = errno;

	fuse_session_exit(t->session);
	ram_leave(&t->ram);
	shutdown(t->socket, SHUT_RDWR);
	errno = saved;
}

static ssize_t channel_writev(int fd, struct iovec *iov, int count, void *data)
{
	struct tree *t = data;
	ssize_t n;

	if (is_unwanted(iov, count, &n))
		return n;
	add_to_init(t, iov, count);
	pthread_mutex_lock(&t->sending);
	n = write_all(fd, iov, count);
	if (n < 0)
		give_up(t);
	pthread_mutex_unlock(&t->sending);
	return n;
}

static int send_zeroes(int fd, size_t len)
{
	static const char zeroes[4096];

	while (len) {
		struct iovec iov = { (void *)zeroes, len };

		if (len > sizeof(zeroes))
			iov.iov_len = sizeof(zeroes);
		if (write_all(fd, &iov, 1) < 0)
			return -errno;
		len -= len < sizeof(zeroes) ? len : sizeof(zeroes);
	}
	return 0;
}

static int send_file(int to, int fd, off_t off, size_t len)
{
	while (len) {
		ssize_t n = sendfile(to, fd, &off, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return send_zeroes(to, len);
		len -= (size_t)n;
	}
	return 0;
}

int channel_send_file(struct tree *t, uint64_t unique, int fd, off_t off,
		      size_t len)
{
	struct fuse_out_header out = {
		.len = (uint32_t)(sizeof(out) + len), .unique = unique,
	};
	struct iovec iov = { &out, sizeof(out) };
	int r;

	pthread_mutex_lock(&t->sending);
	r = write_all(t->socket, &iov, 1) < 0 ? -errno : 0;
	if (!r)
		r = send_file(t->socket, fd, off, len);
	if (r < 0)
		give_up(t);
	pthread_mutex_unlock(&t->sending);
	return r;
}

/* libfuse wants one; it is given messages, and never asks for them. */
static ssize_t channel_read(int fd, void *buf, size_t len, void *data)
{
	(void)fd;
	(void)buf;
	(void)len;
	(void)data;
	errno = ENOTSUP;
	return -1;
}

static void quiet(enum fuse_log_level level, const char *fmt, va_list ap)
{
	(void)level;
	(void)fmt;
	(void)ap;
}

int channel_open(struct tree *t, struct err *e)
{
	static const struct fuse_custom_io io = {
		.writev = channel_writev,
		.read = channel_read,
	};
	char name[] = "nabla-gofer";
	char *argv[] = { name, NULL };
	struct fuse_args args = FUSE_ARGS_INIT(1, argv);

	/* What it has to say is about the guest's mistakes. */
	fuse_set_log_func(quiet);
	t->session = fuse_session_new(&args, &gofer_ops, sizeof(gofer_ops), t);
	fuse_opt_free_args(&args);
	if (!t->session)
		return err_set(e, ENOMEM, "making a FUSE session");
	if (fuse_session_custom_io(t->session, &io, t->socket))
		return err_set(e, EINVAL, "putting FUSE on descriptor %d",
			       t->socket);
	return 0;
}

void channel_close(struct tree *t)
{
	fuse_session_destroy(t->session);
	t->session = NULL;
}

int channel_thread(struct err *e)
{
	cleanup_free struct worker *w = calloc(1, sizeof(*w));

	if (w)
		w->data = malloc(MESSAGE_DATA_MAX);
	if (!w || !w->data)
		return err_set(e, ENOMEM, "memory for answers");
	worker = steal_ptr(&w);
	return 0;
}

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return ts.tv_sec;
}

/* How long a read waits for the guest; 0: for ever. */
static void set_patience(struct tree *t, bool limited)
{
	struct timeval tv = { .tv_sec = limited ? SWEEP_S : 0 };

	if (limited != t->impatient)
		setsockopt(t->socket, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	t->impatient = limited;
}

/* While there is something to sweep a guest that does nothing wakes us. */
static void sweep(struct tree *t)
{
	set_patience(t, tree_sweep(t, now()));
}

static ssize_t read_socket(struct tree *t, char *buf, size_t max)
{
	if (!t->ram.asked)
		return ram_receive(&t->ram, t->socket, buf, max);
	return read(t->socket, buf, max);
}

/* At least want bytes to buf, at most max; 0: the end. */
static ssize_t read_some(struct tree *t, char *buf, size_t want, size_t max)
{
	size_t have = 0;

	while (have < want) {
		ssize_t n = read_socket(t, buf + have, max - have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			sweep(t);
			continue;
		}
		if (n < 0)
			return -errno;
		if (!n)
			return have ? -EPIPE : 0;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

/* Has at least n bytes in ahead, n being small. */
static ssize_t look_ahead(struct worker *w, struct tree *t, size_t n)
{
	size_t have = w->to - w->from;
	ssize_t r;

	if (have >= n)
		return 1;
	memmove(w->ahead, w->ahead + w->from, have);
	w->from = 0;
	w->to = have;
	r = read_some(t, w->ahead + have, n - have, AHEAD - have);
	if (r > 0)
		w->to += (size_t)r;
	return r || !have ? r : -EPIPE;
}

/* One message; its length, 0 at the end, or -errno. */
static ssize_t receive(struct worker *w, struct tree *t)
{
	struct fuse_in_header h;
	size_t have;
	ssize_t r = look_ahead(w, t, sizeof(h));

	if (r <= 0)
		return r;
	memcpy(&h, w->ahead + w->from, sizeof(h));
	if (h.len < sizeof(h) || h.len > MESSAGE_MAX)
		return -EBADMSG;
	have = w->to - w->from < h.len ? w->to - w->from : h.len;
	memcpy(w->message, w->ahead + w->from, have);
	w->from += have;
	if (have == h.len)
		return (ssize_t)have;
	r = read_some(t, w->message + have, h.len - have, h.len - have);
	return r > 0 ? (ssize_t)h.len : r ? r : -EPIPE;
}

int channel_answer(struct tree *t, uint64_t unique, const void *data,
		   size_t len)
{
	struct fuse_out_header out = {
		.len = (uint32_t)(sizeof(out) + len), .unique = unique,
	};
	struct iovec iov[] = { { &out, sizeof(out) }, { (void *)data, len } };

	return channel_writev(t->socket, iov, 2, t) < 0 ? -errno : 0;
}

int channel_reply(struct tree *t, uint64_t unique, int code)
{
	struct fuse_out_header out = {
		.len = sizeof(out), .error = code, .unique = unique,
	};
	struct iovec iov = { &out, sizeof(out) };

	return channel_writev(t->socket, &iov, 1, t) < 0 ? -errno : 0;
}

void channel_pulse(struct tree *t)
{
	struct fuse_out_header out = {
		.len = sizeof(out), .unique = NABLA_PROBE,
	};
	struct iovec iov = { &out, sizeof(out) };

	if (pthread_mutex_trylock(&t->sending))
		return;
	if (write_all(t->socket, &iov, 1) < 0)
		give_up(t);
	pthread_mutex_unlock(&t->sending);
}

/* What libfuse does not know, or would serve otherwise. */
static bool serve_unknown(struct tree *t, const struct fuse_in_header *h)
{
	switch (h->opcode) {
	case FUSE_SYNCFS:
		op_syncfs(t, h->unique);
		return true;
	case FUSE_GETLK:
	case FUSE_SETLK:
	case FUSE_SETLKW:
	case FUSE_INTERRUPT:
		op_lock(t, h);
		return true;
	}
	return false;
}

static int serve_one(struct tree *t, struct worker *w, size_t len)
{
	struct fuse_buf buf = { .mem = w->message, .size = len };
	int r = message_check(w->message, len);

	w->now = (void *)w->message;
	if (r == -ENOSYS)
		return channel_reply(t, w->now->unique, r);
	if (r < 0)
		return r;
	if (serve_unknown(t, w->now))
		return 0;
	/* libfuse does not know it; it is a create() by other means. */
	w->tmpfile = w->now->opcode == FUSE_TMPFILE;
	if (w->tmpfile)
		w->now->opcode = FUSE_CREATE;
	fuse_session_process_buf(t->session, &buf);
	return 0;
}

static int serve(struct tree *t, struct worker *w)
{
	ssize_t n = 0;
	int r;

	while (!fuse_session_exited(t->session) &&
	       (n = receive(w, t)) > 0) {
		pulse_begin();
		r = serve_one(t, w, (size_t)n);
		pulse_end();
		if (now() - t->swept >= SWEEP_S)
			sweep(t);
		else if (!t->impatient && t->nr_fds > 1)
			set_patience(t, true);
		if (r < 0)
			return r;
	}
	return n < 0 ? (int)n : 0;
}

int channel_serve(struct tree *t, struct err *e)
{
	cleanup_free char *message = malloc(MESSAGE_MAX);
	cleanup_free char *data = NULL;
	cleanup_free struct worker *w = NULL;
	int r;

	if (!message)
		return err_set(e, ENOMEM, "memory for messages");
	if (channel_thread(e) < 0)
		return -e->code;
	w = worker;
	data = w->data;
	w->message = message;
	r = serve(t, w);
	worker = NULL;
	/* A guest that was killed leaves half a message, or does not read. */
	if (!r || r == -EPIPE || r == -ECONNRESET)
		return 0;
	return err_set(e, -r, "a message of the guest's: %s", strerror(-r));
}
