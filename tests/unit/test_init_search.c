// SPDX-License-Identifier: ISC
/*
 * Finding the program: PATH of the container's environment, and the status and
 * message of each way to fail.
 */
#include "test_init.h"

#include <fcntl.h>
#include <nabla/exit.h>
#include <sys/stat.h>

#include "init/search.h"

static char top[64];

static void put(const char *name, const char *text, mode_t mode)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", top, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
}

/*
 * one/: p, q, s not executable; two/: p exits with 2, garbage; three/: p with 3
 */
static int make(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "/tmp/test_init_search.XXXXXX");
	if (!mkdtemp(top) || chdir(top) || mkdir("one", 0755) ||
	    mkdir("two", 0755) || mkdir("three", 0755) || mkdir("one/d", 0755))
		return -1;
	put("one/p", "#!/bin/sh\nexit 1\n", 0644);
	put("one/s", "#!/bin/sh\nexit 1\n", 0644);
	put("one/q", "#!/bin/sh\nexit 1\n", 0644);
	put("two/q", "#!/bin/sh\nexit 1\n", 0644);
	put("two/p", "#!/bin/sh\nexit 2\n", 0755);
	put("two/garbage", "exit 2\n", 0755);
	put("two/lost", "#!/no/interpreter\n", 0755);
	put("three/p", "#!/bin/sh\nexit 3\n", 0755);
	put("three/e", "#!/bin/sh\nexit \"$V$1\"\n", 0755);
	put("here", "#!/bin/sh\nexit 4\n", 0755);
	return 0;
}

static int clean(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return chdir("/") || system(command);
}

/* Its exit status, and the message of a failure. */
static int start(const char *program, const char *path, struct err *e)
{
	const char *argv[] = { program, "5", NULL };
	const char *envp[] = { "XPATH=no", "V=2", path, NULL };
	int pipe_fd[2], status;
	pid_t pid;

	assert_int_equal(pipe(pipe_fd), 0);
	pid = fork();
	if (!pid) {
		fcntl(pipe_fd[1], F_SETFD, FD_CLOEXEC);
		status = search_exec(argv, envp, e);
		if (write(pipe_fd[1], e, sizeof(*e)) != sizeof(*e))
			_exit(97);
		_exit(status);
	}
	close(pipe_fd[1]);
	memset(e, 0, sizeof(*e));
	assert_true(read(pipe_fd[0], e, sizeof(*e)) >= 0);
	close(pipe_fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

static void found(void **state)
{
	static const struct {
		const char *program, *path;
		int status;
	} cases[] = {
		{ "p", "PATH=two:three", 2 },
		{ "p", "PATH=three:two", 3 },
		{ "p", "PATH=/nonexistent:here:three", 3 },
		{ "p", "PATH=one:three", 3 },
		{ "e", "PATH=three", 25 },
		{ "two/p", "PATH=three", 2 },
		{ "./here", "PATH=", 4 },
		{ "here", "PATH=", 4 },
		{ "here", "PATH=one:", 4 },
		{ "here", "PATH=:one", 4 },
		{ "here", "PATH=one::two", 4 },
		{ "true", NULL, 0 },
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int status = start(cases[i].program, cases[i].path, &e);

		if (status != cases[i].status)
			fail_msg("%s in %s: %d, %s", cases[i].program,
				 cases[i].path, status, e.text);
		assert_int_equal(e.code, 0);
	}
}

static void failures(void **state)
{
	static const struct {
		const char *program, *path;
		int status;
		const char *says;
	} cases[] = {
		{ "nosuch", "PATH=one:two", NABLA_EXIT_NOTFOUND,
		  "cannot find \"nosuch\" in PATH one:two" },
		{ "nosuch", NULL, NABLA_EXIT_NOTFOUND, SEARCH_DEFAULT },
		{ "", "PATH=one", NABLA_EXIT_NOTFOUND, "cannot find \"\"" },
		{ "two/nosuch", "PATH=one", NABLA_EXIT_NOTFOUND,
		  "cannot execute two/nosuch: No such file or directory" },
		{ "here/x", "PATH=one", NABLA_EXIT_NOTFOUND,
		  "here/x: Not a directory" },
		{ "s", "PATH=one:two:three", NABLA_EXIT_NOEXEC,
		  "cannot execute one/s: Permission denied" },
		{ "q", "PATH=one:two", NABLA_EXIT_NOEXEC,
		  "cannot execute one/q: Permission denied" },
		{ "one/p", "PATH=two", NABLA_EXIT_NOEXEC,
		  "one/p: Permission denied" },
		{ "d", "PATH=one", NABLA_EXIT_NOEXEC,
		  "one/d: Permission denied" },
		{ "garbage", "PATH=one:two:three", NABLA_EXIT_NOEXEC,
		  "two/garbage: Exec format error" },
		{ "lost", "PATH=two", NABLA_EXIT_NOEXEC,
		  "two/lost: its interpreter does not exist" },
		{ "./two/lost", "PATH=", NABLA_EXIT_NOEXEC,
		  "its interpreter does not exist" },
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int status = start(cases[i].program, cases[i].path, &e);

		if (status != cases[i].status || !strstr(e.text, cases[i].says))
			fail_msg("%s in %s: %d, %s", cases[i].program,
				 cases[i].path, status, e.text);
	}
}

static void over_long_folder(void **state)
{
	static char path[10000];
	struct err e;

	(void)state;
	memset(path, 'x', sizeof(path));
	memcpy(path, "PATH=", 5);
	snprintf(path + 9000, 100, ":three");
	assert_int_equal(start("p", path, &e), 3);
	path[9000] = 0;
	assert_int_equal(start("p", path, &e), NABLA_EXIT_NOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found),
		cmocka_unit_test(failures),
		cmocka_unit_test(over_long_folder),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
