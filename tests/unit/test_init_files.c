// SPDX-License-Identifier: ISC
/*
 * Folders, links, small files and sysctl keys, in a folder made for each test.
 */
#include "test_init.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "init/files.h"

static char top[64];

static int enter(void **state)
{
	(void)state;
	umask(0);
	snprintf(top, sizeof(top), "/tmp/test_init_files.XXXXXX");
	return mkdtemp(top) && !chdir(top) ? 0 : -1;
}

static int leave(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return chdir("/") || system(command);
}

static int mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) ? -1 : (int)st.st_mode;
}

static const char *content_of(const char *path)
{
	static char text[256];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return NULL;
	text[n] = 0;
	return text;
}

static void folders(void **state)
{
	char long_path[PATH_MAX + 10];
	struct err e = { 0 };

	(void)state;
	assert_int_equal(files_mkdir("a/b/c", 01700, &e), 0);
	assert_int_equal(mode_of("a"), S_IFDIR | 0755);
	assert_int_equal(mode_of("a/b"), S_IFDIR | 0755);
	assert_int_equal(mode_of("a/b/c"), S_IFDIR | 01700);
	assert_int_equal(files_mkdir("a/b", 0700, &e), 0);
	assert_int_equal(mode_of("a/b"), S_IFDIR | 0755);
	assert_int_equal(files_mkdir("a//d///", 02750, &e), 0);
	assert_int_equal(mode_of("a/d"), S_IFDIR | 02750);
	assert_int_equal(files_mkdir("/", 0755, &e), 0);
	assert_int_equal(files_mkdir("", 0755, &e), -ENOENT);
	memset(long_path, 'x', sizeof(long_path) - 1);
	long_path[sizeof(long_path) - 1] = 0;
	assert_int_equal(files_mkdir(long_path, 0755, &e), -ENAMETOOLONG);
}

static void folder_where_a_file_is(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(files_write("f", "", &e), 0);
	assert_int_equal(files_mkdir("f", 0755, &e), -ENOTDIR);
	assert_int_equal(files_mkdir("f/g", 0755, &e), -ENOTDIR);
	assert_non_null(strstr(e.text, "f/g: Not a directory"));
}

static void links(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(files_symlink("to", "l", &e), 0);
	assert_int_equal(files_symlink("to", "l", &e), 0);
	assert_int_equal(files_symlink("too", "l", &e), -EEXIST);
	assert_int_equal(files_symlink("t", "l", &e), -EEXIST);
	assert_string_equal(e.text, "l to t: File exists");
	assert_int_equal(files_symlink("x", "no/l", &e), -ENOENT);
	assert_int_equal(files_write("f", "", &e), 0);
	assert_int_equal(files_symlink("to", "f", &e), -EEXIST);
}

static void small_files(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(files_write("f", "nameserver 1.1.1.1\n\xff", &e), 0);
	assert_string_equal(content_of("f"), "nameserver 1.1.1.1\n\xff");
	assert_int_equal(mode_of("f"), S_IFREG | 0644);
	assert_int_equal(files_write("f", "x", &e), 0);
	assert_string_equal(content_of("f"), "x");
	assert_int_equal(files_write("no/f", "x", &e), -ENOENT);
	assert_int_equal(files_write("/dev/full", "x", &e), -ENOSPC);
	assert_string_equal(e.text, "/dev/full: No space left on device");
}

static void sysctl_keys(void **state)
{
	struct err e = { 0 };
	int proc;

	(void)state;
	assert_int_equal(files_mkdir("sys/net/ipv4/eth0.1", 0755, &e), 0);
	assert_int_equal(files_write("sys/net/ipv4/eth0.1/mtu", "", &e), 0);
	assert_int_equal(files_write("sys/net/x", "", &e), 0);
	proc = open(".", O_PATH | O_DIRECTORY);
	assert_int_equal(files_sysctl(proc, "net.x", "1", &e), 0);
	assert_string_equal(content_of("sys/net/x"), "1");
	assert_int_equal(files_sysctl(proc, "net.ipv4.eth0/1.mtu", "2", &e), 0);
	assert_string_equal(content_of("sys/net/ipv4/eth0.1/mtu"), "2");
	assert_int_equal(files_sysctl(proc, "net/ipv4/eth0.1/mtu", "3", &e), 0);
	assert_string_equal(content_of("sys/net/ipv4/eth0.1/mtu"), "3");
	assert_int_equal(files_sysctl(proc, "net.y", "1", &e), -ENOENT);
	assert_string_equal(e.text, "net.y: No such file or directory");
	close(proc);
}

static void sysctl_keys_stay_inside(void **state)
{
	static const char *const bad[] = {
		"", ".", "/", "..", "../f", "net/../../f", "net..x", "/f",
		"net.//.f", "net//x", "net/..",
	};
	struct err e = { 0 };
	int proc;

	(void)state;
	assert_int_equal(files_mkdir("sys/net", 0755, &e), 0);
	assert_int_equal(files_write("f", "old", &e), 0);
	proc = open(".", O_PATH | O_DIRECTORY);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (files_sysctl(proc, bad[i], "new", &e) != -EINVAL)
			fail_msg("key \"%s\" passed: %s", bad[i], e.text);
	}
	assert_string_equal(content_of("f"), "old");
	close(proc);
}

#define in_folder(f)	cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(folders),
		in_folder(folder_where_a_file_is),
		in_folder(links),
		in_folder(small_files),
		in_folder(sysctl_keys),
		in_folder(sysctl_keys_stay_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
