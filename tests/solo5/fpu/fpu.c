// SPDX-License-Identifier: ISC
/* Floating point and vectors work from the start, with the default rounding. */
#include "lib.h"

typedef float vector __attribute__((vector_size(16)));

static volatile double one = 1.0, three = 3.0;
static volatile float half = 0.5F;

int solo5_app_main(const struct solo5_start_info *info)
{
	volatile vector v = { 1, 2, 3, 4 };
	double third = one / three, x = 2.0;

	(void)info;
	CHECK(third > 0.333333333333333 && third < 0.333333333333334, 1);
	CHECK(third * three == one, 2);
	for (int i = 0; i < 30; i++)
		x = 0.5 * (x + 2.0 / x);
	CHECK(x * x > 1.99999999999999 && x * x < 2.00000000000001, 3);
	v = v * v + half;
	CHECK(v[0] == 1.5F && v[1] == 4.5F && v[2] == 9.5F && v[3] == 16.5F, 4);
	CHECK((int)(three * half * 2) == 3, 5);
	/* masked, as everywhere: no trap */
	x = one / (three - 3.0);
	CHECK(x > 1e300, 6);
	say("SUCCESS\n");
	return 0;
}
