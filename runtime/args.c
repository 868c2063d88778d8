// SPDX-License-Identifier: ISC
#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "runtime/args.h"

#define OPTIONS_MAX	48

struct tables {
	struct option options[OPTIONS_MAX + 1];
	char letters[2 * OPTIONS_MAX + 3];
};

/* val is the place in the table, above every letter. */
static void make_tables(const struct arg *args, struct tables *t)
{
	size_t n = 0;

	t->letters[n++] = '+';
	t->letters[n++] = ':';
	for (int i = 0; args[i].name && i < OPTIONS_MAX; i++) {
		bool value = args[i].kind == ARG_STRING ||
			     args[i].kind == ARG_LIST;

		t->options[i] = (struct option){ args[i].name,
			value ? required_argument : no_argument, NULL,
			256 + i };
		if (!args[i].letter)
			continue;
		t->letters[n++] = args[i].letter;
		if (value)
			t->letters[n++] = ':';
	}
}

static const struct arg *find(const struct arg *args, int opt)
{
	if (opt >= 256)
		return &args[opt - 256];
	for (; args->name; args++)
		if (opt && args->letter == opt)
			return args;
	return NULL;
}

static int take(const struct arg *a, const char *command, struct err *e)
{
	struct arg_list *l = a->into;

	switch (a->kind) {
	case ARG_FLAG:
		*(bool *)a->into = true;
		return 0;
	case ARG_STRING:
		*(const char **)a->into = optarg;
		return 0;
	case ARG_LIST:
		if (l->n == ARG_LIST_MAX)
			return err_set(e, E2BIG, "%s: --%s is given too often",
				       command, a->name);
		l->word[l->n++] = optarg;
		return 0;
	case ARG_REFUSED:
		break;
	}
	return err_set(e, ENOTSUP, "%s: --%s is not supported", command,
		       a->name);
}

int args_parse(const struct arg *args, int argc, char **argv, int min, int max,
	       char ***words, struct err *e)
{
	struct tables t = { 0 };
	int opt;

	make_tables(args, &t);
	opterr = 0;
	while ((opt = getopt_long(argc, argv, t.letters, t.options,
				  NULL)) != -1) {
		const struct arg *a = find(args, opt);

		if (opt == ':')
			return err_set(e, EINVAL, "%s: %.60s: a value is "
				       "missing", argv[0], argv[optind - 1]);
		if (!a)
			return err_set(e, EINVAL, "%s: %.60s: no such option",
				       argv[0], argv[optind - 1]);
		if (take(a, argv[0], e) < 0)
			return -e->code;
	}
	if (argc - optind < min)
		return err_set(e, EINVAL, "%s: an argument is missing",
			       argv[0]);
	if (argc - optind > max)
		return err_set(e, EINVAL, "%s: %.60s: one argument too many",
			       argv[0], argv[optind + max]);
	*words = argv + optind;
	return 0;
}
