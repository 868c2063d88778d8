// SPDX-License-Identifier: ISC
/*
 * Members of the probe.  One at a time is the processor and works on the
 * script, whose place is in shared memory, so that the next one goes on where
 * the last one stopped.  The others wait on their eventfds.
 *
 *	ask		for a member: prints answer=INDEX or refused=ERRNO
 *	births N	asks N times: prints born=HOW MANY, and a refusal
 *	insist N	asks until N are born, however often it is refused
 *	to I		hands over to member I
 *	leave I		the same, and retires
 *	around N	hands over to 1, 2, ... N and back
 *	rounds R N	that R times
 *	passes		prints how often it has been handed over since
 *	retire N	the same as around, but each retires
 *	spurious	prints how often one was woken that is not the processor
 *	disturbed	waits until one was
 *	member		prints member=INDEX, if all that it has fits it
 *	say WORD	prints it
 *	go		waits for a byte of standard input
 *	message N LEN	to the zygote: LEN bytes of that value
 *	flood		to the zygote: each byte that is no request, messages of
 *			all lengths, then 4000 times for a member
 *	wakeall		each member there can be, and the doorbell
 *	answers		reads those that are there: prints answers=HOW MANY
 *	sleep MS	idly
 *	deaf		from now on nothing follows from what the zygote says
 *	exit STATUS	exits with it, unannounced
 * Any other word is a verb of probe.c, and the end.  Until then the tick is of
 * no consequence.
 */
#include "probe.h"

#define FLOOD		4000
#define EINTR		4
#define POLLIN		1

static volatile unsigned int processor;	/* the member that is */
static volatile unsigned int passes, around, rounds;
static volatile int leaving, deaf, spurious;

static unsigned int self(void)
{
	return (unsigned int)MEMBER->index;
}

/* ---- the baton ---- */

static void wait_turn(void)
{
	unsigned long count;

	while (__atomic_load_n(&processor, __ATOMIC_ACQUIRE) != self())
		if (stub(NR_read, MEMBER->wake_fd, (long)&count, sizeof(count),
			 0, 0, 0) > 0 && processor != self())
			__atomic_fetch_add(&spurious, 1, __ATOMIC_RELAXED);
}

static void wake(unsigned int i)
{
	const unsigned long one = 1;

	stub(NR_write, BOOT->wake_fd + i, (long)&one, sizeof(one), 0, 0, 0);
}

static void pass(unsigned int to, int retire)
{
	passes++;
	__atomic_store_n(&processor, to, __ATOMIC_RELEASE);
	wake(to);
	if (retire)
		quit(0);
	wait_turn();
}

/* What a good end is to the container, is only the first's to make known. */
void finish(int status)
{
	if (!status && self())
		pass(0, 1);
	quit(status);
}

/* ---- steps ---- */

static int wait_for(int fd, long ms)
{
	struct { int fd; short events, revents; } p = { fd, POLLIN, 0 };
	long ts[2] = { ms / 1000, ms % 1000 * 1000000 };

	return stub(NR_ppoll, (long)&p, 1, (long)ts, 0, 8, 0) == 1;
}

/* Not the index of a member that there could be: an error number. */
static long ask(void)
{
	const char request = NABLA_ASK_MEMBER;
	int answer;
	long n;

	if (stub(NR_write, BOOT->zygote_fd, (long)&request, 1, 0, 0, 0) != 1)
		quit(BAD_ANSWER);
	do
		n = stub(NR_read, BOOT->zygote_fd, (long)&answer,
			 sizeof(answer), 0, 0, 0);
	while (n == -EINTR);
	if (n != sizeof(answer) || !answer ||
	    answer >= (int)BOOT->nr_members)
		quit(BAD_ANSWER);
	return answer;
}

static void do_ask(void)
{
	long answer = ask();

	if (answer < 0)
		put_number("refused", -answer);
	else
		put_number("answer", answer);
}

static void do_births(void)
{
	long n = value(next_word()), answer = 0;
	unsigned int born = 0;

	for (long i = 0; i < n && answer >= 0; i++) {
		answer = ask();
		born += answer > 0;
	}
	put_number("born", born);
	if (answer < 0)
		put_number("refused", -answer);
}

static void do_insist(void)
{
	long n = value(next_word());

	for (long born = 0; born < n;) {
		if (ask() > 0)
			born++;
		else
			wait_for(-1, 10);
	}
	put_number("insisted", n);
}

static void do_to(void)
{
	pass(value(next_word()), 0);
}

static void do_leave(void)
{
	pass(value(next_word()), 1);
}

/* Called for each member on the way: the script waits until it is over. */
static void go_around(void)
{
	unsigned int next = self() == around ? 0 : self() + 1;

	if (!next && !--rounds)
		around = 0;
	pass(next, leaving && self());
}

static void start_around(unsigned int n)
{
	around = n;
	go_around();
}

static void do_around(void)
{
	rounds = 1;
	leaving = 0;
	start_around(value(next_word()));
}

static void do_rounds(void)
{
	passes = 0;
	leaving = 0;
	rounds = value(next_word());
	start_around(value(next_word()));
}

static void do_passes(void)
{
	put_number("passes", passes);
}

static void do_retire(void)
{
	rounds = 1;
	leaving = 1;
	start_around(value(next_word()));
}

static void do_spurious(void)
{
	put_number("spurious", spurious);
}

static void do_disturbed(void)
{
	while (!spurious)
		wait_for(-1, 10);
}

static void do_member(void)
{
	unsigned long sp = (unsigned long)__builtin_frame_address(0);

	if (MEMBER->wake_fd != BOOT->wake_fd + MEMBER->index ||
	    MEMBER->early_signals & ~BIT(SIGVTALRM) ||
	    (self() && sp - (NABLA_MEMBER + NABLA_WAIT_OFF) >= NABLA_WAIT_SIZE))
		quit(BAD_MEMBER);
	put_number("member", self());
}

static void do_say(void)
{
	put(next_word());
	put("\n");
}

static void do_go(void)
{
	char c;

	while (stub(NR_read, 0, (long)&c, 1, 0, 0, 0) == -EINTR)
		;
}

static void message(int byte, unsigned long length)
{
	static char text[4096];

	for (unsigned long i = 0; i < length; i++)
		text[i] = byte;
	stub(NR_write, BOOT->zygote_fd, (long)text, length, 0, 0, 0);
}

static void do_message(void)
{
	int byte = value(next_word());

	message(byte, value(next_word()));
}

static void do_flood(void)
{
	for (int byte = 0; byte < 256; byte++)
		if (byte != NABLA_ASK_MEMBER)
			message(byte, 1);
	for (int length = 0; length < 4096; length += 13)
		if (length != 1)
			message(NABLA_ASK_MEMBER, length);
	for (int i = 0; i < FLOOD; i++)
		message(NABLA_ASK_MEMBER, 1);
}

static void do_wakeall(void)
{
	for (unsigned int i = 0; i <= BOOT->nr_members; i++)
		stub(NR_write, BOOT->doorbell_fd + i,
		     (long)&(const unsigned long) { 1 }, 8, 0, 0, 0);
}

static void do_answers(void)
{
	unsigned int n = 0;
	int answer;

	while (wait_for(BOOT->zygote_fd, 300)) {
		stub(NR_read, BOOT->zygote_fd, (long)&answer, sizeof(answer),
		     0, 0, 0);
		n++;
	}
	put_number("answers", n);
}

static void do_sleep(void)
{
	wait_for(-1, value(next_word()));
}

static void do_deaf(void)
{
	deaf = 1;
}

static void do_exit(void)
{
	quit(value(next_word()));
}

static const struct verb steps[] = {
	{ "ask", do_ask }, { "births", do_births }, { "insist", do_insist },
	{ "to", do_to }, { "leave", do_leave }, { "around", do_around },
	{ "rounds", do_rounds }, { "passes", do_passes },
	{ "retire", do_retire }, { "spurious", do_spurious },
	{ "disturbed", do_disturbed }, { "member", do_member },
	{ "say", do_say }, { "go", do_go }, { "message", do_message },
	{ "flood", do_flood }, { "wakeall", do_wakeall },
	{ "answers", do_answers }, { "sleep", do_sleep },
	{ "deaf", do_deaf }, { "exit", do_exit }, { 0, 0 },
};

static void step(const char *name)
{
	const struct verb *s = steps;

	while (s->name && !same(s->name, name))
		s++;
	if (!s->name) {
		without_ticks = 0;
		run_verb(name);
	}
	s->run();
}

/* Whoever is the processor is here, or behind a pass() above. */
void run_script(void)
{
	const char *name;

	without_ticks = 1;
	if (MEMBER->early_signals & BIT(NABLA_SIG_ZYGOTE))
		zygote_says(NABLA_SIG_ZYGOTE, 0);
	for (;;) {
		if (around) {
			go_around();
			continue;
		}
		name = next_word();
		if (!*name)
			finish(0);
		step(name);
	}
}

void probe_member(void)
{
	wait_turn();
	run_script();
	quit(0);
}

void zygote_says(int sig, int value)
{
	while (deaf)
		wait_for(-1, 1000);
	quit(sig == NABLA_SIG_DEATH ? value : 137);
}
