// SPDX-License-Identifier: ISC
/*
 * Mount options: flags, propagation and the file system's data.
 */
#include "test_init.h"

#include <errno.h>

#include "init/options.h"

static const struct {
	const char *text;
	unsigned long flags, propagation;
	const char *data;
} cases[] = {
	{ "", 0, 0, "" },
	{ "defaults", 0, 0, "" },
	{ "ro", MS_RDONLY, 0, "" },
	{ "ro,rw", 0, 0, "" },
	{ "rw,ro", MS_RDONLY, 0, "" },
	{ ",,ro,,", MS_RDONLY, 0, "" },
	{ "ro,nosuid,size=64m", MS_RDONLY | MS_NOSUID, 0, "size=64m" },
	{ "mode=1777,nodev,size=64m", MS_NODEV, 0, "mode=1777,size=64m" },
	{ "nosuid,noexec,nodev", MS_NOSUID | MS_NOEXEC | MS_NODEV, 0, "" },
	{ "nosuid,suid,noexec,exec,nodev,dev", 0, 0, "" },
	{ "sync,dirsync,mand", MS_SYNCHRONOUS | MS_DIRSYNC | MS_MANDLOCK, 0,
	  "" },
	{ "sync,async,mand,nomand", 0, 0, "" },
	{ "nosuid,ro,defaults", 0, 0, "" },
	{ "noatime", MS_NOATIME, 0, "" },
	{ "noatime,relatime", MS_RELATIME, 0, "" },
	{ "relatime,strictatime", MS_STRICTATIME, 0, "" },
	{ "strictatime,noatime,atime", 0, 0, "" },
	{ "nodiratime,lazytime", MS_NODIRATIME | MS_LAZYTIME, 0, "" },
	{ "nodiratime,diratime,lazytime,nolazytime", 0, 0, "" },
	{ "nosymfollow", MS_NOSYMFOLLOW, 0, "" },
	{ "nosymfollow,symfollow", 0, 0, "" },
	{ "iversion,silent", MS_I_VERSION | MS_SILENT, 0, "" },
	{ "bind", MS_BIND, 0, "" },
	{ "rbind,ro", MS_BIND | MS_REC | MS_RDONLY, 0, "" },
	{ "remount,bind,ro", MS_REMOUNT | MS_BIND | MS_RDONLY, 0, "" },
	{ "move", MS_MOVE, 0, "" },
	{ "rprivate", 0, MS_PRIVATE | MS_REC, "" },
	{ "rbind,rslave", MS_BIND | MS_REC, MS_SLAVE | MS_REC, "" },
	{ "shared,unbindable", 0, MS_UNBINDABLE, "" },
	{ "RO", 0, 0, "RO" },
	{ "r,o,roo", 0, 0, "r,o,roo" },
	{ "context=\"a,ro,b\",ro", MS_RDONLY, 0, "context=\"a,ro,b\"" },
	{ "lowerdir=/a:/b,upperdir=/c", 0, 0, "lowerdir=/a:/b,upperdir=/c" },
	{ "x\xff=\x01", 0, 0, "x\xff=\x01" },
};

static void words(void **state)
{
	struct err e = { 0 };
	struct options o;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		memset(&o, 0xa5, sizeof(o));
		assert_int_equal(options_read(cases[i].text, &o, &e), 0);
		if (o.flags != cases[i].flags ||
		    o.propagation != cases[i].propagation ||
		    strcmp(o.data, cases[i].data))
			fail_msg("\"%s\": %lx %lx \"%s\"", cases[i].text,
				 o.flags, o.propagation, o.data);
	}
}

/* Data fills one page with its NUL, and not one byte more. */
static void longest_data(void **state)
{
	static char text[2 * OPTIONS_DATA_MAX];
	struct err e = { 0 };
	struct options o;

	(void)state;
	memset(text, 'd', sizeof(text) - 1);
	assert_int_equal(options_read(text, &o, &e), -E2BIG);
	text[OPTIONS_DATA_MAX] = 0;
	assert_int_equal(options_read(text, &o, &e), -E2BIG);
	text[OPTIONS_DATA_MAX - 1] = 0;
	assert_int_equal(options_read(text, &o, &e), 0);
	assert_int_equal(strlen(o.data), OPTIONS_DATA_MAX - 1);
	text[100] = ',';
	assert_int_equal(options_read(text, &o, &e), 0);
	assert_int_equal(strlen(o.data), OPTIONS_DATA_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(longest_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
