// SPDX-License-Identifier: ISC
#include "gofer/jobs.h"

#include <errno.h>
#include <string.h>

#include "gofer/channel.h"
#include "lib/err.h"

#define THREADS		4
#define QUEUE_MAX	64

static struct {
	pthread_mutex_t lock;
	pthread_cond_t more;
	pthread_barrier_t started;
	struct job queue[QUEUE_MAX];
	unsigned int first, count;
	bool threads;
} jobs = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.more = PTHREAD_COND_INITIALIZER,
};

static struct job take_job(void)
{
	struct job job;

	pthread_mutex_lock(&jobs.lock);
	while (!jobs.count)
		pthread_cond_wait(&jobs.more, &jobs.lock);
	job = jobs.queue[jobs.first];
	jobs.first = (jobs.first + 1) % QUEUE_MAX;
	jobs.count--;
	pthread_mutex_unlock(&jobs.lock);
	return job;
}

static void *work(void *arg)
{
	struct err *e = arg;

	if (channel_thread(e) < 0)
		return NULL;
	/* libc's start of a thread makes calls that are not allowed later. */
	pthread_barrier_wait(&jobs.started);
	for (;;) {
		struct job job = take_job();

		job.run(&job);
	}
	return NULL;
}

int jobs_start(struct err *e)
{
	pthread_t thread;
	int r = pthread_barrier_init(&jobs.started, NULL, THREADS + 1);

	for (int i = 0; i < THREADS && !r; i++)
		r = pthread_create(&thread, NULL, work, e);
	if (r)
		return err_set(e, r, "making threads: %s", strerror(r));
	pthread_barrier_wait(&jobs.started);
	jobs.threads = true;
	return 0;
}

void jobs_run(struct job job)
{
	bool queued = false;

	pthread_mutex_lock(&jobs.lock);
	if (jobs.threads && jobs.count < QUEUE_MAX) {
		jobs.queue[(jobs.first + jobs.count++) % QUEUE_MAX] = job;
		queued = true;
	}
	pthread_mutex_unlock(&jobs.lock);
	if (queued)
		pthread_cond_signal(&jobs.more);
	else
		job.run(&job);
}
