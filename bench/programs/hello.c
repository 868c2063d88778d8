// SPDX-License-Identifier: ISC
/*
 * Says that it runs, then waits to be killed; with an argument it ends instead.
 * Started as a container's program, as guest init, or on the host as it is.
 */
#include <unistd.h>

int main(int argc, char **argv)
{
	(void)argv;
	if (write(STDOUT_FILENO, "\n", 1) != 1)
		return 1;
	while (argc == 1)
		pause();
	return 0;
}
