// SPDX-License-Identifier: ISC
/*
 * Ids and capabilities, in the only order that works: the bounding set and the
 * groups while still root; then the user, keeping the permitted set where the
 * description names a set that needs it; then the other sets, the ambient one
 * last, as it may hold only what is permitted and inheritable.
 *
 * A set that the description doesn't name stays as the kernel makes it.
 */
#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ids.h"

static bool named(const struct caps *c, enum cap_set set)
{
	return c->named & (1U << set);
}

static int failed(const char *what, struct err *e)
{
	return err_errno(e, "%s", what);
}

/* The sets that a change to an ordinary user would clear. */
static bool keeps(const struct caps *c)
{
	return named(c, CAPS_PERMITTED) || named(c, CAPS_EFFECTIVE) ||
	       named(c, CAPS_AMBIENT);
}

static int set_bounding(const struct caps *c, struct err *e)
{
	if (!named(c, CAPS_BOUNDING))
		return 0;
	/* Reading fails beyond the last capability that the kernel has. */
	for (int cap = 0; cap < 64; cap++) {
		int has = prctl(PR_CAPBSET_READ, cap, 0, 0, 0);

		if (has < 0)
			break;
		if (has && !(c->mask[CAPS_BOUNDING] >> cap & 1) &&
		    prctl(PR_CAPBSET_DROP, cap, 0, 0, 0))
			return err_errno(e, "cap bounding: dropping %d", cap);
	}
	return 0;
}

static int set_user(const struct program *p, struct err *e)
{
	bool keep = keeps(&p->caps);

	if (!p->has_ids)
		return 0;
	if (keep && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
		return failed("keeping capabilities", e);
	if (syscall(SYS_setgroups, p->ngroups, p->groups))
		return failed("group: setting supplementary groups", e);
	if (syscall(SYS_setresgid, p->gid, p->gid, p->gid))
		return err_errno(e, "user: becoming group %u", p->gid);
	if (syscall(SYS_setresuid, p->uid, p->uid, p->uid))
		return err_errno(e, "user: becoming user %u", p->uid);
	if (keep && prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0))
		return failed("keeping capabilities no longer", e);
	return 0;
}

static uint64_t joined(uint32_t low, uint32_t high)
{
	return (uint64_t)high << 32 | low;
}

static int set_others(const struct caps *c, struct err *e)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct d[2];
	uint64_t p, f, i;

	if (syscall(SYS_capget, &head, d))
		return failed("cap: reading", e);
	p = joined(d[0].permitted, d[1].permitted);
	f = joined(d[0].effective, d[1].effective);
	i = joined(d[0].inheritable, d[1].inheritable);
	if (named(c, CAPS_PERMITTED))
		p = c->mask[CAPS_PERMITTED];
	f = named(c, CAPS_EFFECTIVE) ? c->mask[CAPS_EFFECTIVE] : f & p;
	if (named(c, CAPS_INHERITABLE))
		i = c->mask[CAPS_INHERITABLE];
	for (int half = 0; half < 2; half++) {
		d[half].permitted = p >> 32 * half;
		d[half].effective = f >> 32 * half;
		d[half].inheritable = i >> 32 * half;
	}
	if (syscall(SYS_capset, &head, d))
		return err_errno(e, "cap: %llx permitted, %llx effective, "
				 "%llx inheritable", (unsigned long long)p,
				 (unsigned long long)f, (unsigned long long)i);
	return 0;
}

static int set_ambient(const struct caps *c, struct err *e)
{
	if (!named(c, CAPS_AMBIENT))
		return 0;
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
		return failed("cap ambient: clearing", e);
	for (int cap = 0; cap < 64; cap++) {
		if (!(c->mask[CAPS_AMBIENT] >> cap & 1) ||
		    prctl(PR_CAPBSET_READ, cap, 0, 0, 0) < 0)
			continue;
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0))
			return err_errno(e, "cap ambient: raising %d",
					 cap);
	}
	return 0;
}

int ids_set(const struct program *p, struct err *e)
{
	int rc;

	rc = set_bounding(&p->caps, e);
	if (!rc)
		rc = set_user(p, e);
	if (!rc && p->caps.named & ~(1U << CAPS_BOUNDING))
		rc = set_others(&p->caps, e);
	if (!rc)
		rc = set_ambient(&p->caps, e);
	return rc;
}
