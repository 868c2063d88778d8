// SPDX-License-Identifier: ISC
/*
 * scatter [PAGES]: touch that many pages, each alone in the middle of nothing, in
 * no order; go over them a second time and see that each still holds what was
 * written.  Half are protected in between: no two neighbours are alike, so that no
 * list of mappings can stay short.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "check.h"

#define PAGE	4096UL
#define STRIDE	(2 * PAGE)

/* Visits 0..n-1 once each; @step has no divisor in common with n. */
static size_t step_for(size_t n)
{
	size_t step = n / 3 * 2 + 1, a, b;

	for (;; step++) {
		for (a = step, b = n; b;) {
			size_t r = a % b;

			a = b;
			b = r;
		}
		if (a == 1)
			return step;
	}
}

static void go_over(char *p, size_t n, size_t add)
{
	size_t step = step_for(n), i = 0;

	for (size_t k = 0; k < n; k++) {
		size_t *at = (size_t *)(p + i * STRIDE + i % 500 * 8);

		check(*at == (add ? i + add - 1 : 0));
		*at = i + add;
		i = (i + step) % n;
	}
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
	char *p = mmap(NULL, n * STRIDE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	check(p != MAP_FAILED);
	check(!madvise(p, n * STRIDE, MADV_NOHUGEPAGE) || errno == EINVAL);
	go_over(p, n, 0);
	go_over(p, n, 1);
	go_over(p, n, 2);
	return 0;
}
