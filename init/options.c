// SPDX-License-Identifier: ISC
/*
 * Mount options as of mount(8).  A word that is not in the table belongs to the
 * file system and goes, in its place, into the data.  Later words win.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>

#include "options.h"

#define ATIMES	(MS_NOATIME | MS_RELATIME | MS_STRICTATIME)

static const struct {
	const char *name;
	unsigned long clear, set, propagation;
} words[] = {
	{ "defaults",	 MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC |
			 MS_SYNCHRONOUS, 0, 0 },
	{ "rw",		 MS_RDONLY, 0, 0 },
	{ "ro",		 0, MS_RDONLY, 0 },
	{ "suid",	 MS_NOSUID, 0, 0 },
	{ "nosuid",	 0, MS_NOSUID, 0 },
	{ "dev",	 MS_NODEV, 0, 0 },
	{ "nodev",	 0, MS_NODEV, 0 },
	{ "exec",	 MS_NOEXEC, 0, 0 },
	{ "noexec",	 0, MS_NOEXEC, 0 },
	{ "async",	 MS_SYNCHRONOUS, 0, 0 },
	{ "sync",	 0, MS_SYNCHRONOUS, 0 },
	{ "dirsync",	 0, MS_DIRSYNC, 0 },
	{ "mand",	 0, MS_MANDLOCK, 0 },
	{ "nomand",	 MS_MANDLOCK, 0, 0 },
	{ "symfollow",	 MS_NOSYMFOLLOW, 0, 0 },
	{ "nosymfollow", 0, MS_NOSYMFOLLOW, 0 },
	{ "atime",	 MS_NOATIME, 0, 0 },
	{ "noatime",	 ATIMES, MS_NOATIME, 0 },
	{ "diratime",	 MS_NODIRATIME, 0, 0 },
	{ "nodiratime",	 0, MS_NODIRATIME, 0 },
	{ "relatime",	 ATIMES, MS_RELATIME, 0 },
	{ "norelatime",	 MS_RELATIME, 0, 0 },
	{ "strictatime", ATIMES, MS_STRICTATIME, 0 },
	{ "nostrictatime", MS_STRICTATIME, 0, 0 },
	{ "lazytime",	 0, MS_LAZYTIME, 0 },
	{ "nolazytime",	 MS_LAZYTIME, 0, 0 },
	{ "iversion",	 0, MS_I_VERSION, 0 },
	{ "noiversion",	 MS_I_VERSION, 0, 0 },
	{ "silent",	 0, MS_SILENT, 0 },
	{ "loud",	 MS_SILENT, 0, 0 },
	{ "remount",	 0, MS_REMOUNT, 0 },
	{ "bind",	 0, MS_BIND, 0 },
	{ "rbind",	 0, MS_BIND | MS_REC, 0 },
	{ "move",	 0, MS_MOVE, 0 },
	{ "private",	 0, 0, MS_PRIVATE },
	{ "rprivate",	 0, 0, MS_PRIVATE | MS_REC },
	{ "shared",	 0, 0, MS_SHARED },
	{ "rshared",	 0, 0, MS_SHARED | MS_REC },
	{ "slave",	 0, 0, MS_SLAVE },
	{ "rslave",	 0, 0, MS_SLAVE | MS_REC },
	{ "unbindable",	 0, 0, MS_UNBINDABLE },
	{ "runbindable", 0, 0, MS_UNBINDABLE | MS_REC },
};

static bool is(const char *name, const char *word, size_t size)
{
	return strlen(name) == size && !memcmp(name, word, size);
}

static bool take_flag(struct options *o, const char *word, size_t size)
{
	if (is("tmpcopyup", word, size) || is("notmpcopyup", word, size)) {
		o->copyup = *word == 't';
		return true;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!is(words[i].name, word, size))
			continue;
		o->flags &= ~words[i].clear;
		o->flags |= words[i].set;
		if (words[i].propagation)
			o->propagation = words[i].propagation;
		return true;
	}
	return false;
}

static bool append(struct options *o, const char *word, size_t size)
{
	size_t used = strlen(o->data);
	size_t comma = used > 0;

	if (used + comma + size >= sizeof(o->data))
		return false;
	if (comma)
		o->data[used++] = ',';
	memcpy(o->data + used, word, size);
	o->data[used + size] = 0;
	return true;
}

/* Where the option at @p ends: commas inside double quotes are part of it. */
static size_t word_size(const char *p)
{
	bool quoted = false;
	size_t n;

	for (n = 0; p[n] && (quoted || p[n] != ','); n++) {
		if (p[n] == '"')
			quoted = !quoted;
	}
	return n;
}

int options_read(const char *text, struct options *o, struct err *e)
{
	o->flags = 0;
	o->propagation = 0;
	o->copyup = false;
	o->data[0] = 0;
	while (*text) {
		size_t size = word_size(text);

		if (size && !take_flag(o, text, size) && !append(o, text, size))
			return err_set(e, E2BIG,
				       "the file system's options are longer than %d bytes",
				       OPTIONS_DATA_MAX - 1);
		text += size;
		if (*text)
			text++;
	}
	return 0;
}
