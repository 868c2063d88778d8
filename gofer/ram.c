// SPDX-License-Identifier: ISC
/*
 * It is written to by sendfile(), which maps nothing: a page that nobody has
 * touched yet costs less so than by a fault.  That goes to the position of a
 * descriptor, so there is one for each thread, opened anew: the tender and other
 * gofers share that of the one which was sent.
 */
#include "gofer/ram.h"

#include <errno.h>
#include <fcntl.h>
#include <nabla/files.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gofer/node.h"
#include "lib/cleanup.h"

void ram_init(struct ram *r)
{
	*r = (struct ram) { .fd = -1 };
	pthread_rwlock_init(&r->use, NULL);
	pthread_mutex_init(&r->lock, NULL);
}

void ram_destroy(struct ram *r)
{
	while (r->nr_positions)
		close(r->position[--r->nr_positions]);
	if (r->fd >= 0) {
		munmap(r->map, r->size);
		close(r->fd);
	}
	pthread_mutex_destroy(&r->lock);
	pthread_rwlock_destroy(&r->use);
}

static int open_position(const struct ram *r)
{
	return open(fd_path(r->fd).text, O_WRONLY | O_CLOEXEC);
}

static int take_position(struct ram *r)
{
	int fd = -1;

	pthread_mutex_lock(&r->lock);
	if (r->nr_positions)
		fd = r->position[--r->nr_positions];
	pthread_mutex_unlock(&r->lock);
	return fd < 0 ? open_position(r) : fd;
}

static void put_position(struct ram *r, int fd)
{
	pthread_mutex_lock(&r->lock);
	if (r->nr_positions < RAM_POSITIONS) {
		r->position[r->nr_positions++] = fd;
		fd = -1;
	}
	pthread_mutex_unlock(&r->lock);
	if (fd >= 0)
		close(fd);
}

/* Its size is what it was made with, so that all of the mapping is there. */
static void *map(int fd, uint64_t *size)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat st;

	if (seals < 0 || !(seals & F_SEAL_SHRINK) || fstat(fd, &st) < 0 ||
	    st.st_size <= 0)
		return MAP_FAILED;
	*size = (uint64_t)st.st_size;
	return mmap(NULL, *size, PROT_READ, MAP_SHARED | MAP_NORESERVE, fd, 0);
}

static void take(struct ram *r, int given)
{
	cleanup_fd int fd = given;
	void *at = map(fd, &r->size);
	int position;

	if (at == MAP_FAILED)
		return;
	r->fd = fd;
	position = open_position(r);
	if (position < 0) {
		munmap(at, r->size);
		r->fd = -1;
		return;
	}
	put_position(r, position);
	r->map = at;
	steal_fd(&fd);
}

ssize_t ram_receive(struct ram *r, int socket, void *buf, size_t len)
{
	struct iovec iov = { buf, len };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} extra = { 0 };
	struct msghdr m = {
		.msg_iov = &iov, .msg_iovlen = 1,
		/* not CMSG_SPACE(), in which there is room for two */
		.msg_control = &extra, .msg_controllen = CMSG_LEN(sizeof(int)),
	};
	ssize_t n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
	const struct cmsghdr *c;
	int fd;

	if (n <= 0)
		return n;
	r->asked = true;
	c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof(int))) {
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
		take(r, fd);
	}
	return n;
}

static bool good_segment(const struct ram *r, const struct nabla_segment *s)
{
	return s->length && !s->reserved && s->at <= r->size &&
	       s->length <= r->size - s->at;
}

int ram_pieces(const struct ram *r, const void *segments, size_t len,
	       size_t size, struct iovec *iov)
{
	size_t count = len / sizeof(struct nabla_segment), total = 0;
	struct nabla_segment s;

	if (r->fd < 0 || count > NABLA_SEGMENTS_MAX)
		return -EINVAL;
	for (size_t i = 0; i < count; i++) {
		memcpy(&s, (const char *)segments + i * sizeof(s), sizeof(s));
		if (!good_segment(r, &s))
			return -EINVAL;
		iov[i] = (struct iovec) { r->map + s.at, s.length };
		total += s.length;
	}
	return total == size ? (int)count : -EINVAL;
}

/* The position is where it goes. */
static ssize_t fill_piece(int position, int fd, off_t off, size_t len)
{
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = sendfile(position, fd, &off, len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

static ssize_t fill(const struct ram *r, int position, const struct iovec *iov,
		    int count, int fd, off_t off)
{
	ssize_t done = 0, n;

	for (int i = 0; i < count; i++) {
		off_t at = (char *)iov[i].iov_base - r->map;

		if (lseek(position, at, SEEK_SET) < 0)
			return -errno;
		n = fill_piece(position, fd, off + done, iov[i].iov_len);
		if (n < 0)
			return n;
		done += n;
		if ((size_t)n < iov[i].iov_len)
			break;
	}
	return done;
}

ssize_t ram_fill(struct ram *r, const struct iovec *iov, int count, int fd,
		 off_t off)
{
	int position, e = ram_enter(r);
	ssize_t n;

	if (e < 0)
		return e;
	position = take_position(r);
	n = position < 0 ? -errno :
			   fill(r, position, iov, count, fd, off);
	if (position >= 0)
		put_position(r, position);
	ram_exit(r);
	return n;
}

int ram_enter(struct ram *r)
{
	pthread_rwlock_rdlock(&r->use);
	if (!r->left)
		return 0;
	pthread_rwlock_unlock(&r->use);
	return -EIO;
}

void ram_exit(struct ram *r)
{
	pthread_rwlock_unlock(&r->use);
}

void ram_leave(struct ram *r)
{
	pthread_rwlock_wrlock(&r->use);
	r->left = true;
	pthread_rwlock_unlock(&r->use);
}
