// SPDX-License-Identifier: ISC
/*
 * micro [-t MS] [-l] [ROW...]: measures all rows, or those named; one line a
 * sample: name, unit, value for one operation.
 *
 * A row's count is doubled until a sample takes MS (20), which warms it too.
 * Samples follow until the middle half of them is within 4 % of the median:
 * at least 5, at most 15.  Each row has a child of its own, so that none finds
 * the memory, descriptors or threads of another.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/micro/micro.h"

#define SAMPLES_MIN 5
#define SAMPLES_MAX 15
#define SLOW_NS 3000000000	/* then the least number of samples will do */
#define ROW_SECONDS 60

char *self;
static const char *row_name = "micro";
static uint64_t sample_ns = 20000000;

static const struct row *const tables[] = {
	call_rows, talk_rows, process_rows, memory_rows, file_rows,
};

void must_failed(const char *what)
{
	dprintf(STDERR_FILENO, "micro: %s: %s: %s\n", row_name, what,
		strerror(errno));
	_exit(1);
}

/* Operations for a sample, by trying. */
static uint64_t calibrate(const struct row *r)
{
	uint64_t n = 1;

	while (r->run(n) < sample_ns && (!r->max || n * 2 <= r->max))
		n *= 2;
	return n;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int is_enough(const double *samples, int count, uint64_t begin)
{
	double sorted[SAMPLES_MAX];

	if (count < SAMPLES_MIN)
		return 0;
	if (count == SAMPLES_MAX || now_ns() - begin > SLOW_NS)
		return 1;
	memcpy(sorted, samples, count * sizeof(*samples));
	qsort(sorted, count, sizeof(*sorted), compare);
	return sorted[count * 3 / 4] - sorted[count / 4] <
		sorted[count / 2] * 0.04;
}

static void measure(const struct row *r)
{
	double samples[SAMPLES_MAX];
	uint64_t n = calibrate(r), begin = now_ns();
	int count = 0;

	while (!is_enough(samples, count, begin)) {
		samples[count] = (double)r->run(n) / n;
		dprintf(STDOUT_FILENO, "%s ns %.2f\n", r->name,
			samples[count]);
		count++;
	}
}

static int run_row(const struct row *r)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		row_name = r->name;
		alarm(ROW_SECONDS);
		measure(r);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		must_failed(r->name);
	if (status)
		dprintf(STDERR_FILENO, "micro: %s ended with status %#x\n",
			r->name, status);
	return !!status;
}

static int is_wanted(const char *name, char **names)
{
	if (!*names)
		return 1;
	while (*names)
		if (!strcmp(*names++, name))
			return 1;
	return 0;
}

static int run_all(char **names, int list)
{
	int failed = 0;

	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++) {
		for (const struct row *r = tables[t]; r->name; r++) {
			if (list)
				puts(r->name);
			else if (is_wanted(r->name, names))
				failed |= run_row(r);
		}
	}
	return failed;
}

int main(int argc, char **argv)
{
	int option, list = 0;

	self = argv[0];
	while ((option = getopt(argc, argv, "lt:x")) != -1) {
		switch (option) {
		case 'l': list = 1; break;
		case 't':
			sample_ns = strtoull(optarg, NULL, 10) * 1000000;
			break;
		case 'x': return 0;	/* what the exec rows execute */
		default: return 2;
		}
	}
	return run_all(argv + optind, list);
}
