// SPDX-License-Identifier: ISC
/*
 * The descriptors by which members wake each other and ask for more.  The
 * eventfds have numbers next to each other, above all others that the guest
 * keeps, since the filter knows them by range; most are made only when their
 * member is.
 *
 * First process, zygote and members share one table of descriptors.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <nabla/member.h>

#include "lib/err.h"
#include "tenders/run/members.h"
#include "tenders/run/tender.h"
#include "tenders/run/zygote.h"

/* The zygote makes an eventfd before it puts it where it belongs. */
#define NR_SPARE	1

unsigned int kept_descriptors(const struct tender *t, int keep[KEPT_MAX])
{
	const struct members *m = &t->members;
	unsigned int n = 0;

	keep[n++] = t->ram.fd;
	for (unsigned int i = 0; i < t->nr_devices; i++)
		keep[n++] = t->device[i].fd;
	if (t->steward.socket >= 0)
		keep[n++] = t->steward.socket;
	if (m->socket >= 0) {
		keep[n++] = m->socket;
		keep[n++] = m->zygote_socket;
		keep[n++] = m->deaths;
	}
	if (m->nr) {
		keep[n++] = m->doorbell;
		keep[n++] = m->wake;
	}
	return n;
}

/* The first number above all that is kept so far. */
static int first_free(const struct tender *t)
{
	int keep[KEPT_MAX], max = STDERR_FILENO;
	unsigned int n = kept_descriptors(t, keep);

	for (unsigned int i = 0; i < n; i++)
		if (keep[i] > max)
			max = keep[i];
	return max + 1;
}

static int raise_limit(rlim_t *limit, struct err *e)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) < 0)
		return err_errno(e, "asking for the limit on descriptors");
	r.rlim_cur = r.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &r) < 0)
		return err_errno(e, "raising the limit on descriptors");
	*limit = r.rlim_cur < INT_MAX ? r.rlim_cur : INT_MAX;
	return 0;
}

/* How many members there can be at most; their eventfds begin at m->wake. */
static int reserve(struct tender *t, struct err *e)
{
	struct members *m = &t->members;
	int wake = first_free(t) + 1;
	rlim_t limit = 0, end;
	int r = raise_limit(&limit, e);

	if (r < 0)
		return r;
	end = (rlim_t)wake + 1 + NR_SPARE;
	if (limit < end)
		return err_set(e, EMFILE, "%llu descriptors are allowed, "
			       "%llu needed", (unsigned long long)limit,
			       (unsigned long long)end);
	m->nr = t->opt.members;
	if (m->nr - 1 > limit - end)
		m->nr = (unsigned int)(limit - end) + 1;
	m->doorbell = wake - 1;
	m->wake = wake;
	return 0;
}

/* What else has that number is not the guest's, and would be closed soon. */
static int eventfd_at(int at, int flags, struct err *e)
{
	int fd = eventfd(0, flags | EFD_CLOEXEC);

	if (fd < 0)
		return err_errno(e, "creating an eventfd");
	if (fd == at)
		return 0;
	if (dup3(fd, at, O_CLOEXEC) < 0)
		return err_errno(e, "moving an eventfd to %d", at);
	close(fd);
	return 0;
}

/* The guest may be held up by an answer, the zygote by nothing. */
static int connect_zygote(struct members *m, struct err *e)
{
	int pair[2];
	sigset_t child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(e, "creating the zygote's socket");
	m->socket = pair[0];
	m->zygote_socket = pair[1];
	if (fcntl(pair[1], F_SETFL, O_RDWR | O_NONBLOCK) < 0)
		return err_errno(e, "the zygote's socket");
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	m->deaths = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	if (m->deaths < 0)
		return err_errno(e, "creating a signalfd");
	return 0;
}

static void disconnect_zygote(struct members *m)
{
	close(m->socket);
	close(m->zygote_socket);
	close(m->deaths);
	m->socket = m->zygote_socket = m->deaths = -1;
}

/* If this can't be known, nothing is chosen. */
static bool several_cpus(void)
{
	uint64_t mask[CPUS_MAX / 64] = { 0 };
	int n = 0;

	if (syscall(SYS_sched_getaffinity, 0, sizeof(mask), mask) < 0)
		return false;
	for (int i = 0; i < CPUS_MAX / 64; i++)
		n += __builtin_popcountll(mask[i]);
	return n > 1;
}

int members_reserve(struct tender *t, struct err *e)
{
	struct members *m = &t->members;
	int r = 0;

	m->socket = m->zygote_socket = m->deaths = -1;
	if (t->opt.members > 1)
		r = connect_zygote(m, e);
	if (!r)
		r = reserve(t, e);
	if (!r && m->nr == 1 && m->socket >= 0)
		disconnect_zygote(m);
	if (!r)
		r = eventfd_at(m->doorbell, EFD_NONBLOCK, e);
	if (!r)
		r = eventfd_at(m->wake, 0, e);
	m->several_cpus = several_cpus();
	return r;
}
