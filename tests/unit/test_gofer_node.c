// SPDX-License-Identifier: ISC
/*
 * Nodes: found again without a descriptor, kept when their name goes, and never
 * mistaken for another file.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gofer/names.h"
#include "gofer/node.h"

#define FEW	4			/* descriptors of nodes */

static struct tree t;
static char top[32];
static int dir = -1;			/* of the tests' own */

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "/tmp/test-gofer-XXXXXX");
	/* What fd_path() is relative to. */
	if (!mkdtemp(top) || chdir("/proc/self/fd") < 0)
		return -1;
	dir = open(top, O_PATH | O_DIRECTORY);
	return tree_init(&t, -1, open(top, O_PATH | O_DIRECTORY), FEW);
}

static int tear_down(void **state)
{
	(void)state;
	tree_destroy(&t);
	close(dir);
	return nftw(top, remove_one, 10, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *name, const char *text)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static int find(fuse_ino_t parent, const char *name, fuse_ino_t *id)
{
	cleanup_hold struct hold h;
	struct fuse_entry_param e;
	int r = hold_get(&t, parent, USE_PATH, &h);

	if (!r)
		r = node_lookup(&h, name, &e);
	*id = r ? 0 : e.ino;
	return r;
}

static char first_byte(fuse_ino_t id)
{
	cleanup_hold struct hold h;
	char c = 0;

	assert_int_equal(hold_get(&t, id, USE_READ, &h), 0);
	assert_int_equal(pread(h.fd, &c, 1, 0), 1);
	return c;
}

/* A name goes as the guest's unlink() makes it go. */
static void unlink_as_guest(fuse_ino_t parent, const char *name)
{
	cleanup_hold struct hold h;
	cleanup_hold struct hold file;

	assert_int_equal(hold_get(&t, parent, USE_PATH, &h), 0);
	assert_int_equal(node_pin(&h, name, &file), 0);
	assert_int_equal(unlinkat(h.fd, name, 0), 0);
	node_gone(&file, &h, name);
}

/* Others are used, so that its descriptors are closed. */
static void make_others_used(void)
{
	for (int i = 0; i < 2 * FEW; i++) {
		char name[20];
		fuse_ino_t id;

		snprintf(name, sizeof(name), "other-%d", i);
		put(name, "x");
		assert_int_equal(find(FUSE_ROOT_ID, name, &id), 0);
		first_byte(id);
	}
}

static void more_files_than_descriptors(void **state)
{
	fuse_ino_t id[50];
	char name[20];

	(void)state;
	for (int i = 0; i < 50; i++) {
		char text[2] = { (char)('0' + i), 0 };

		snprintf(name, sizeof(name), "f%d", i);
		put(name, text);
		assert_int_equal(find(FUSE_ROOT_ID, name, &id[i]), 0);
	}
	for (int i = 0; i < 50; i++)
		assert_int_equal(first_byte(id[i]), '0' + i);
	for (int i = 49; i >= 0; i--)
		assert_int_equal(first_byte(id[i]), '0' + i);
	assert_true(t.nr_fds <= FEW + 1);
}

static void a_walk_of_several_steps(void **state)
{
	fuse_ino_t a, b, c, f;

	(void)state;
	mkdirat(dir, "a", 0755);
	mkdirat(dir, "a/b", 0755);
	mkdirat(dir, "a/b/c", 0755);
	put("a/b/c/f", "deep");
	assert_int_equal(find(FUSE_ROOT_ID, "a", &a), 0);
	assert_int_equal(find(a, "b", &b), 0);
	assert_int_equal(find(b, "c", &c), 0);
	assert_int_equal(find(c, "f", &f), 0);
	make_others_used();
	assert_int_equal(first_byte(f), 'd');
}

static void another_file_by_its_name(void **state)
{
	cleanup_hold struct hold h;
	struct stat st;
	fuse_ino_t id;

	(void)state;
	put("f", "one");
	assert_int_equal(find(FUSE_ROOT_ID, "f", &id), 0);
	put("g", "two");
	assert_int_equal(renameat(dir, "g", dir, "f"), 0);
	assert_int_equal(hold_get(&t, id, USE_READ, &h), -ESTALE);
	assert_int_equal(node_stat(&t, id, &st), -ESTALE);
}

/* The host takes its name away after the guest has learned of it. */
static void kept_from_the_first(void **state)
{
	fuse_ino_t id;

	(void)state;
	put("f", "one");
	assert_int_equal(find(FUSE_ROOT_ID, "f", &id), 0);
	node_keep(&t, id);
	put("g", "two");
	assert_int_equal(renameat(dir, "g", dir, "f"), 0);
	assert_int_equal(first_byte(id), 'o');
	assert_int_equal(node_open(&t, id, USE_READ, false), 0);
	make_others_used();
	assert_int_equal(first_byte(id), 'o');
}

/* ... but nothing is opened for being kept where there is no room. */
static void kept_if_there_is_room(void **state)
{
	fuse_ino_t id;

	(void)state;
	make_others_used();
	put("f", "one");
	assert_int_equal(find(FUSE_ROOT_ID, "f", &id), 0);
	node_keep(&t, id);
	assert_true(t.nr_fds <= FEW + 1);
	assert_int_equal(mkfifoat(dir, "p", 0644), 0);
	assert_int_equal(find(FUSE_ROOT_ID, "p", &id), 0);
	node_keep(&t, id);
	node_keep(&t, ~0ULL);
	assert_true(t.nr_fds <= FEW + 1);
}

static void unused_are_closed(void **state)
{
	fuse_ino_t used, open, gone;

	(void)state;
	put("f", "one");
	put("g", "two");
	put("h", "three");
	assert_int_equal(find(FUSE_ROOT_ID, "f", &used), 0);
	assert_int_equal(find(FUSE_ROOT_ID, "g", &open), 0);
	assert_int_equal(find(FUSE_ROOT_ID, "h", &gone), 0);
	first_byte(used);
	assert_int_equal(node_open(&t, open, USE_READ, false), 0);
	unlink_as_guest(FUSE_ROOT_ID, "h");
	assert_int_equal(t.nr_fds, 4);
	assert_true(tree_sweep(&t, 1));
	assert_int_equal(t.nr_fds, 4);
	assert_false(tree_sweep(&t, 100));
	assert_int_equal(t.nr_fds, 3);
	assert_int_equal(first_byte(used), 'o');
	assert_int_equal(first_byte(open), 't');
	assert_int_equal(first_byte(gone), 't');
}

/* What the guest has open though opening failed is closed once, too. */
static void open_anyway(void **state)
{
	fuse_ino_t id;

	(void)state;
	put("f", "one");
	assert_int_equal(find(FUSE_ROOT_ID, "f", &id), 0);
	unlinkat(dir, "f", 0);
	assert_int_equal(node_open(&t, id, USE_READ, false), -ESTALE);
	assert_int_equal(node_open(&t, id, USE_READ, true), -ESTALE);
	node_forget(&t, id, 1);
	assert_int_equal(t.nr_nodes, 2);
	node_close(&t, id);
	assert_int_equal(t.nr_nodes, 1);
}

static void a_link_by_its_name(void **state)
{
	cleanup_hold struct hold h;
	fuse_ino_t id;

	(void)state;
	put("f", "one");
	assert_int_equal(find(FUSE_ROOT_ID, "f", &id), 0);
	unlinkat(dir, "f", 0);
	assert_int_equal(symlinkat("/etc/passwd", dir, "f"), 0);
	assert_int_equal(hold_get(&t, id, USE_READ, &h), -ESTALE);
}

static void a_link_is_not_followed(void **state)
{
	cleanup_hold struct hold h;
	fuse_ino_t id, in;

	(void)state;
	assert_int_equal(symlinkat("/etc", dir, "s"), 0);
	assert_int_equal(find(FUSE_ROOT_ID, "s", &id), 0);
	assert_int_equal(find(id, "passwd", &in), -ENOTDIR);
	assert_int_equal(hold_get(&t, id, USE_READ, &h), -EINVAL);
}

static void what_is_no_file_is_not_opened(void **state)
{
	cleanup_hold struct hold h;
	fuse_ino_t id;

	(void)state;
	assert_int_equal(mkfifoat(dir, "p", 0644), 0);
	assert_int_equal(find(FUSE_ROOT_ID, "p", &id), 0);
	assert_int_equal(hold_get(&t, id, USE_WRITE, &h), -EINVAL);
}

static void names_are_one_component(void **state)
{
	char name[258];

	(void)state;
	memset(name, 'n', sizeof(name));
	name[256] = 0;
	assert_int_equal(name_check(""), -EINVAL);
	assert_int_equal(name_check("."), -EINVAL);
	assert_int_equal(name_check(".."), -EINVAL);
	assert_int_equal(name_check("/"), -EINVAL);
	assert_int_equal(name_check("../x"), -EINVAL);
	assert_int_equal(name_check("x/"), -EINVAL);
	assert_int_equal(name_check("x/../../y"), -EINVAL);
	assert_int_equal(name_check(name), -ENAMETOOLONG);
	name[255] = 0;
	assert_int_equal(name_check(name), 0);
	assert_int_equal(name_check("..."), 0);
}

static void unlinked_is_kept(void **state)
{
	fuse_ino_t id, again;

	(void)state;
	put("f", "one");
	assert_int_equal(find(FUSE_ROOT_ID, "f", &id), 0);
	unlink_as_guest(FUSE_ROOT_ID, "f");
	put("f", "two");
	make_others_used();
	assert_int_equal(first_byte(id), 'o');
	assert_int_equal(find(FUSE_ROOT_ID, "f", &again), 0);
	assert_true(again != id);
	assert_int_equal(first_byte(again), 't');
}

static void forgotten_is_unknown(void **state)
{
	cleanup_hold struct hold h;
	fuse_ino_t id, other;

	(void)state;
	put("f", "one");
	assert_int_equal(find(FUSE_ROOT_ID, "f", &id), 0);
	assert_int_equal(find(FUSE_ROOT_ID, "f", &id), 0);
	node_forget(&t, id, 1);
	assert_int_equal(first_byte(id), 'o');
	node_forget(&t, id, 100);
	assert_int_equal(hold_get(&t, id, USE_PATH, &h), -ESTALE);
	/* Whoever gets its place has another number. */
	put("g", "two");
	assert_int_equal(find(FUSE_ROOT_ID, "g", &other), 0);
	assert_true(other != id);
	assert_int_equal(hold_get(&t, id, USE_PATH, &h), -ESTALE);
}

static void numbers_from_nowhere(void **state)
{
	static const fuse_ino_t bad[] = { 0, 2, 1023, 1024, 0xffffffff,
		0x100000001, ~0ULL };
	cleanup_hold struct hold h;

	(void)state;
	h.tree = NULL;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(hold_get(&t, bad[i], USE_PATH, &h), -ESTALE);
		node_forget(&t, bad[i], 1);
		node_close(&t, bad[i]);
	}
	node_forget(&t, FUSE_ROOT_ID, ~0ULL);
	assert_int_equal(hold_get(&t, FUSE_ROOT_ID, USE_PATH, &h), 0);
}

/* B was in A; the host turns it round, and the guest sees one half first. */
static void a_turn_of_directories(void **state)
{
	cleanup_hold struct hold keep;
	fuse_ino_t a, b;

	(void)state;
	mkdirat(dir, "a", 0755);
	mkdirat(dir, "a/b", 0755);
	assert_int_equal(find(FUSE_ROOT_ID, "a", &a), 0);
	assert_int_equal(find(a, "b", &b), 0);
	assert_int_equal(hold_get(&t, b, USE_PATH, &keep), 0);
	assert_int_equal(renameat(dir, "a/b", dir, "b"), 0);
	assert_int_equal(renameat(dir, "a", dir, "b/a"), 0);
	assert_int_equal(find(b, "a", &a), 0);
	hold_put(&keep);
	make_others_used();
	assert_int_equal(find(FUSE_ROOT_ID, "b", &b), 0);
	assert_int_equal(find(b, "a", &a), 0);
	make_others_used();
	assert_int_equal(hold_get(&t, a, USE_PATH, &keep), 0);
}

static void a_reset_forgets_all(void **state)
{
	cleanup_hold struct hold h;
	fuse_ino_t a, b;

	(void)state;
	mkdirat(dir, "a", 0755);
	mkdirat(dir, "a/b", 0755);
	assert_int_equal(find(FUSE_ROOT_ID, "a", &a), 0);
	assert_int_equal(find(a, "b", &b), 0);
	tree_reset(&t);
	assert_int_equal(t.nr_nodes, 1);
	assert_int_equal(t.nr_fds, 1);
	assert_int_equal(hold_get(&t, b, USE_PATH, &h), -ESTALE);
	assert_int_equal(find(FUSE_ROOT_ID, "a", &a), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(more_files_than_descriptors),
		TEST(a_walk_of_several_steps),
		TEST(another_file_by_its_name),
		TEST(kept_from_the_first),
		TEST(kept_if_there_is_room),
		TEST(unused_are_closed),
		TEST(open_anyway),
		TEST(a_link_by_its_name),
		TEST(a_link_is_not_followed),
		TEST(what_is_no_file_is_not_opened),
		TEST(names_are_one_component),
		TEST(unlinked_is_kept),
		TEST(forgotten_is_unknown),
		TEST(numbers_from_nowhere),
		TEST(a_turn_of_directories),
		TEST(a_reset_forgets_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
