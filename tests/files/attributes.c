// SPDX-License-Identifier: ISC
/*
 * Owners, modes, times and attributes: what a local file system does with them.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "check.h"
#include "place.h"

static void t_modes(void)
{
	new_place();
	put("f", "");
	check(mode_of("f") == 0644);
	for (mode_t m = 0; m <= 07777; m += 0111) {
		check(!chmod("f", m));
		check(mode_of("f") == m);
	}
	umask(077);
	put("g", "");
	check(mode_of("g") == 0600);
	umask(0);
	check(!mkdir("d", 0777) && mode_of("d") == 0777);
	check(!mknod("p", S_IFIFO | 0666, 0) && mode_of("p") == 0666);
	check(open("h", O_CREAT | O_RDWR, 04711) >= 0 && mode_of("h") == 04711);
}

static void t_owner(void)
{
	new_place();
	put("f", "");
	check(!chown("f", 1000, 2000));
	check(stat_of("f").st_uid == 1000 && stat_of("f").st_gid == 2000);
	check(!chown("f", -1, 7));
	check(stat_of("f").st_uid == 1000 && stat_of("f").st_gid == 7);
	check(!chmod("f", 06755) && !chown("f", 1, 1));
	check(mode_of("f") == 0755);
	check(!chmod("f", 02644) && !chown("f", 1, 1));
	check(mode_of("f") == 02644);
	check(!chown(".", 3, 4) && stat_of(".").st_gid == 4);
}

/* In a child, since there is no way back. */
static void as_user(void)
{
	check(!setgid(100) && !setuid(1000));
}

static void user_makes_files(void)
{
	as_user();
	put("u", "");
	check(stat_of("u").st_uid == 1000 && stat_of("u").st_gid == 100);
	check(!mkdir("ud", 0777) && stat_of("ud").st_uid == 1000);
	check(!symlink("x", "us") && stat_of("us").st_uid == 1000);
	check(!mkfifo("up", 0600) && stat_of("up").st_gid == 100);
	check_errno(chown("u", 0, 0), EPERM);
	check_errno(chmod("root", 0777), EPERM);
	check_errno(open("root", O_RDONLY), EACCES);
	check_errno(unlink("sticky/root"), EPERM);
	check_errno(mkdir("closed/x", 0777), EACCES);
	check_errno(access("closed/x", F_OK), EACCES);
	check_errno(mknod("dev", S_IFCHR | 0666, makedev(1, 3)), EPERM);
	check_errno(utimensat(AT_FDCWD, "readable", (struct timespec[2]) { { 1 } },
			      0), EPERM);
}

static void t_user(void)
{
	new_place();
	put("root", "");
	put("readable", "");
	check(!chmod("root", 0600));
	check(!mkdir("sticky", 0777) && !chmod("sticky", 01777));
	put("sticky/root", "");
	check(!mkdir("closed", 0700));
	check(!status_of(user_makes_files));
}

static void t_setgid_directory(void)
{
	new_place();
	check(!mkdir("d", 0755) && !chown("d", 0, 55) && !chmod("d", 02755));
	put("d/f", "");
	check(stat_of("d/f").st_gid == 55);
	check(!mkdir("d/sub", 0755));
	check(stat_of("d/sub").st_gid == 55 && mode_of("d/sub") == 02755);
}

static void user_writes(void)
{
	int fd;

	as_user();
	fd = open("w", O_WRONLY);
	check(fd >= 0 && write(fd, "x", 1) == 1);
	check(!truncate("t", 1));
}

static void t_setuid_bits(void)
{
	new_place();
	put("w", "data");
	put("t", "data");
	put("r", "data");
	check(!chmod("w", 06777) && !chmod("t", 06777) && !chmod("r", 06777));
	check(!status_of(user_writes));
	check(mode_of("w") == 0777);
	check(mode_of("t") == 0777);
	put("r", "x");				/* root keeps them */
	check(mode_of("r") == 06777);
}

static void t_capability(void)
{
	/* cap_net_raw=ep, version 2 */
	static const unsigned char v[20] = { 1, 0, 0, 2, 0, 0x20 };
	char got[20];

	new_place();
	put("f", "x");
	check(!setxattr("f", "security.capability", v, sizeof(v), 0));
	check(getxattr("f", "security.capability", got, sizeof(got)) == 20);
	check(!memcmp(got, v, sizeof(v)));
	put("f", "y");
	check_errno(getxattr("f", "security.capability", got, sizeof(got)),
		    ENODATA);
}

static bool equal(struct timespec a, time_t s, long ns)
{
	return a.tv_sec == s && a.tv_nsec == ns;
}

static void t_times(void)
{
	struct timespec ts[2] = { { 1000000000, 123456789 }, { 5, 7 } };
	struct timespec omit[2] = { { 0, UTIME_OMIT }, { 9, 9 } };
	struct stat before, after;

	new_place();
	put("f", "x");
	check(!utimensat(AT_FDCWD, "f", ts, 0));
	check(equal(stat_of("f").st_atim, 1000000000, 123456789));
	check(equal(stat_of("f").st_mtim, 5, 7));
	check(!utimensat(AT_FDCWD, "f", omit, 0));
	check(equal(stat_of("f").st_atim, 1000000000, 123456789));
	check(equal(stat_of("f").st_mtim, 9, 9));
	before = stat_of("f");
	sleep_ms(20);
	check(!chmod("f", 0600));
	after = stat_of("f");
	check(after.st_ctim.tv_sec > before.st_ctim.tv_sec ||
	      after.st_ctim.tv_nsec > before.st_ctim.tv_nsec);
	check(equal(after.st_mtim, 9, 9));
	put("f", "y");
	check(stat_of("f").st_mtim.tv_sec > 1000000000);
	check(!symlink("f", "s"));
	check(!utimensat(AT_FDCWD, "s", ts, AT_SYMLINK_NOFOLLOW));
	check(equal(stat_of("s").st_mtim, 5, 7));
	check(!utimensat(AT_FDCWD, "f", NULL, 0));
}

static void t_directory_times(void)
{
	struct timespec ts[2] = { { 5, 0 }, { 5, 0 } };

	new_place();
	check(!mkdir("d", 0755) && !utimensat(AT_FDCWD, "d", ts, 0));
	put("d/f", "");
	check(stat_of("d").st_mtim.tv_sec > 5);
	check(!utimensat(AT_FDCWD, "d", ts, 0) && !unlink("d/f"));
	check(stat_of("d").st_mtim.tv_sec > 5);
}

static void t_xattr(void)
{
	char big[4000], got[4096];

	new_place();
	put("f", "");
	check(!setxattr("f", "user.one", "value", 5, 0));
	check(getxattr("f", "user.one", NULL, 0) == 5);
	check(getxattr("f", "user.one", got, sizeof(got)) == 5);
	check(!memcmp(got, "value", 5));
	check_errno(getxattr("f", "user.one", got, 2), ERANGE);
	check_errno(setxattr("f", "user.one", "x", 1, XATTR_CREATE), EEXIST);
	check_errno(setxattr("f", "user.two", "x", 1, XATTR_REPLACE), ENODATA);
	check(!setxattr("f", "user.empty", "", 0, 0));
	check(getxattr("f", "user.empty", got, sizeof(got)) == 0);
	check(listxattr("f", got, sizeof(got)) == 20);
	check(listxattr("f", NULL, 0) == 20);
	check_errno(listxattr("f", got, 3), ERANGE);
	check(!removexattr("f", "user.one"));
	check_errno(removexattr("f", "user.one"), ENODATA);
	memset(big, 'b', sizeof(big));
	check(!setxattr("f", "user.big", big, 3000, 0));
	check(getxattr("f", "user.big", got, sizeof(got)) == 3000);
	check_errno(setxattr("f", "nonsense.x", "x", 1, 0), EOPNOTSUPP);
	check(!symlink("f", "s"));
	check_errno(lsetxattr("s", "user.x", "x", 1, 0), EPERM);
	check(!setxattr(".", "user.dir", "d", 1, 0));
	check(getxattr(".", "user.dir", got, sizeof(got)) == 1);
}

/* In the form that the kernel takes: version, then tag, permissions, id. */
struct acl_entry {
	uint16_t tag, perm;
	uint32_t id;
};

struct acl {
	uint32_t version;
	struct acl_entry entry[5];
};

#define ACL_FOR(user, perm) { 2, {					\
	{ 0x01, 6, -1 }, { 0x02, perm, user }, { 0x04, 4, -1 },		\
	{ 0x10, 6, -1 }, { 0x20, 0, -1 } } }

static void user_reads(void)
{
	as_user();
	check(open("f", O_RDONLY) >= 0);
	check_errno(open("f", O_WRONLY), EACCES);
	check_errno(open("g", O_RDONLY), EACCES);
}

static void t_acl(void)
{
	struct acl acl = ACL_FOR(1000, 4), got;

	new_place();
	put("f", "");
	put("g", "");
	check(!chmod("f", 0600) && !chmod("g", 0600));
	check(!setxattr("f", "system.posix_acl_access", &acl, sizeof(acl), 0));
	check(getxattr("f", "system.posix_acl_access", &got, sizeof(got)) ==
	      sizeof(acl));
	check(!memcmp(&acl, &got, sizeof(acl)));
	check(mode_of("f") == 0660);
	check(!status_of(user_reads));
	check(!chmod("f", 0600));		/* the mask */
	check(getxattr("f", "system.posix_acl_access", &got, sizeof(got)) ==
	      sizeof(acl));
	check(got.entry[3].perm == 0);
	check(!removexattr("f", "system.posix_acl_access"));
}

static void t_default_acl(void)
{
	struct acl acl = ACL_FOR(1000, 6), got;

	new_place();
	check(!mkdir("d", 0755));
	check(!setxattr("d", "system.posix_acl_default", &acl, sizeof(acl), 0));
	umask(077);				/* of no effect there */
	put("d/f", "");
	check(getxattr("d/f", "system.posix_acl_access", &got, sizeof(got)) ==
	      sizeof(acl));
	check(mode_of("d/f") == 0660);
	check(!mkdir("d/e", 0777));
	check(getxattr("d/e", "system.posix_acl_default", &got, sizeof(got)) ==
	      sizeof(acl));
	check_errno(setxattr("d/f", "system.posix_acl_default", &acl,
			     sizeof(acl), 0), EACCES);
}

static const struct test tests[] = {
	{ "modes", t_modes },
	{ "owner", t_owner },
	{ "user", t_user },
	{ "setgid-directory", t_setgid_directory },
	{ "setuid-bits", t_setuid_bits },
	{ "capability", t_capability },
	{ "times", t_times },
	{ "directory-times", t_directory_times },
	{ "xattr", t_xattr },
	{ "acl", t_acl },
	{ "default-acl", t_default_acl },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
