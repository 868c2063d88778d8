// SPDX-License-Identifier: ISC
#include "gofer/pulse.h"

#include <nabla/files.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "gofer/channel.h"
#include "lib/err.h"

static struct {
	struct tree *tree;
	atomic_uint begun;		/* messages */
	atomic_bool busy;		/* with the last of them */
	atomic_bool asleep;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_barrier_t started;
} pulse = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.wake = PTHREAD_COND_INITIALIZER,
};

/*
 * Either this sees that the other is asleep, or the other, once it says so, sees
 * that a message has begun: the order of these is the same for both.
 */
void pulse_begin(void)
{
	atomic_store(&pulse.busy, true);
	atomic_fetch_add(&pulse.begun, 1);
	if (!atomic_load(&pulse.asleep))
		return;
	pthread_mutex_lock(&pulse.lock);
	atomic_store(&pulse.asleep, false);
	pthread_cond_signal(&pulse.wake);
	pthread_mutex_unlock(&pulse.lock);
}

void pulse_end(void)
{
	atomic_store(&pulse.busy, false);
}

static void sleep_until_begun(unsigned int begun)
{
	pthread_mutex_lock(&pulse.lock);
	atomic_store(&pulse.asleep, true);
	if (atomic_load(&pulse.begun) != begun || atomic_load(&pulse.busy))
		atomic_store(&pulse.asleep, false);
	while (atomic_load(&pulse.asleep))
		pthread_cond_wait(&pulse.wake, &pulse.lock);
	pthread_mutex_unlock(&pulse.lock);
}

static void *beat(void *arg)
{
	const struct timespec second = { .tv_sec = 1 };

	(void)arg;
	pthread_barrier_wait(&pulse.started);
	for (;;) {
		unsigned int begun = atomic_load(&pulse.begun);

		nanosleep(&second, NULL);
		if (atomic_load(&pulse.begun) != begun)
			continue;
		if (atomic_load(&pulse.busy))
			channel_pulse(pulse.tree);
		else
			sleep_until_begun(begun);
	}
	return NULL;
}

int pulse_start(struct tree *t, struct err *e)
{
	pthread_t thread;
	int r = pthread_barrier_init(&pulse.started, NULL, 2);

	pulse.tree = t;
	if (!r)
		r = pthread_create(&thread, NULL, beat, NULL);
	if (r)
		return err_set(e, r, "making a thread: %s", strerror(r));
	/* libc's start of a thread makes calls that are not allowed later. */
	pthread_barrier_wait(&pulse.started);
	return 0;
}
