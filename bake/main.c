// SPDX-License-Identifier: ISC
/*
 * nabla-bake: makes one image out of a library kernel, a program or a root file
 * system, arguments, environment and limits, which nabla-run or
 * solo5-hvt starts.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bake/describe.h"
#include "bake/erofs.h"
#include "bake/image.h"
#include "bake/options.h"
#include "bake/program.h"
#include "bake/tree.h"
#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/str.h"
#include "lib/version.h"

struct bake {
	struct options opt;
	struct tree tree;		/* with --program */
	char program[PATH_MAX];		/* where it is in the tree */
	char kernel[PATH_MAX];
	struct parts parts;
};

/* ---- stages ---- */

/* Where it is installed, or built, as seen from this program. */
static int find_kernel(struct bake *b, struct err *e)
{
	static const char *const places[][2] = {
		[TARGET_PROCESS] = {
			"%s/../lib/nabla/vmlinux-%s", "%s/../vmlinux",
		},
		[TARGET_HVT] = {
			"%s/../lib/nabla/vmlinux-hvt-%s", "%s/../vmlinux-hvt",
		},
	};
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	struct utsname u;

	if (b->opt.kernel)
		return str_copy(b->kernel, sizeof(b->kernel), b->opt.kernel);
	if (n < 0 || uname(&u) < 0)
		return err_errno(e, "looking for the kernel");
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < 2; i++) {
		int len = snprintf(b->kernel, sizeof(b->kernel),
				   places[b->opt.target][i], self, u.machine);

		if (len < (int)sizeof(b->kernel) && !access(b->kernel, R_OK))
			return 0;
	}
	return err_set(e, ENOENT, "no library kernel near %s: name it by "
		       "--kernel", self);
}

/* FILE[:PATH]; without PATH it becomes empty. */
static int split(const char *what, char file[PATH_MAX], char path[PATH_MAX],
		 struct err *e)
{
	size_t n = strcspn(what, ":");

	if (n >= PATH_MAX || strlen(what + n) > PATH_MAX)
		return err_set(e, ENAMETOOLONG, "%s", what);
	memcpy(file, what, n);
	file[n] = '\0';
	str_copy(path, PATH_MAX, what[n] ? what + n + 1 : "");
	return 0;
}

static int add_program(struct bake *b, struct err *e)
{
	char file[PATH_MAX];

	if (split(b->opt.program, file, b->program, e) < 0)
		return -e->code;
	return program_add(&b->tree, file, b->program, e);
}

static int add_extra(struct bake *b, const char *what, struct err *e)
{
	char file[PATH_MAX], path[PATH_MAX];

	if (split(what, file, path, e) < 0)
		return -e->code;
	return tree_add(&b->tree, file, path[0] ? path : file, e);
}

static int gather(struct bake *b, struct err *e)
{
	int r;

	if (b->opt.root)
		return 0;
	r = tree_make(&b->tree, e);
	if (!r)
		r = add_program(b, e);
	for (const char **p = b->opt.add; !r && *p; p++)
		r = add_extra(b, *p, e);
	return r;
}

static int make_root(struct bake *b, struct err *e)
{
	const char *folder = b->opt.root ? b->opt.root : b->tree.path;
	int fd = erofs_make(folder, !b->opt.root, b->opt.compress, e);

	b->parts.root = fd;
	return fd < 0 ? fd : 0;
}

static int write_image(struct bake *b, struct err *e)
{
	cleanup_free char *records = NULL;
	struct parts *p = &b->parts;
	int r = describe(&b->opt, b->opt.program ? b->program : NULL, &records,
			 &p->records_size, e);

	if (r < 0)
		return r;
	p->target = b->opt.target;
	p->records = records;
	p->kernel = b->kernel;
	p->baked.mem = b->opt.mem;
	p->files = b->opt.files;
	for (unsigned int i = 0; i < b->opt.nr_nets; i++)
		memcpy(p->baked.net[i], b->opt.net[i].name, NABLA_NAME_MAX);
	return image_write(b->opt.output, p, e);
}

struct stage {
	const char *doing;
	int (*run)(struct bake *b, struct err *e);
};

static const struct stage stages[] = {
	{ "finding the kernel",		find_kernel },
	{ "gathering the program",	gather },
	{ "making the root",		make_root },
	{ "making the image",		write_image },
	{ NULL, NULL },
};

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	(void)sig;
	stopped = 1;
}

/* What waits is interrupted; what was made goes before the end. */
static void catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	const struct sigaction sa = { .sa_handler = stop };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &sa, NULL);
}

static int bake(struct bake *b, struct err *e)
{
	int r = 0;

	catch_signals();

	for (const struct stage *s = stages; s->run && !r; s++) {
		r = stopped ? err_set(e, EINTR, "stopped by a signal") :
		    s->run(b, e);
		if (r)
			err_context(e, "%s", s->doing);
	}
	tree_remove(&b->tree);
	return r;
}

int main(int argc, char **argv)
{
	static struct bake b;
	struct err e = { 0 };

	if (options_parse(&b.opt, argc, argv, &e) < 0 ||
	    (b.opt.action == ACTION_BAKE && bake(&b, &e) < 0)) {
		fprintf(stderr, "nabla-bake: %s\n", e.text);
		return EXIT_FAILURE;
	}
	if (b.opt.action == ACTION_HELP)
		fputs(options_usage, stdout);
	if (b.opt.action == ACTION_VERSION)
		printf("nabla-bake %s\n", NABLA_VERSION);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
