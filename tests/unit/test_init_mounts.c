// SPDX-License-Identifier: ISC
/*
 * Mounts and the change of /, in a mount namespace of its own.
 */
#include "test_init.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "init/files.h"
#include "init/mounts.h"

static struct guest g = { .proc = -1 };
static struct err e;

/* A file system to work in, which goes with the namespace. */
static void start(void)
{
	umask(0);
	CHECK(!mount("top", "/mnt", "tmpfs", 0, "mode=0755"));
	CHECK_OK(files_mkdir("/mnt/a", 0755, &e), &e);
	CHECK_OK(files_mkdir("/mnt/b", 0755, &e), &e);
}

static unsigned long flags_of(const char *path)
{
	struct statvfs st;

	CHECK(!statvfs(path, &st));
	return st.f_flag;
}

static int is_mount(const char *path)
{
	char command[128];

	snprintf(command, sizeof(command), "mountpoint -q %s", path);
	return !system(command);
}

static void tmpfs_body(void)
{
	struct statvfs st;

	start();
	CHECK_OK(mounts_add("t", "/mnt/a", "tmpfs", "ro,nosuid,size=64k", &e),
		 &e);
	CHECK(!statvfs("/mnt/a", &st));
	CHECK(st.f_blocks * st.f_frsize == 65536);
	CHECK((st.f_flag & (ST_RDONLY | ST_NOSUID | ST_NODEV)) ==
	      (ST_RDONLY | ST_NOSUID));
	CHECK_OK(mounts_add("t", "/mnt/a", "tmpfs", "remount,rw,size=128k",
			    &e), &e);
	CHECK(!statvfs("/mnt/a", &st));
	CHECK(st.f_blocks * st.f_frsize == 131072);
	CHECK(!(st.f_flag & ST_RDONLY));
}

/* Whatever there may be; a mount in it shows as an empty folder. */
static void copyup_body(void)
{
	struct stat st;

	start();
	CHECK(!system("cd /mnt/a && mkdir -m 2751 sub && cd sub && "
		      "echo text >file && chown 5:6 file && chmod 4711 file && "
		      "touch -d @1000000000.5 file && ln -s no/where link && "
		      "mkfifo -m 640 fifo && mknod null c 1 3 && "
		      "setfattr -n trusted.t -v x file 2>/dev/null; "
		      "mkdir -p m && mount -t tmpfs m m && touch m/x; "
		      "chown 7:8 /mnt/a && chmod 1701 /mnt/a"));
	CHECK_OK(mounts_add("t", "/mnt/a", "tmpfs", "ro,size=1m,tmpcopyup",
			    &e), &e);
	CHECK(flags_of("/mnt/a") & ST_RDONLY);
	CHECK(!stat("/mnt/a", &st) && st.st_mode == (S_IFDIR | 01701) &&
	      st.st_uid == 7 && st.st_gid == 8);
	CHECK(!stat("/mnt/a/sub/file", &st) && st.st_size == 5 &&
	      st.st_mode == (S_IFREG | 04711) && st.st_uid == 5 &&
	      st.st_gid == 6 && st.st_mtim.tv_sec == 1000000000 &&
	      st.st_mtim.tv_nsec == 500000000);
	CHECK(!system("cd /mnt/a/sub && [ \"$(readlink link)\" = no/where ] && "
		      "[ -p fifo ] && echo x >null && [ -d m ] && [ ! -e m/x ] "
		      "&& [ \"$(stat -c %a .)\" = 2751 ]"));
}

static void copyup_refused_body(void)
{
	start();
	CHECK(mounts_add("t", "/mnt/a", "ramfs", "tmpcopyup", &e) == -EINVAL);
	CHECK(!system("head -c 200000 /dev/zero >/mnt/a/large"));
	CHECK(mounts_add("t", "/mnt/a", "tmpfs", "size=64k,tmpcopyup", &e) ==
	      -ENOSPC);
	CHECK(strstr(e.text, "large") && strstr(e.text, "/mnt/a"));
	CHECK(!system("umount /mnt/a; cd /mnt/a && for i in $(seq 300); do "
		      "mkdir d && cd d || exit 1; done"));
	CHECK(mounts_add("t", "/mnt/a", "tmpfs", "tmpcopyup", &e) == -ELOOP);
}

static void bind_body(void)
{
	start();
	CHECK_OK(files_write("/mnt/a/f", "x", &e), &e);
	CHECK_OK(mounts_add("/mnt/a", "/mnt/b", "none", "bind,ro,nodev", &e),
		 &e);
	CHECK(!access("/mnt/b/f", F_OK));
	CHECK(files_write("/mnt/b/f", "y", &e) == -EROFS);
	CHECK_OK(files_write("/mnt/a/f", "y", &e), &e);
	CHECK(flags_of("/mnt/b") & ST_NODEV);
	CHECK(!(flags_of("/mnt/b") & ST_NOSUID));
}

static void mask_body(void)
{
	char text[8];
	int fd;

	start();
	CHECK_OK(files_write("/mnt/a/secret", "x", &e), &e);
	CHECK_OK(files_mkdir("/mnt/a/d", 0755, &e), &e);
	CHECK_OK(files_write("/mnt/a/d/f", "x", &e), &e);
	CHECK_OK(mounts_mask("/mnt/a/secret", &e), &e);
	fd = open("/mnt/a/secret", O_RDONLY);
	CHECK(fd >= 0 && !read(fd, text, sizeof(text)));
	CHECK_OK(mounts_mask("/mnt/a/d", &e), &e);
	CHECK(access("/mnt/a/d/f", F_OK) && errno == ENOENT);
	CHECK(files_write("/mnt/a/d/f", "x", &e) == -EROFS);
	CHECK_OK(mounts_mask("/mnt/a/none", &e), &e);
	CHECK_OK(mounts_mask("/mnt/a/d/none/none", &e), &e);
}

static void readonly_body(void)
{
	start();
	CHECK_OK(files_mkdir("/mnt/a/in", 0755, &e), &e);
	CHECK_OK(mounts_add("t", "/mnt/a/in", "tmpfs", "nosuid", &e), &e);
	CHECK_OK(mounts_readonly("/mnt/a", &e), &e);
	CHECK(files_write("/mnt/a/f", "x", &e) == -EROFS);
	CHECK(files_write("/mnt/a/in/f", "x", &e) == -EROFS);
	CHECK((flags_of("/mnt/a/in") & (ST_RDONLY | ST_NOSUID)) ==
	      (ST_RDONLY | ST_NOSUID));
	CHECK_OK(mounts_readonly("/mnt/none", &e), &e);
}

static void rbind_body(void)
{
	start();
	CHECK_OK(files_mkdir("/mnt/a/sub", 0755, &e), &e);
	CHECK_OK(mounts_add("t", "/mnt/a/sub", "tmpfs", "", &e), &e);
	CHECK_OK(files_write("/mnt/a/sub/f", "x", &e), &e);
	CHECK_OK(mounts_add("/mnt/a", "/mnt/b", "", "bind", &e), &e);
	CHECK(access("/mnt/b/sub/f", F_OK));
	CHECK_OK(mounts_add("/mnt/a", "/mnt/b", "", "rbind", &e), &e);
	CHECK(!access("/mnt/b/sub/f", F_OK));
}

static void move_body(void)
{
	start();
	CHECK_OK(mounts_add("t", "/mnt/a", "tmpfs", "", &e), &e);
	CHECK_OK(files_write("/mnt/a/f", "x", &e), &e);
	CHECK_OK(mounts_add("/mnt/a", "/mnt/b", "", "move,ro", &e), &e);
	CHECK(access("/mnt/a/f", F_OK));
	CHECK(!access("/mnt/b/f", F_OK));
	CHECK(flags_of("/mnt/b") & ST_RDONLY);
}

static void propagation_body(void)
{
	start();
	CHECK_OK(mounts_add("", "/mnt", "none", "shared", &e), &e);
	CHECK(!system("grep ' /mnt ' /proc/self/mountinfo | grep -q shared:"));
	CHECK_OK(mounts_add("", "/mnt", "none", "rprivate", &e), &e);
	CHECK(system("grep ' /mnt ' /proc/self/mountinfo | grep -q shared:"));
	CHECK_OK(mounts_add("/mnt/a", "/mnt/b", "", "bind,shared", &e), &e);
	CHECK(!system("grep ' /mnt/b ' /proc/self/mountinfo | grep -q shared:"));
}

static void refused_body(void)
{
	start();
	CHECK(mounts_add("t", "/mnt/no", "tmpfs", "", &e) == -ENOENT);
	CHECK(!strcmp(e.text, "t on /mnt/no (type \"tmpfs\"): "
		      "No such file or directory"));
	CHECK(mounts_add("t", "/mnt/a", "nofs", "", &e) == -ENODEV);
	CHECK(mounts_add("t", "/mnt/a", "tmpfs", "sizes=1", &e) == -EINVAL);
	CHECK(mounts_add("/mnt/a", "/mnt/b", "", "bind,mode=1", &e) == -EINVAL);
	CHECK(strstr(e.text, "mode=1"));
	CHECK(mounts_add("", "/mnt", "none", "private,x", &e) == -EINVAL);
	CHECK(!is_mount("/mnt/a") && !is_mount("/mnt/b"));
}

/* Where all is mounted already, nothing is mounted again. */
static void base_is_there_body(void)
{
	CHECK_OK(mounts_base(&g, &e), &e);
	CHECK(!g.mounted);
	CHECK(!faccessat(g.proc, "sys/kernel/ostype", F_OK, 0));
}

/* In an empty root: all of it, then a / of a mount's, then of a folder's. */
static void base_and_root_body(void)
{
	int old;

	start();
	CHECK_OK(mounts_root(&g, "/mnt", &e), &e);
	CHECK(access("/usr", F_OK) && !access("/a", F_OK));
	CHECK(!mkdir("/dev", 0755));
	CHECK(!mount("d", "/dev", "tmpfs", 0, NULL));
	CHECK_OK(mounts_base(&g, &e), &e);
	CHECK(g.mounted == 6);
	CHECK(!access("/proc/self/stat", F_OK) && !access("/sys/kernel", F_OK));
	CHECK_OK(mounts_dev(&e), &e);
	CHECK_OK(mounts_dev(&e), &e);
	CHECK(!access("/dev/pts/ptmx", F_OK) && !access("/dev/fd/0", F_OK));
	CHECK(!(flags_of("/dev/shm") & ST_NOEXEC));

	CHECK_OK(files_mkdir("/new/proc", 0755, &e), &e);
	CHECK_OK(files_mkdir("/new/tmp", 0755, &e), &e);
	old = open("/", O_PATH);
	CHECK(!faccessat(old, "proc/self", F_OK, 0));
	CHECK_OK(mounts_root(&g, "/new", &e), &e);
	CHECK(faccessat(old, "proc/self", F_OK, 0));
	CHECK(faccessat(old, "sys/kernel", F_OK, 0));
	close(old);
	CHECK(access("/new", F_OK) && access("/a", F_OK));
	CHECK(!access("/tmp", F_OK) && access("/proc/self", F_OK));
	CHECK(!g.mounted);
	/* Init still reaches its own /proc, and the program sees one mount. */
	CHECK_OK(files_sysctl(g.proc, "kernel.hostname", "changed", &e), &e);
	CHECK_OK(mounts_add("proc", "/proc", "proc", "", &e), &e);
}

static void one_mount_is_seen_body(void)
{
	char text[4096];
	ssize_t n;
	int fd;

	base_and_root_body();
	fd = open("/proc/self/mounts", O_RDONLY);
	n = read(fd, text, sizeof(text) - 1);
	CHECK(n > 0);
	text[n] = 0;
	CHECK(!strncmp(text, "top / tmpfs ", 12));
	CHECK(!strncmp(strchr(text, '\n'), "\nproc /proc proc ", 17));
	CHECK(strrchr(text, '\n') == strchr(strchr(text, '\n') + 1, '\n'));
}

static void no_root_body(void)
{
	start();
	CHECK(mounts_root(&g, "/mnt/no", &e) == -ENOENT);
	CHECK(!strcmp(e.text, "/mnt/no: No such file or directory"));
}

#define TEST(name)						\
static void test_ ## name(void **state)				\
{								\
	(void)state;						\
	assert_int_equal(isolated(CLONE_NEWNS | CLONE_NEWUTS,	\
				  name ## _body), 0);		\
}
TEST(tmpfs)
TEST(bind)
TEST(copyup)
TEST(copyup_refused)
TEST(mask)
TEST(readonly)
TEST(rbind)
TEST(move)
TEST(propagation)
TEST(refused)
TEST(base_is_there)
TEST(base_and_root)
TEST(one_mount_is_seen)
TEST(no_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tmpfs),
		cmocka_unit_test(test_bind),
		cmocka_unit_test(test_copyup),
		cmocka_unit_test(test_copyup_refused),
		cmocka_unit_test(test_mask),
		cmocka_unit_test(test_readonly),
		cmocka_unit_test(test_rbind),
		cmocka_unit_test(test_move),
		cmocka_unit_test(test_propagation),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_base_is_there),
		cmocka_unit_test(test_base_and_root),
		cmocka_unit_test(test_one_mount_is_seen),
		cmocka_unit_test(test_no_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
