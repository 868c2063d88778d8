// SPDX-License-Identifier: ISC
/*
 * One line is one write(), so that lines of processes that log at once stay
 * whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/fd.h"
#include "runtime/json.h"
#include "runtime/log.h"

static struct {
	int fd;
	bool json, debug;
} out = { .fd = -1 };

int log_open(const char *path, const char *format, bool debug, struct err *e)
{
	out.debug = debug;
	if (format && strcmp(format, "json") && strcmp(format, "text"))
		return err_set(e, EINVAL, "--log-format: \"%s\" is neither "
			       "text nor json", format);
	out.json = format && !strcmp(format, "json");
	if (!path || !*path)
		return 0;
	out.fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC |
		      O_NOCTTY, 0644);
	if (out.fd < 0)
		return err_errno(e, "opening the log %s", path);
	return 0;
}

int log_fd(void)
{
	return out.fd;
}

void log_time(const struct timespec *t, char *text, size_t size)
{
	struct tm tm;
	size_t n;

	gmtime_r(&t->tv_sec, &tm);
	n = strftime(text, size, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + n, size - n, ".%09ldZ", t->tv_nsec);
}

static void put_json(int fd, const char *level, const char *text)
{
	cleanup_json struct json_object *o = json_object_new_object();
	struct timespec now;
	char time[48];

	clock_gettime(CLOCK_REALTIME, &now);
	log_time(&now, time, sizeof(time));
	if (!o || json_add_string(o, "msg", text) < 0 ||
	    json_add_string(o, "level", level) < 0 ||
	    json_add_string(o, "time", time) < 0)
		return;
	dprintf(fd, "%s\n", json_object_to_json_string_ext(o,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* What names come from outside may hold anything; a terminal shall not obey. */
static void put_text(int fd, const char *level, const char *text)
{
	char line[600];
	int n = snprintf(line, sizeof(line), "runnc: %s%s%s", level,
			 *level ? ": " : "", text);

	if (n >= (int)sizeof(line))
		n = sizeof(line) - 1;
	for (int i = 0; i < n; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 127)
			line[i] = '?';
	dprintf(fd, "%s\n", line);
}

static void put(const char *level, const char *prefix, const char *text)
{
	int fd = out.fd >= 0 ? out.fd : STDERR_FILENO;

	if (out.json)
		put_json(fd, level, text);
	else
		put_text(fd, prefix, text);
}

void log_error(const char *text)
{
	put("error", "", text);
}

void log_warn(const char *text)
{
	put("warning", "warning", text);
}

void log_debug(const char *fmt, ...)
{
	char text[480];
	va_list ap;

	if (!out.debug)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put("debug", "debug", text);
}
