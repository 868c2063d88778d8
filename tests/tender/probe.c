// SPDX-License-Identifier: ISC
/*
 * A guest that asks the host for one thing and says what came of it: linked and
 * loaded as a library kernel is, without anything of one.  Its command line is
 * a verb and words, which are numbers or names: of a system call, or of a value
 * of the boot data.
 *
 *	stub|elsewhere|foreign NR A B C D E F	makes that system call
 *	boot			prints struct nabla_boot
 *	config			prints the configuration, NUL as newline
 *	initrd			prints the initial file system
 *	load ADDRESS		reads a byte there
 *	store ADDRESS		writes one
 *	spin			waits for a signal, busily
 *	wait			waits for a signal, in ppoll
 *	early			prints what signals came before it, if any
 *	clock			calls the vDSO's clock twice
 *	order [OP DEVICE OFFSET LENGTH SIZE]...	orders from the steward,
 *				one after the other, in messages of SIZE bytes
 *				("-": as they are to be); prints the errors
 *	script STEPS		see members.c
 * and what the ISA's isa.c has.
 *
 * Exit status: 0 if the call returned something not negative, 40 + signal if a
 * host signal arrived as it should (after what "early" prints), else the codes
 * of probe.h or 100 + errno.  What the zygote says is done: the status that it
 * sends, or 137 if it has died.
 */
#include <linux/types.h>

#include <nabla/boot.h>
#include <nabla/layout.h>
#include <nabla/member.h>
#include <nabla/steward.h>

#include "probe.h"

int without_ticks;
static char buffer[4096] __attribute__((aligned(4096)));
static long call_nr;
static const char *call_ip;

void quit(int status)
{
	for (;;)
		stub(NR_exit_group, status, 0, 0, 0, 0, 0);
}

static unsigned long length(const char *s)
{
	unsigned long n = 0;

	while (s[n])
		n++;
	return n;
}

int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

void put(const char *s)
{
	stub(NR_write, 1, (long)s, (long)length(s), 0, 0, 0);
}

/* In one call: a signal may come in between. */
void put_number(const char *name, unsigned long v)
{
	char text[64], *end = text + sizeof(text), *p = end;
	unsigned long n = length(name);

	*--p = '\n';
	do
		*--p = "0123456789abcdef"[v % 16];
	while (v /= 16);
	*--p = '=';
	while (n)
		*--p = name[--n];
	stub(NR_write, 1, (long)p, end - p, 0, 0, 0);
}

/* ---- the command line ---- */

static char words[NABLA_CMDLINE_MAX], *rest;

static int is_space(char c)
{
	return c == ' ' || c == '\t';
}

char *next_word(void)
{
	char *w;

	while (is_space(*rest))
		rest++;
	w = rest;
	while (*rest && !is_space(*rest))
		rest++;
	if (*rest)
		*rest++ = 0;
	return w;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static long number(const char *s)
{
	unsigned long v = 0;
	int negative = *s == '-', base = 10;

	s += negative;
	if (s[0] == '0' && s[1] == 'x')
		base = 16, s += 2;
	for (; *s; s++) {
		if (digit(*s) < 0 || digit(*s) >= base)
			quit(BAD_COMMAND);
		v = v * base + digit(*s);
	}
	return negative ? -v : v;
}

static const struct { const char *name; long nr; } calls[] = {
	{ "read", NR_read }, { "write", NR_write }, { "mmap", NR_mmap },
	{ "pread64", NR_pread64 }, { "pwrite64", NR_pwrite64 },
	{ "ppoll", NR_ppoll }, { "exit_group", NR_exit_group },
	{ "rt_sigprocmask", NR_rt_sigprocmask },
	{ "rt_sigreturn", NR_rt_sigreturn }, { "getpid", NR_getpid },
};

long value(const char *w)
{
	for (unsigned int i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (same(w, calls[i].name))
			return calls[i].nr;
	if (same(w, "ramfd"))
		return BOOT->ram_fd;
	if (same(w, "ramsize"))
		return BOOT->ram_size;
	if (same(w, "doorbell"))
		return BOOT->doorbell_fd;
	if (same(w, "zygote"))
		return BOOT->zygote_fd;
	if (same(w, "steward"))
		return BOOT->steward_fd;
	if (same(w, "wake"))
		return BOOT->wake_fd;
	if (same(w, "wakelast"))
		return BOOT->wake_fd + BOOT->nr_members - 1;
	if (same(w, "wakeend"))
		return BOOT->wake_fd + BOOT->nr_members;
	if (same(w, "dev0"))
		return BOOT->device[0].fd;
	if (same(w, "buffer"))
		return (long)buffer;
	return number(w);
}

/* ---- verbs ---- */

void make_call(call_fn *fn, const char *ip)
{
	long v[7], r;

	for (int i = 0; i < 7; i++)
		v[i] = value(next_word());
	call_nr = v[0];
	call_ip = ip;
	r = fn(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
	finish(r < 0 ? ERRNO_BASE - r : 0);
}

static void do_stub(void)
{
	make_call(stub, 0);
}

static void do_elsewhere(void)
{
	make_call(elsewhere, elsewhere_ip);
}

static void do_foreign(void)
{
	make_call(foreign, foreign_ip);
}

static void put_devices(void)
{
	for (unsigned int i = 0; i < BOOT->nr_devices; i++) {
		const struct nabla_device *d = &BOOT->device[i];

		put("device=");
		put(d->name);
		put("\n");
		put_number("type", d->type);
		put_number("fd", d->fd);
		put_number("features", d->features);
		put_number("mtu", d->mtu);
		put_number("mac0", d->mac[0]);
		put_number("mac5", d->mac[5]);
		put_number("block_size", d->block_size);
		put_number("size", d->size);
		put_number("offset", d->offset);
	}
}

static void do_boot(void)
{
	put_number("abi", BOOT->abi);
	put_number("size", BOOT->size);
	put_number("flags", BOOT->flags);
	put_number("ram_size", BOOT->ram_size);
	put_number("ram_fd", BOOT->ram_fd);
	put_number("zygote_fd", (unsigned int)BOOT->zygote_fd);
	put_number("nr_members", BOOT->nr_members);
	put_number("wake_fd", BOOT->wake_fd);
	put_number("doorbell_fd", BOOT->doorbell_fd);
	put_number("steward_fd", BOOT->steward_fd);
	put_number("initrd", BOOT->initrd);
	put_number("initrd_size", BOOT->initrd_size);
	put_number("config", BOOT->config);
	put_number("config_size", BOOT->config_size);
	put_number("clock_gettime", BOOT->clock_gettime);
	put_number("seed", *(const unsigned long *)BOOT->seed);
	put_isa(&BOOT->isa);
	put_devices();
}

static void do_config(void)
{
	char *at = (char *)NABLA_RAM + BOOT->config;

	for (unsigned long i = 0; i < BOOT->config_size; i++)
		if (!at[i])
			at[i] = '\n';
	stub(NR_write, 1, (long)at, (long)BOOT->config_size, 0, 0, 0);
}

static void do_initrd(void)
{
	stub(NR_write, 1, NABLA_RAM + (long)BOOT->initrd,
	     (long)BOOT->initrd_size, 0, 0, 0);
}

static void do_load(void)
{
	(void)*(const volatile char *)value(next_word());
}

static void do_store(void)
{
	*(volatile char *)value(next_word()) = 1;
}

static void do_spin(void)
{
	put("ready\n");
	for (;;)
		__asm__ volatile("" : : : "memory");
}

static void do_wait(void)
{
	put("ready\n");
	for (;;)
		stub(NR_ppoll, 0, 0, 0, 0, 0, 0);
}

static void do_early(void)
{
	unsigned long early = MEMBER->early_signals;

	if (early)
		put_number("early", early);
}

static void do_clock(void)
{
	int (*gettime)(int id, void *ts) = (void *)BOOT->clock_gettime;
	long a[2], b[2];

	if (!gettime || gettime(1, a) || gettime(1, b) ||
	    b[0] < a[0] || (b[0] == a[0] && b[1] < a[1]))
		quit(BAD_CLOCK);
}

/* Its answer; the end of the probe if there will be none. */
static int await_answer(unsigned long tag)
{
	struct { int fd; short events, revents; } line = {
		BOOT->steward_fd, 1, 0,
	};
	struct nabla_answer a;

	stub(NR_ppoll, (long)&line, 1, 0, 0, 8, 0);
	if (stub(NR_read, BOOT->steward_fd, (long)&a, sizeof(a), 0, 0, 0) !=
	    sizeof(a) || a.tag != tag || a.reserved)
		quit(BAD_ANSWER);
	return a.error;
}

static void do_order(void)
{
	struct nabla_order o = { 0 };
	long size;
	char *w;

	while (*(w = next_word())) {
		o.tag += 0x100000001;
		o.op = value(w);
		o.device = value(next_word());
		o.offset = value(next_word());
		o.length = value(next_word());
		w = next_word();
		size = same(w, "-") ? (long)sizeof(o) : value(w);
		stub(NR_write, BOOT->steward_fd, (long)&o, size, 0, 0, 0);
		if (size == sizeof(o))
			put_number("error", -await_answer(o.tag));
	}
}

static const struct verb verbs[] = {
	{ "stub", do_stub }, { "elsewhere", do_elsewhere },
	{ "foreign", do_foreign }, { "boot", do_boot },
	{ "config", do_config }, { "initrd", do_initrd }, { "load", do_load },
	{ "store", do_store }, { "spin", do_spin }, { "wait", do_wait },
	{ "clock", do_clock }, { "early", do_early },
	{ "order", do_order },
	{ "script", run_script }, { 0, 0 },
};

static void try_verbs(const struct verb *v, const char *name)
{
	for (; v->name; v++) {
		if (same(name, v->name)) {
			v->run();
			finish(0);
		}
	}
}

void run_verb(const char *name)
{
	try_verbs(verbs, name);
	try_verbs(isa_verbs, name);
	quit(BAD_COMMAND);
}

void probe_main(void)
{
	if (BOOT->magic != NABLA_BOOT_MAGIC)
		quit(BAD_BOOT);
	for (unsigned int i = 0; i < sizeof(words); i++)
		words[i] = BOOT->cmdline[i];
	rest = words;
	run_verb(next_word());
}

/* ---- signals ---- */

static int on_alternate_stack(void)
{
	unsigned long sp = (unsigned long)__builtin_frame_address(0);

	return sp - (NABLA_MEMBER + NABLA_ALT_OFF) < NABLA_ALT_SIZE;
}

/*
 * A signal that came before another one could be handled has interrupted the
 * handler's first instruction, as far as this guest can see.
 */
static int good_context(const void *context)
{
	for (;;) {
		unsigned long ip = context_ip(context);

		if (ip == (unsigned long)signal_entry)
			context = context_third(context);
		else
			return ip - NABLA_RAM < NABLA_RAM_MAX;
	}
}

void probe_signal(int sig, const struct siginfo *info, const void *context)
{
	if (!on_alternate_stack())
		quit(BAD_STACK);
	if (!good_context(context))
		quit(BAD_CONTEXT);
	if (sig == 31 && (info->call_addr != call_ip ||
			  info->value != (int)call_nr))
		quit(BAD_SIGINFO);
	if (sig == NABLA_SIG_DEATH || sig == NABLA_SIG_ZYGOTE)
		zygote_says(sig, info->value);
	if (sig == SIGVTALRM && without_ticks)
		resume(context);
	do_early();
	quit(SIGNAL_BASE + sig);
}
