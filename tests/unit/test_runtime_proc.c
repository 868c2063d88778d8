// SPDX-License-Identifier: ISC
/* Processes: that one has gone is seen, whatever is left of it. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "runtime/proc.h"

/* A child that ends when told, and leaves its session to one of its own. */
static pid_t start(const int child[2], const int keeper[2])
{
	pid_t pid = fork();
	char c;

	if (pid)
		return pid;
	close(child[1]);
	close(keeper[1]);
	setsid();
	if (!fork())
		_exit((int)read(keeper[0], &c, 1));
	_exit((int)read(child[0], &c, 1));
}

static void gone_but_for_its_session(void **state)
{
	int child[2], keeper[2];
	struct process p;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(child) | pipe(keeper), 0);
	pid = start(child, keeper);
	assert_int_equal(process_of(pid, &p), 0);
	assert_int_equal(write(child[1], "", 1), 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(kill(-pid, 0), 0);
	assert_true(process_wait(&p, 0));
	assert_int_equal(process_kill(&p, SIGKILL), -ESRCH);
	for (int i = 0; i < 2; i++) {
		close(child[i]);
		close(keeper[i]);
	}
}

static void alive_and_then_not(void **state)
{
	struct process p;
	pid_t pid = fork();

	(void)state;
	if (!pid)
		for (;;)
			pause();
	assert_int_equal(process_of(pid, &p), 0);
	assert_false(process_wait(&p, 0));
	assert_int_equal(process_kill(&p, SIGKILL), 0);
	assert_true(process_wait(&p, 10000));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(process_wait(&p, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gone_but_for_its_session),
		cmocka_unit_test(alive_and_then_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
