// SPDX-License-Identifier: ISC
/*
 * The standard descriptors of init, with a /dev made for the test.
 */
#include "test_init.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "init/files.h"
#include "init/stdfds.h"

static struct guest g = { .console = -1 };
static struct err e;

static void start(void)
{
	CHECK(!mount("d", "/dev", "tmpfs", 0, NULL));
	CHECK(!mknod("/dev/null", S_IFCHR | 0666, makedev(1, 3)));
}

static void must_be(int fd, const char *path, int mode)
{
	struct stat a, b;

	CHECK(!fstat(fd, &a) && !stat(path, &b));
	CHECK(a.st_dev == b.st_dev && a.st_ino == b.st_ino);
	CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == mode);
	CHECK(!(fcntl(fd, F_GETFD) & FD_CLOEXEC));
}

static void offered_body(void)
{
	start();
	CHECK_OK(files_write("/dev/nabla-stdin", "in", &e), &e);
	CHECK_OK(files_write("/dev/nabla-stdout", "", &e), &e);
	CHECK_OK(files_write("/dev/nabla-stderr", "", &e), &e);
	CHECK_OK(stdfds_open(&g, &e), &e);
	must_be(0, "/dev/nabla-stdin", O_RDONLY);
	must_be(1, "/dev/nabla-stdout", O_WRONLY);
	must_be(2, "/dev/nabla-stderr", O_WRONLY);
	CHECK(fcntl(3, F_GETFD) < 0);
}

/* Where one was closed, it opens in its place, and for the program too. */
static void closed_body(void)
{
	start();
	CHECK_OK(files_write("/dev/nabla-stdin", "in", &e), &e);
	close(0);
	CHECK_OK(stdfds_open(&g, &e), &e);
	must_be(0, "/dev/nabla-stdin", O_RDONLY);
}

static void kept_body(void)
{
	int fd;

	start();
	CHECK_OK(files_write("/mine", "", &e), &e);
	fd = open("/mine", O_RDWR);
	CHECK(dup2(fd, 0) == 0 && dup2(fd, 1) == 1);
	close(fd);
	CHECK_OK(files_write("/dev/nabla-stdout", "", &e), &e);
	CHECK_OK(stdfds_open(&g, &e), &e);
	must_be(0, "/mine", O_RDWR);
	must_be(1, "/dev/nabla-stdout", O_WRONLY);
	CHECK(g.console < 0);
}

static void console_body(void)
{
	start();
	CHECK_OK(files_write("/dev/console", "", &e), &e);
	close(0);
	close(1);
	CHECK_OK(stdfds_open(&g, &e), &e);
	must_be(0, "/dev/console", O_RDWR);
	must_be(1, "/dev/console", O_RDWR);
	CHECK(g.console > 2 && fcntl(g.console, F_GETFD) & FD_CLOEXEC);
}

static void nothing_there_body(void)
{
	start();
	close(0);
	CHECK_OK(stdfds_open(&g, &e), &e);
	must_be(0, "/dev/null", O_RDWR);
	CHECK(!unlink("/dev/null"));
	close(1);
	CHECK(stdfds_open(&g, &e) == -ENOENT);
	CHECK(strstr(e.text, "no console and no /dev/null"));
}

static void given_away_body(void)
{
	struct stat st;

	start();
	CHECK_OK(files_write("/dev/nabla-stdout", "", &e), &e);
	CHECK_OK(stdfds_open(&g, &e), &e);
	CHECK(dup2(open("/dev/null", O_RDWR), 0) == 0);
	stdfds_give(1234);
	CHECK(!fstat(1, &st) && st.st_uid == 1234 && st.st_gid == 0);
	CHECK(!fstat(0, &st) && st.st_uid == 0);
}

/* The files of a test go with the namespace's root. */
static void in_root(void (*body)(void))
{
	CHECK(!mount("r", "/mnt", "tmpfs", 0, NULL));
	CHECK(!mkdir("/mnt/dev", 0755) && !chroot("/mnt") && !chdir("/"));
	body();
}

#define TEST(name)						\
static void in_root_ ## name(void)				\
{								\
	in_root(name ## _body);					\
}								\
static void test_ ## name(void **state)				\
{								\
	(void)state;						\
	assert_int_equal(isolated(CLONE_NEWNS, in_root_ ## name), 0); \
}
TEST(offered)
TEST(closed)
TEST(kept)
TEST(console)
TEST(nothing_there)
TEST(given_away)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offered),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_console),
		cmocka_unit_test(test_nothing_there),
		cmocka_unit_test(test_given_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
