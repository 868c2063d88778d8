// SPDX-License-Identifier: ISC
/* solo5-elftool: manifests into programs, and out of them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elftool/elftool.h"
#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "lib/version.h"

static const char usage[] =
"usage: solo5-elftool COMMAND ...\n"
"  gen-manifest SOURCE OUTPUT  C source of the manifest in the JSON file SOURCE\n"
"  query-manifest BINARY       manifest of a unikernel, as JSON\n"
"  query-abi BINARY            ABI of a unikernel, as JSON\n"
"  version | --version, help | --help\n"
"- is standard input or output.\n";

static int open_or_std(const char *path, struct err *e)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) :
				     dup(STDIN_FILENO);

	return fd < 0 ? err_errno(e, "%s", path) : fd;
}

static int read_source(const char *path, struct manifest *m, struct err *e)
{
	cleanup_free char *text = NULL;
	cleanup_fd int fd = open_or_std(path, e);
	size_t len;

	if (fd < 0)
		return fd;
	if (fd_read_all(fd, MANIFEST_JSON_MAX, &text, &len) < 0)
		return err_errno(e, "%s", path);
	if (json_to_manifest(text, len, m, e) < 0)
		return err_context(e, "%s", path);
	return 0;
}

/* A file that could not be written wholly goes again; a device stays. */
static void take_back(FILE *f, const char *path)
{
	struct stat st;

	if (!fstat(fileno(f), &st) && S_ISREG(st.st_mode))
		unlink(path);
}

static int gen_manifest(char **arg, struct err *e)
{
	cleanup_file FILE *f = NULL;
	struct manifest m;

	if (read_source(arg[0], &m, e) < 0)
		return -e->code;
	if (!strcmp(arg[1], "-"))
		return write_source(stdout, &m, e);
	f = fopen(arg[1], "we");
	if (!f)
		return err_errno(e, "%s", arg[1]);
	if (write_source(f, &m, e) < 0) {
		take_back(f, arg[1]);
		return err_context(e, "%s", arg[1]);
	}
	return 0;
}

static int open_unikernel(struct elf_file *f, const char *path, int *fd,
			  struct err *e)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (*fd < 0)
		return err_errno(e, "%s", path);
	if (elf_open(f, *fd, "unikernel", 0, e) < 0)
		return err_context(e, "%s", path);
	return 0;
}

static int query_manifest(char **arg, struct err *e)
{
	cleanup_fd int fd = -1;
	struct elf_file f;
	struct manifest m;

	if (open_unikernel(&f, arg[0], &fd, e) < 0)
		return -e->code;
	if (unikernel_read_manifest(&f, &m, e) < 0)
		return err_context(e, "%s", arg[0]);
	return write_manifest(stdout, &m, e);
}

static int query_abi(char **arg, struct err *e)
{
	cleanup_fd int fd = -1;
	struct elf_file f;
	struct abi1_note abi;

	if (open_unikernel(&f, arg[0], &fd, e) < 0)
		return -e->code;
	if (unikernel_read_abi(&f, &abi, e) < 0)
		return err_context(e, "%s", arg[0]);
	return write_abi(stdout, &abi, e);
}

static int print_version(char **arg, struct err *e)
{
	(void)arg;
	if (printf("solo5-elftool %s\n", NABLA_VERSION) < 0 || fflush(stdout))
		return err_errno(e, "writing");
	return 0;
}

static int print_help(char **arg, struct err *e)
{
	(void)arg;
	if (fputs(usage, stdout) < 0 || fflush(stdout))
		return err_errno(e, "writing");
	return 0;
}

static const struct command {
	const char *name;
	int nr_args;
	int (*run)(char **arg, struct err *e);
} commands[] = {
	{ "gen-manifest",	2,	gen_manifest },
	{ "query-manifest",	1,	query_manifest },
	{ "query-abi",		1,	query_abi },
	{ "version",		0,	print_version },
	{ "--version",		0,	print_version },
	{ "help",		0,	print_help },
	{ "--help",		0,	print_help },
	{ NULL, 0, NULL },
};

int main(int argc, char **argv)
{
	const struct command *c = commands;
	struct err e = { 0 };

	while (argc > 1 && c->name && strcmp(c->name, argv[1]))
		c++;
	if (argc < 2 || !c->name || argc != 2 + c->nr_args) {
		fputs(usage, stderr);
		return 1;
	}
	if (c->run(argv + 2, &e) < 0) {
		fprintf(stderr, "solo5-elftool: %s\n", e.text);
		return 1;
	}
	return 0;
}
