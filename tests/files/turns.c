// SPDX-License-Identifier: ISC
/*
 * turns FOLDER SIDE SEED TURNS OPERATIONS: two of it, side 0 and side 1, one in
 * a guest and one on its host, take turns in changing the same folder at random.
 * Both know from the seed what is done, keep what comes of it in memory, and
 * compare all of the folder with that after each turn, at the same time.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SLOTS	48			/* names, in FOLDERS folders */
#define FOLDERS	4
#define BYTES_MAX	200000
/* More than the gofer's --timeout, so that nothing old is believed. */
#define SETTLE_US	400000

struct file {
	int links;
	mode_t mode;
	size_t size;
	char data[BYTES_MAX];
};

enum kind { NOTHING, FILE_, LINK, FOLDER };

static struct slot {
	enum kind kind;
	struct file *file;
	char text[32];			/* of a symbolic link */
} slot[SLOTS];

static uint64_t state;			/* of the dice */
static bool mine;			/* it is this side's turn */
static char now_doing[64];

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	printf("%s: %s: %s\n", now_doing, what, strerror(errno));
	exit(1);
}

static uint32_t dice(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 11) % n;
}

static const char *path_of(int i)
{
	static char path[4][32];
	static int next;
	char *p = path[next++ % 4];

	snprintf(p, 32, "p%d/n%d", i % FOLDERS, i);
	return p;
}

static void fill(char *at, size_t len)
{
	uint64_t x = state;

	for (size_t i = 0; i < len; i++) {
		x = x * 6364136223846793005ULL + 1442695040888963407ULL;
		at[i] = (char)(x >> 56);
	}
}

static int open_file(int i, int flags)
{
	int fd = open(path_of(i), flags, 0600);

	must(fd >= 0, "open");
	return fd;
}

static void drop(struct slot *s)
{
	if (s->kind == FILE_ && !--s->file->links)
		free(s->file);
	s->kind = NOTHING;
}

static bool writes(int i, const char *data, size_t len, off_t at, int flags)
{
	int fd = open_file(i, O_WRONLY | flags);
	size_t done = 0;

	while (done < len) {
		size_t part = len - done < 30000 ? len - done : 30000;
		ssize_t n = pwrite(fd, data + done, part, at + (off_t)done);

		must(n == (ssize_t)part, "pwrite");
		done += part;
	}
	return !close(fd);
}

static void make_file(int i)
{
	struct slot *s = &slot[i];
	size_t len = dice(8) ? dice(20000) : dice(BYTES_MAX);
	bool new = s->kind == NOTHING;

	if (new) {
		s->file = calloc(1, sizeof(*s->file));
		must(s->file, "memory");
		s->file->links = 1;
		s->file->mode = 0600;
		s->kind = FILE_;
	}
	memset(s->file->data, 0, BYTES_MAX);
	s->file->size = len;
	fill(s->file->data, len);
	if (mine)
		must(writes(i, s->file->data, len, 0, O_CREAT |
			    (new ? O_EXCL : O_TRUNC)), "close");
}

/* In the middle, behind the end, or at the end. */
static void write_part(int i, bool append)
{
	struct file *f = slot[i].file;
	size_t len = dice(30000), at = append ? f->size : dice(BYTES_MAX);

	if (at + len > BYTES_MAX)
		return;
	fill(f->data + at, len);
	if (len && at + len > f->size)
		f->size = at + len;
	if (mine)
		must(writes(i, f->data + at, len, (off_t)at,
			    append ? O_APPEND : 0), "close");
}

static void write_mapped(int i)
{
	struct file *f = slot[i].file;
	size_t at = dice(BYTES_MAX), len = dice(20000);
	char *p;
	int fd;

	if (at + len > f->size || !len)
		return;
	fill(f->data + at, len);
	if (!mine)
		return;
	fd = open_file(i, O_RDWR);
	p = mmap(NULL, f->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	must(p != MAP_FAILED, "mmap");
	memcpy(p + at, f->data + at, len);
	must(!msync(p, f->size, MS_SYNC) && !munmap(p, f->size) && !close(fd),
	     "msync");
}

static void cut(int i)
{
	struct file *f = slot[i].file;
	size_t size = dice(BYTES_MAX);

	if (size < f->size)
		memset(f->data + size, 0, f->size - size);
	f->size = size;
	if (mine)
		must(!truncate(path_of(i), (off_t)size), "truncate");
}

static void punch(int i)
{
	struct file *f = slot[i].file;
	size_t at = dice(BYTES_MAX), len = 1 + dice(40000);
	int fd;

	if (at + len > f->size)
		return;
	memset(f->data + at, 0, len);
	if (!mine)
		return;
	fd = open_file(i, O_RDWR);
	must(!fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			(off_t)at, (off_t)len) && !close(fd), "fallocate");
}

static void copy(int i, int k)
{
	struct file *from = slot[i].file, *to = slot[k].file;
	size_t len = dice(30000), at = dice(20000);
	loff_t a = 0, b = (loff_t)at;
	int in, out;

	if (from == to || len > from->size || at + len > BYTES_MAX)
		return;
	memcpy(to->data + at, from->data, len);
	if (len && at + len > to->size)
		to->size = at + len;
	if (!mine)
		return;
	in = open_file(i, O_RDONLY);
	out = open_file(k, O_WRONLY);
	while (len) {
		ssize_t n = copy_file_range(in, &a, out, &b, len, 0);

		must(n > 0, "copy_file_range");
		len -= (size_t)n;
	}
	must(!close(in) && !close(out), "close");
}

static void set_mode(int i)
{
	slot[i].file->mode = dice(512) | 0600;
	if (mine)
		must(!chmod(path_of(i), slot[i].file->mode), "chmod");
}

static void on_file(int i)
{
	int k = (int)dice(SLOTS);

	switch (dice(9)) {
	case 0:
		make_file(i);
		break;
	case 1:
	case 2:
		write_part(i, false);
		break;
	case 3:
		write_part(i, true);
		break;
	case 4:
		write_mapped(i);
		break;
	case 5:
		cut(i);
		break;
	case 6:
		punch(i);
		break;
	case 7:
		set_mode(i);
		break;
	case 8:
		if (slot[k].kind == FILE_)
			copy(i, k);
	}
}

static void make_something(int i)
{
	struct slot *s = &slot[i];
	int k = (int)dice(SLOTS);

	switch (dice(6)) {
	case 0:
		s->kind = FOLDER;
		if (mine)
			must(!mkdir(path_of(i), 0700), "mkdir");
		break;
	case 1:
		s->kind = LINK;
		snprintf(s->text, sizeof(s->text), "to-%u", dice(100000));
		if (mine)
			must(!symlink(s->text, path_of(i)), "symlink");
		break;
	case 2:
		if (slot[k].kind != FILE_)
			break;
		*s = slot[k];
		s->file->links++;
		if (mine)
			must(!link(path_of(k), path_of(i)), "link");
		break;
	default:
		make_file(i);
	}
}

static void remove_it(int i)
{
	bool folder = slot[i].kind == FOLDER;

	drop(&slot[i]);
	if (mine)
		must(!(folder ? rmdir : unlink)(path_of(i)), "remove");
}

static void exchange(int i, int k)
{
	struct slot was = slot[i];

	slot[i] = slot[k];
	slot[k] = was;
	if (mine)
		must(!renameat2(AT_FDCWD, path_of(i), AT_FDCWD, path_of(k),
				RENAME_EXCHANGE), "exchange");
}

/* A folder replaces a folder, anything else anything else; links stay both. */
static void move(int i, int k)
{
	bool same = slot[i].kind == FILE_ && slot[k].kind == FILE_ &&
		    slot[i].file == slot[k].file;

	if (i == k || same ||
	    (slot[k].kind && (slot[i].kind == FOLDER) !=
			     (slot[k].kind == FOLDER)))
		return;
	drop(&slot[k]);
	slot[k] = slot[i];
	slot[i].kind = NOTHING;
	if (mine)
		must(!rename(path_of(i), path_of(k)), "rename");
}

static void operate(void)
{
	int i = (int)dice(SLOTS), k = (int)dice(SLOTS);
	uint32_t what = dice(10);

	snprintf(now_doing, sizeof(now_doing), "%s, %s, %u", path_of(i),
		 path_of(k), what);
	if (slot[i].kind == NOTHING)
		make_something(i);
	else if (what == 0)
		remove_it(i);
	else if (what == 1 && slot[k].kind != NOTHING && i != k)
		exchange(i, k);
	else if (what <= 3)
		move(i, k);
	else if (slot[i].kind == FILE_)
		on_file(i);
}

static void compare_data(const struct file *f, int i)
{
	static char buf[BYTES_MAX + 1];
	int fd = open_file(i, O_RDONLY);
	void *p;

	if (i % 3 || !f->size) {
		must(read(fd, buf, sizeof(buf)) == (ssize_t)f->size, "length");
		must(!memcmp(buf, f->data, f->size), "contents");
	} else {
		p = mmap(NULL, f->size, PROT_READ, MAP_SHARED, fd, 0);
		must(p != MAP_FAILED, "mmap");
		must(!memcmp(p, f->data, f->size), "contents, mapped");
		munmap(p, f->size);
	}
	close(fd);
}

static void compare(int i)
{
	const struct slot *s = &slot[i];
	const char *path = path_of(i);
	char text[64] = "";
	struct stat st;
	int r = lstat(path, &st);

	snprintf(now_doing, sizeof(now_doing), "comparing %s", path);
	if (s->kind == NOTHING) {
		must(r < 0 && errno == ENOENT, "is there");
		return;
	}
	must(!r, "is not there");
	if (s->kind == FOLDER)
		must(S_ISDIR(st.st_mode), "is no folder");
	if (s->kind == LINK)
		must(readlink(path, text, sizeof(text) - 1) > 0 &&
		     !strcmp(text, s->text), "text of a link");
	if (s->kind != FILE_)
		return;
	must(S_ISREG(st.st_mode), "is no file");
	must((st.st_mode & 07777) == s->file->mode, "mode");
	must((int)st.st_nlink == s->file->links, "links");
	must((size_t)st.st_size == s->file->size, "size");
	compare_data(s->file, i);
}

/* Names that nobody made. */
static void compare_folder(int p)
{
	char path[16];
	struct dirent *de;
	int n = 0;
	DIR *d;

	snprintf(path, sizeof(path), "p%d", p);
	snprintf(now_doing, sizeof(now_doing), "listing %s", path);
	d = opendir(path);
	must(d, "opendir");
	while ((de = readdir(d)))
		n += de->d_name[0] != '.';
	closedir(d);
	for (int i = p; i < SLOTS; i += FOLDERS)
		n -= slot[i].kind != NOTHING;
	must(!n, "number of names");
}

static void compare_all(void)
{
	for (int i = 0; i < SLOTS; i++)
		compare(i);
	for (int p = 0; p < FOLDERS; p++)
		compare_folder(p);
}

static void tell(const char *what, int turn)
{
	char name[32];
	int fd;

	snprintf(name, sizeof(name), "%s.%d", what, turn);
	fd = open(name, O_CREAT | O_EXCL | O_WRONLY, 0600);
	must(fd >= 0, name);
	close(fd);
}

static void await(const char *what, int turn)
{
	char name[32];

	snprintf(name, sizeof(name), "%s.%d", what, turn);
	snprintf(now_doing, sizeof(now_doing), "waiting for %s", name);
	while (access(name, F_OK) < 0)
		usleep(20000);
	usleep(SETTLE_US);
}

static void take_turn(int turn, int operations)
{
	for (int i = 0; i < operations; i++)
		operate();
	if (mine)
		tell("did", turn);
	else
		await("did", turn);
	compare_all();
	if (mine)
		await("saw", turn);
	else
		tell("saw", turn);
}

int main(int argc, char **argv)
{
	int side, turns, operations;
	char name[16];

	must(argc == 6 && !chdir(argv[1]), "arguments");
	side = atoi(argv[2]);
	state = strtoull(argv[3], NULL, 10) * 2 + 1;
	turns = atoi(argv[4]);
	operations = atoi(argv[5]);
	for (int p = 0; p < FOLDERS && !side; p++) {
		snprintf(name, sizeof(name), "p%d", p);
		must(!mkdir(name, 0700), "mkdir");
	}
	for (int turn = 0; turn < turns; turn++) {
		mine = turn % 2 == side;
		take_turn(turn, operations);
	}
	printf("%d turns\n", turns);
	return 0;
}
