// SPDX-License-Identifier: ISC
/* Ends at once: what the row fork-exec-dynamic executes. */
int main(void)
{
	return 0;
}
