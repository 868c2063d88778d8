// SPDX-License-Identifier: ISC
/* Where libraries are looked for, on folders of the test's own. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bake/library.h"
#include "lib/err.h"

static char top[] = "/tmp/test_bake_library.XXXXXX";
static struct folders f;
static struct err err;
static char found[PATH_MAX], place[PATH_MAX], text[PATH_MAX];

static const char *at(const char *path)
{
	snprintf(text, sizeof(text), "%s/%s", top, path);
	return text;
}

static void put(const char *path, const void *bytes, size_t n)
{
	int fd = open(at(path), O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
}

static void put_library(const char *path, uint16_t machine, int class)
{
	Elf64_Ehdr h = { .e_ident = ELFMAG, .e_machine = machine };

	h.e_ident[EI_CLASS] = (unsigned char)class;
	put(path, &h, sizeof(h));
}

static void configure(const char *lines)
{
	char config[PATH_MAX];

	put("config", lines, strlen(lines));
	snprintf(config, sizeof(config), "%s", at("config"));
	assert_int_equal(folders_read(&f, EM_X86_64, config, &err), 0);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(top) || mkdir(at("a"), 0755) || mkdir(at("b"), 0755) ||
	    mkdir(at("conf.d"), 0755))
		return -1;
	return 0;
}

static int tear_down(void **state)
{
	char command[PATH_MAX];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

static int find(const char *name, const char *search)
{
	char here[PATH_MAX];
	const struct needy by = {
		.search = search, .here = here, .there = "/there",
	};

	snprintf(here, sizeof(here), "%s", top);
	return folders_find(&f, name, &by, found, place);
}

static bool has_folder(const char *path)
{
	for (unsigned int i = 0; i < f.nr; i++)
		if (!strcmp(f.path[i], path))
			return true;
	return false;
}

static void the_loaders_own(void **state)
{
	(void)state;
	configure("");
	assert_string_equal(f.path[0], "/lib/x86_64-linux-gnu");
	assert_string_equal(f.path[1], "/usr/lib/x86_64-linux-gnu");
	assert_true(has_folder("/usr/lib"));
	assert_int_equal(f.nr, f.nr_standard);
	assert_int_equal(folders_read(&f, EM_AARCH64, "/nowhere", &err), 0);
	assert_string_equal(f.path[0], "/lib/aarch64-linux-gnu");
}

static void configuration(void **state)
{
	char lines[PATH_MAX];

	(void)state;
	put("conf.d/one", "# comment\n\n  /one/  # more\nrelative\n", 36);
	put("conf.d/two", "/two\n/one\n", 10);
	snprintf(lines, sizeof(lines), "include %s/conf.d/*\n/three\t\n"
		 "include /nowhere/*\nincludes\n", top);
	configure(lines);
	assert_true(has_folder("/one"));
	assert_true(has_folder("/two"));
	assert_true(has_folder("/three"));
	assert_int_equal(f.nr, f.nr_standard + 3);
}

static void an_endless_configuration(void **state)
{
	char config[PATH_MAX], lines[PATH_MAX];

	(void)state;
	snprintf(lines, sizeof(lines), "include %s\n", at("config"));
	put("config", lines, strlen(lines));
	snprintf(config, sizeof(config), "%s", at("config"));
	assert_int_equal(folders_read(&f, EM_X86_64, config, &err), -ELOOP);
	for (int i = 0, n = 0; i < FOLDERS_MAX + 1; i++)
		n += snprintf(lines + n, sizeof(lines) - n, "/f%d\n", i);
	put("config", lines, strlen(lines));
	assert_int_equal(folders_read(&f, EM_X86_64, config, &err), -E2BIG);
}

static void by_configuration(void **state)
{
	char lines[PATH_MAX];

	(void)state;
	snprintf(lines, sizeof(lines), "%s/a\n%s/b\n", top, top);
	configure(lines);
	put_library("b/libx.so", EM_X86_64, ELFCLASS64);
	assert_int_equal(find("libx.so", NULL), 0);
	assert_string_equal(found, at("b/libx.so"));
	/* which no configuration leads to in the root */
	assert_string_equal(place, "/lib/x86_64-linux-gnu/libx.so");
	put_library("a/libx.so", EM_AARCH64, ELFCLASS64);
	assert_int_equal(find("libx.so", NULL), 0);
	assert_string_equal(found, at("b/libx.so"));
	put_library("a/libx.so", EM_X86_64, ELFCLASS32);
	assert_int_equal(find("libx.so", NULL), 0);
	assert_string_equal(found, at("b/libx.so"));
	put("a/libx.so", "short", 5);
	assert_int_equal(find("libx.so", NULL), 0);
	assert_string_equal(found, at("b/libx.so"));
	put_library("a/libx.so", EM_X86_64, ELFCLASS64);
	assert_int_equal(find("libx.so", NULL), 0);
	assert_string_equal(found, at("a/libx.so"));
	assert_int_equal(find("liby.so", NULL), -ENOENT);
}

static void by_the_programs_own_folders(void **state)
{
	(void)state;
	configure("");
	put_library("b/libx.so", EM_X86_64, ELFCLASS64);
	assert_int_equal(find("libx.so", NULL), -ENOENT);
	assert_int_equal(find("libx.so", "/nowhere:$ORIGIN/b"), 0);
	assert_string_equal(found, at("b/libx.so"));
	assert_string_equal(place, "/there/b/libx.so");
	assert_int_equal(find("libx.so", "${ORIGIN}/b:/nowhere"), 0);
	assert_string_equal(place, "/there/b/libx.so");
	assert_int_equal(find("libx.so", "b"), -ENOENT);
	assert_int_equal(find("libx.so", ""), -ENOENT);
	assert_int_equal(find("libx.so", ":::"), -ENOENT);
	assert_int_equal(find("libx.so", "$LIB/b"), -ENOENT);
}

static void by_its_path(void **state)
{
	char path[PATH_MAX];

	(void)state;
	put_library("b/libx.so", EM_X86_64, ELFCLASS64);
	snprintf(path, sizeof(path), "%s", at("b/libx.so"));
	assert_int_equal(find(path, NULL), 0);
	assert_string_equal(found, path);
	assert_string_equal(place, path);
	assert_int_equal(find("b/libx.so", NULL), -ENOENT);
	assert_int_equal(find("/nowhere/libx.so", NULL), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_loaders_own),
		cmocka_unit_test(configuration),
		cmocka_unit_test(an_endless_configuration),
		cmocka_unit_test(by_configuration),
		cmocka_unit_test(by_the_programs_own_folders),
		cmocka_unit_test(by_its_path),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
