// SPDX-License-Identifier: ISC
/*
 * Files that are special, nameless or many: what a local file system does with them.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "check.h"
#include "place.h"

static void t_fifo(void)
{
	char c = 0;
	pid_t pid;
	int fd;

	new_place();
	check(!mkfifo("p", 0644));
	check(S_ISFIFO(stat_of("p").st_mode));
	pid = start();
	if (!pid) {
		fd = open("p", O_WRONLY);
		_exit(write(fd, "z", 1) != 1);
	}
	fd = open("p", O_RDONLY);
	check(fd >= 0 && read(fd, &c, 1) == 1 && c == 'z');
	check(!finish(pid));
	check(open("p", O_WRONLY | O_NONBLOCK) >= 0);
	check(!close(fd));
	check_errno(open("p", O_WRONLY | O_NONBLOCK), ENXIO);
	fd = open("p", O_RDONLY | O_NONBLOCK);
	check_errno(read(fd, &c, 1), EAGAIN);
}

static void t_socket(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "sock" };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	int c = socket(AF_UNIX, SOCK_STREAM, 0);

	new_place();
	check(!bind(s, (struct sockaddr *)&a, sizeof(a)));
	check(S_ISSOCK(stat_of("sock").st_mode));
	check_errno(bind(c, (struct sockaddr *)&a, sizeof(a)), EADDRINUSE);
	check(!listen(s, 1));
	check(!connect(c, (struct sockaddr *)&a, sizeof(a)));
	check(write(c, "x", 1) == 1);
	check_errno(open("sock", O_RDONLY), ENXIO);
	check(!unlink("sock"));
}

static void t_devices(void)
{
	char buf[8] = "xxxxxxx";
	int fd;

	new_place();
	check(!mknod("null", S_IFCHR | 0666, makedev(1, 3)));
	check(!mknod("zero", S_IFCHR | 0600, makedev(1, 5)));
	check(!mknod("block", S_IFBLK | 0600, makedev(250, 251)));
	check(!mknod("plain", S_IFREG | 0600, 0));
	check(stat_of("block").st_rdev == makedev(250, 251));
	check(S_ISBLK(stat_of("block").st_mode));
	fd = open("zero", O_RDONLY);
	check(fd >= 0 && read(fd, buf, 8) == 8 && !buf[0] && !buf[7]);
	fd = open("null", O_WRONLY);
	check(fd >= 0 && write(fd, buf, 8) == 8);
	/* No such disk, or no disks at all. */
	check(open("block", O_RDONLY) < 0 && (errno == ENXIO || errno == ENODEV));
}

static void t_statfs(void)
{
	struct statfs st;
	int fd;

	new_place();
	check(!statfs(".", &st));
	check(st.f_bsize >= 512 && st.f_blocks && st.f_bavail <= st.f_blocks);
	check(st.f_namelen == 255 && st.f_files);
	fd = open("f", O_CREAT | O_RDWR, 0600);
	check(!fstatfs(fd, &st) && st.f_blocks);
}

static void t_inotify(void)
{
	char buf[4096];
	struct inotify_event *e = (void *)buf;
	int fd = inotify_init1(IN_NONBLOCK);

	new_place();
	check(inotify_add_watch(fd, ".", IN_ALL_EVENTS) >= 0);
	check(!mkdir("d", 0755));
	check(read(fd, buf, sizeof(buf)) > 0);
	check(e->mask == (IN_CREATE | IN_ISDIR) && !strcmp(e->name, "d"));
	put("f", "x");
	check(read(fd, buf, sizeof(buf)) > 0 && e->mask == IN_CREATE);
	check(!rename("f", "g"));
	check(read(fd, buf, sizeof(buf)) > 0 && e->mask == IN_MOVED_FROM);
	check(!unlink("g"));
	check(read(fd, buf, sizeof(buf)) > 0);
}

static void t_open_flags(void)
{
	int fd;

	new_place();
	put("f", "x");
	check_errno(open("f", O_CREAT | O_EXCL | O_WRONLY, 0600), EEXIST);
	check(!symlink("nowhere", "s"));
	check_errno(open("s", O_CREAT | O_EXCL | O_WRONLY, 0600), EEXIST);
	check(open("s", O_CREAT | O_WRONLY, 0600) >= 0);
	check(S_ISREG(stat_of("nowhere").st_mode));
	check_errno(open("f", O_RDONLY | O_DIRECTORY), ENOTDIR);
	check_errno(open(".", O_WRONLY), EISDIR);
	check_errno(open("f/", O_RDONLY), ENOTDIR);
	fd = open("f", O_PATH);
	check(fd >= 0);
	check_errno(read(fd, &fd, 1), EBADF);
	fd = open("new", O_CREAT | O_RDONLY, 0);
	check(fd >= 0 && mode_of("new") == 0);
	fd = open("ro", O_CREAT | O_RDWR, 0444);
	check(fd >= 0 && write(fd, "w", 1) == 1);
}

static void t_tmpfile(void)
{
	char path[40], c = 0;
	int fd, dir;

	new_place();
	fd = open(".", O_TMPFILE | O_RDWR, 0640);
	check(fd >= 0 && write(fd, "t", 1) == 1);
	dir = open(".", O_RDONLY);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check(!linkat(AT_FDCWD, path, dir, "named", AT_SYMLINK_FOLLOW));
	check(!strcmp(get("named"), "t") && mode_of("named") == 0640);
	check(stat_of("named").st_nlink == 1);
	check(pread(fd, &c, 1, 0) == 1 && c == 't');
	fd = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check_errno(linkat(AT_FDCWD, path, dir, "no", AT_SYMLINK_FOLLOW),
		    ENOENT);
}

static void t_unlinked(void)
{
	char c = 0;
	struct stat st;
	int fd;

	new_place();
	put("f", "data");
	fd = open("f", O_RDWR);
	check(!unlink("f"));
	put("f", "other");
	check(!fstat(fd, &st) && st.st_nlink == 0 && st.st_size == 4);
	check(read(fd, &c, 1) == 1 && c == 'd');
	check(pwrite(fd, "more", 4, 4) == 4);
	check(!fchmod(fd, 0600) && !ftruncate(fd, 6));
	check(!fsetxattr(fd, "user.x", "y", 1, 0));
	check(!fstat(fd, &st) && st.st_size == 6);
	check((st.st_mode & 0777) == 0600);
	check(!strcmp(get("f"), "other"));
}

static void t_many_unlinked(void)
{
	int fd[200];
	char c;

	new_place();
	for (int i = 0; i < 200; i++) {
		fd[i] = open("x", O_CREAT | O_EXCL | O_RDWR, 0600);
		check(fd[i] >= 0 && write(fd[i], &i, 1) == 1);
		check(!unlink("x"));
	}
	for (int i = 0; i < 200; i++)
		check(pread(fd[i], &c, 1, 0) == 1 && (unsigned char)c == i);
}

static void t_deep(void)
{
	new_place();
	for (int i = 0; i < 300; i++)
		check(!mkdir("directory", 0755) && !chdir("directory"));
	put("f", "deep");
	for (int i = 0; i < 300; i++)
		check(!chdir(".."));
	check(S_ISDIR(stat_of("directory").st_mode));
}

static void t_exec(void)
{
	pid_t pid;

	new_place();
	put("script", "#!/proc/self/exe nonsense\n");
	check_errno(execl("script", "script", NULL), EACCES);
	check(!chmod("script", 0755));
	put("text", "no program");
	check(!chmod("text", 0755));
	check_errno(execl("text", "text", NULL), ENOEXEC);
	pid = start();
	if (!pid) {
		execl("script", "script", NULL);
		_exit(3);
	}
	check(finish(pid) == 255);		/* our own: no such case */
}

static const struct test tests[] = {
	{ "fifo", t_fifo },
	{ "socket", t_socket },
	{ "devices", t_devices },
	{ "statfs", t_statfs },
	{ "inotify", t_inotify },
	{ "open-flags", t_open_flags },
	{ "tmpfile", t_tmpfile },
	{ "unlinked", t_unlinked },
	{ "many-unlinked", t_many_unlinked },
	{ "deep", t_deep },
	{ "exec", t_exec },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
