// SPDX-License-Identifier: ISC
#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/seccomp.h"

#define FILTER_BYTES_MAX (4096 * 8)	/* BPF_MAXINSNS */

/* What a rule without errnoRet answers, as runc and crun do. */
#define ERRNO_DEFAULT	EPERM

static int action_of(const char *name, const struct count *ret, uint32_t *out,
		     struct err *e)
{
	uint16_t n = (uint16_t)(ret->set ? ret->value : ERRNO_DEFAULT);
	const struct { const char *name; uint32_t action; } table[] = {
		{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW },
		{ "SCMP_ACT_ERRNO", SCMP_ACT_ERRNO(n) },
		{ "SCMP_ACT_KILL", SCMP_ACT_KILL_THREAD },
		{ "SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD },
		{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
		{ "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
		{ "SCMP_ACT_TRACE", SCMP_ACT_TRACE(n) },
		{ "SCMP_ACT_LOG", SCMP_ACT_LOG },
		{ NULL, 0 },
	};

	for (unsigned int i = 0; table[i].name; i++)
		if (!strcmp(table[i].name, name)) {
			*out = table[i].action;
			return 0;
		}
	return err_set(e, EINVAL, "linux.seccomp: action %s is not supported",
		       name);
}

static int operator_of(const char *name, enum scmp_compare *op, struct err *e)
{
	static const struct { const char *name; enum scmp_compare op; } t[] = {
		{ "SCMP_CMP_NE", SCMP_CMP_NE },
		{ "SCMP_CMP_LT", SCMP_CMP_LT },
		{ "SCMP_CMP_LE", SCMP_CMP_LE },
		{ "SCMP_CMP_EQ", SCMP_CMP_EQ },
		{ "SCMP_CMP_GE", SCMP_CMP_GE },
		{ "SCMP_CMP_GT", SCMP_CMP_GT },
		{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	};

	for (unsigned int i = 0; i < sizeof(t) / sizeof(*t); i++)
		if (!strcmp(t[i].name, name)) {
			*op = t[i].op;
			return 0;
		}
	return err_set(e, EINVAL, "linux.seccomp: operator %s is not known",
		       name);
}

#define ARGS_MAX	6

static int read_args(const struct spec_seccomp_rule *r,
		     struct scmp_arg_cmp *out, struct err *e)
{
	const struct spec_seccomp_arg *a = r->args.items;

	if (r->args.n > ARGS_MAX)
		return err_set(e, EINVAL, "linux.seccomp: a rule with %zu "
			       "arguments", r->args.n);
	for (size_t i = 0; i < r->args.n; i++) {
		if (a[i].index.value >= ARGS_MAX)
			return err_set(e, EINVAL, "linux.seccomp: no argument "
				       "has index %llu", (unsigned long long)
				       a[i].index.value);
		if (operator_of(a[i].op, &out[i].op, e) < 0)
			return -e->code;
		out[i].arg = (unsigned int)a[i].index.value;
		out[i].datum_a = a[i].value.value;
		out[i].datum_b = a[i].value_two.value;
	}
	return 0;
}

/*
 * libseccomp takes one condition for an argument in a rule: if one is named
 * twice the conditions are alternatives, as for runc.
 */
static bool names_one_twice(const struct scmp_arg_cmp *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (args[i].arg == args[k].arg)
				return true;
	return false;
}

static int add_name(scmp_filter_ctx ctx, const char *name, uint32_t action,
		    const struct scmp_arg_cmp *args, unsigned int n,
		    struct err *e)
{
	int nr = seccomp_syscall_resolve_name(name), rc = 0;

	/* of another architecture, or newer than libseccomp */
	if (nr == __NR_SCMP_ERROR)
		return 0;
	if (!names_one_twice(args, n))
		rc = seccomp_rule_add_array(ctx, action, nr, n, args);
	else
		for (unsigned int i = 0; !rc && i < n; i++)
			rc = seccomp_rule_add_array(ctx, action, nr, 1,
						    &args[i]);
	if (rc < 0)
		return err_set(e, -rc, "linux.seccomp: rule for %s: %s", name,
			       strerror(-rc));
	return 0;
}

static int add_rule(scmp_filter_ctx ctx, const struct spec_seccomp_rule *r,
		    uint32_t fallback, struct err *e)
{
	struct scmp_arg_cmp args[ARGS_MAX];
	uint32_t action;

	if (action_of(r->action, &r->errno_ret, &action, e) < 0 ||
	    read_args(r, args, e) < 0)
		return -e->code;
	/* says nothing, and libseccomp refuses it */
	if (action == fallback)
		return 0;
	for (const char **name = r->names; *name; name++)
		if (add_name(ctx, *name, action, args,
			     (unsigned int)r->args.n, e) < 0)
			return -e->code;
	return 0;
}

static int flags_of(const struct spec_seccomp *s, unsigned int *flags,
		    struct err *e)
{
	static const struct { const char *name; unsigned int flag; } t[] = {
		{ "SECCOMP_FILTER_FLAG_TSYNC", SECCOMP_FILTER_FLAG_TSYNC },
		{ "SECCOMP_FILTER_FLAG_LOG", SECCOMP_FILTER_FLAG_LOG },
		{ "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
		  SECCOMP_FILTER_FLAG_SPEC_ALLOW },
	};

	*flags = 0;
	for (const char **f = s->flags; f && *f; f++) {
		unsigned int i = 0;

		while (i < 3 && strcmp(t[i].name, *f))
			i++;
		if (i == 3)
			return err_set(e, EINVAL, "linux.seccomp: flag %s is "
				       "not supported", *f);
		*flags |= t[i].flag;
	}
	return 0;
}

static void add_hex(struct records *out, unsigned int flags,
		    const unsigned char *bytes, size_t n)
{
	cleanup_free char *hex = malloc(n * 2 + 1);
	char number[16];

	if (!hex) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < n; i++)
		snprintf(hex + i * 2, 3, "%02x", bytes[i]);
	snprintf(number, sizeof(number), "%u", flags);
	records_add(out, "seccomp", number, hex, NULL);
}

static int export(scmp_filter_ctx ctx, unsigned int flags,
		  struct records *out, struct err *e)
{
	cleanup_fd int fd = memfd_create("nabla-seccomp", MFD_CLOEXEC);
	cleanup_free char *bytes = NULL;
	size_t n;
	int rc;

	if (fd < 0)
		return err_errno(e, "linux.seccomp");
	rc = seccomp_export_bpf(ctx, fd);
	if (rc < 0)
		return err_set(e, -rc, "linux.seccomp: compiling: %s",
			       strerror(-rc));
	if (lseek(fd, 0, SEEK_SET) < 0 ||
	    fd_read_all(fd, FILTER_BYTES_MAX, &bytes, &n) < 0)
		return err_errno(e, "linux.seccomp: reading the filter");
	add_hex(out, flags, (unsigned char *)bytes, n);
	return 0;
}

static int compile(scmp_filter_ctx ctx, const struct spec_seccomp *s,
		   uint32_t fallback, struct records *out, struct err *e)
{
	const struct spec_seccomp_rule *r = s->rules.items;
	unsigned int flags;

	/* profiles name calls in any order; none is to fail for a duplicate */
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	/* what comes from another architecture there is not */
	seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (flags_of(s, &flags, e) < 0)
		return -e->code;
	for (size_t i = 0; i < s->rules.n; i++)
		if (add_rule(ctx, &r[i], fallback, e) < 0)
			return -e->code;
	return export(ctx, flags, out, e);
}

int seccomp_describe(struct records *out, const struct spec_seccomp *s,
		     struct err *e)
{
	scmp_filter_ctx ctx;
	uint32_t fallback;
	int rc;

	if (!s->set)
		return 0;
	if (action_of(s->default_action, &s->default_errno, &fallback, e) < 0)
		return -e->code;
	ctx = seccomp_init(fallback);
	if (!ctx)
		return err_set(e, ENOMEM, "linux.seccomp: no memory");
	rc = compile(ctx, s, fallback, out, e);
	seccomp_release(ctx);
	return rc;
}
