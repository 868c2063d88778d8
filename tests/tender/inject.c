// SPDX-License-Identifier: ISC
/*
 * Sends signals to nabla-run at chosen moments around its entry into the guest,
 * which is the probe.
 *
 * inject early-all COMMAND...
 *	Between any two instructions of the gate, from where it lets signals in:
 *	two at once, then a third.  The probe (verb early) must have started,
 *	with all of them noted, and not without a filter.
 * inject early COMMAND...
 *	Likewise, but the third less often.
 * inject entered COMMAND...
 *	One to the probe (verb wait), then two more between any two instructions
 *	on the way to its handler.  The probe looks at the frames.
 * inject storm COMMAND...
 *	All that are directed, before the start, and again and again until the
 *	probe (verb early) says something.
 *
 * Exit status 0, and the number of starts, if all went well.
 */
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <nabla/layout.h>

#define BIT(sig)	(1UL << ((sig) - 1))
#define CAUGHT(sig)	(40 + (sig))	/* the probe's exit status */
#define STORMS		30

struct run {
	pid_t pid;
	int out;
};

static char **command;
static unsigned int starts;

static const int directed[] = {
	SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH,
};
#define NR_DIRECTED (sizeof(directed) / sizeof(directed[0]))

/* ---- a run of the command ---- */

static void block(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static struct run start(bool traced)
{
	struct run r;
	int out[2];

	if (pipe(out) < 0)
		err(1, "pipe");
	starts++;
	r.pid = fork();
	if (r.pid < 0)
		err(1, "fork");
	if (!r.pid) {
		dup2(out[1], 1);
		close(out[0]);
		close(out[1]);
		block(SIGALRM);
		if (traced)
			ptrace(PTRACE_TRACEME, 0, 0, 0);
		execv(command[0], command);
		err(1, "%s", command[0]);
	}
	close(out[1]);
	r.out = out[0];
	return r;
}

/* What the probe says came early; a later signal may make it say so twice. */
static unsigned long said_early(const struct run *r)
{
	char text[256], *at;
	size_t n = 0;
	ssize_t got;

	while ((got = read(r->out, text + n, sizeof(text) - 1 - n)) > 0)
		n += (size_t)got;
	text[n] = 0;
	at = strstr(text, "early=");
	return at ? strtoul(at + strlen("early="), NULL, 16) : 0;
}

/* Its exit status, as a shell would have it. */
static int finish(const struct run *r, unsigned long *early)
{
	int status;

	*early = said_early(r);
	close(r->out);
	if (waitpid(r->pid, &status, 0) != r->pid)
		err(1, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

static void send(const struct run *r, int sig)
{
	if (kill(r->pid, sig) < 0)
		err(1, "kill");
}

/* ---- tracing it ---- */

/* Goes on, handing over sig; the signal it stops with. */
static int go_on(const struct run *r, int how, int sig)
{
	int status;

	if (ptrace(how, r->pid, 0, sig) < 0)
		err(1, "ptrace");
	if (waitpid(r->pid, &status, 0) != r->pid)
		err(1, "waitpid");
	if (!WIFSTOPPED(status))
		errx(1, "start %u: ended early, status %#x", starts, status);
	return WSTOPSIG(status);
}

static struct __ptrace_syscall_info look(const struct run *r)
{
	struct __ptrace_syscall_info i;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, r->pid, sizeof(i), &i) < 0)
		err(1, "PTRACE_GET_SYSCALL_INFO");
	return i;
}

static bool in_guest(const struct run *r)
{
	return look(r).instruction_pointer - NABLA_RAM < NABLA_RAM_MAX;
}

static bool on_alternate_stack(const struct run *r)
{
	return look(r).stack_pointer - (NABLA_MEMBER + NABLA_ALT_OFF) <=
	       NABLA_ALT_SIZE;
}

static bool has_filter(const struct run *r)
{
	char path[64], line[128];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", r->pid);
	f = fopen(path, "r");
	if (!f)
		err(1, "%s", path);
	while (fgets(line, sizeof(line), f))
		found |= !strcmp(line, "Seccomp:\t2\n");
	fclose(f);
	return found;
}

/* One instruction, or into a handler; the tick is kept out of it. */
static void step(const struct run *r)
{
	int sig = 0;

	do
		sig = go_on(r, PTRACE_SINGLESTEP, sig == SIGVTALRM ? 0 : sig);
	while (sig != SIGTRAP);
}

static struct run start_traced(void)
{
	struct run r = start(true);
	int status;

	if (waitpid(r.pid, &status, 0) != r.pid || !WIFSTOPPED(status))
		err(1, "waitpid");
	ptrace(PTRACE_SETOPTIONS, r.pid, 0, PTRACE_O_EXITKILL);
	return r;
}

/*
 * To where it has let signals in.  SIGALRM, which goes to nobody, has waited
 * for that since before the start, and is not handed over.
 */
static struct run start_to_gate(void)
{
	struct run r = start_traced();

	send(&r, SIGALRM);
	while (go_on(&r, PTRACE_CONT, 0) != SIGALRM)
		;
	return r;
}

/* ---- early ---- */

/*
 * SIGTERM and SIGUSR1 after `first` instructions, SIGWINCH after `second`.
 * Returns how many instructions it is to the guest; without SIGWINCH, if there
 * are not that many; without any, likewise.
 */
static int early_run(int first, int second)
{
	struct run r = start_to_gate();
	unsigned long sent = 0, early;
	int n, status;

	for (n = 0; !in_guest(&r); n++) {
		if (n == first) {
			send(&r, SIGTERM);
			send(&r, SIGUSR1);
			sent |= BIT(SIGTERM) | BIT(SIGUSR1);
		}
		if (n == second) {
			send(&r, SIGWINCH);
			sent |= BIT(SIGWINCH);
		}
		step(&r);
	}
	if (!has_filter(&r) || on_alternate_stack(&r))
		errx(1, "signals after %d and %d instructions: the guest is "
		     "entered too early", first, second);
	ptrace(PTRACE_DETACH, r.pid, 0, 0);
	status = finish(&r, &early);
	if (status != 0 && status != CAUGHT(SIGVTALRM))
		errx(1, "signals after %d and %d instructions: status %d",
		     first, second, status);
	if ((early & ~BIT(SIGVTALRM)) != sent)
		errx(1, "signals after %d and %d instructions: sent %lx, "
		     "noted %lx", first, second, sent, early);
	return n;
}

static void early_each(int stride)
{
	int gate = early_run(-1, -1);

	if (gate < 5)
		errx(1, "only %d instructions seen", gate);
	for (int first = 0; first < gate; first++) {
		int n = early_run(first, -1);

		if (n <= gate - first)
			errx(1, "signals made no difference");
		for (int second = first; second < n; second += stride)
			early_run(first, second);
	}
}

static void early(void)
{
	early_each(5);
}

static void early_all(void)
{
	early_each(1);
}

/* ---- entered ---- */

/* Whether SIGTERM's way to the handler had that many instructions. */
static bool entered_run(int after)
{
	struct run r = start_traced();
	unsigned long early;
	char ready[6];
	bool on_way;
	int status;

	ptrace(PTRACE_CONT, r.pid, 0, 0);
	if (read(r.out, ready, sizeof(ready)) != sizeof(ready))
		errx(1, "it does not get ready");
	send(&r, SIGTERM);
	if (waitpid(r.pid, &status, 0) != r.pid || !WIFSTOPPED(status) ||
	    WSTOPSIG(status) != SIGTERM)
		errx(1, "status %#x in place of a signal", status);
	go_on(&r, PTRACE_SINGLESTEP, SIGTERM);
	for (int n = 0; n < after; n++)
		step(&r);
	on_way = !in_guest(&r);
	send(&r, SIGUSR1);
	send(&r, SIGWINCH);
	ptrace(PTRACE_DETACH, r.pid, 0, 0);
	status = finish(&r, &early);
	if (status != CAUGHT(SIGWINCH))
		errx(1, "signals %d instructions behind another: status %d",
		     after, status);
	return on_way;
}

static void entered(void)
{
	int after = 0;

	while (entered_run(after))
		after++;
	if (after < 5)
		errx(1, "only %d instructions seen", after);
}

/* ---- storm ---- */

static bool caught_directed(int status)
{
	for (size_t i = 0; i < NR_DIRECTED; i++)
		if (status == CAUGHT(directed[i]))
			return true;
	return status == CAUGHT(SIGVTALRM);
}

/*
 * What is sent first waits, as the command inherits the mask.  The pace is one
 * that a busy host can still follow: it makes a frame for each signal, and more
 * of them than the alternate stack can hold if it never gets round to running
 * the process.
 */
static void storm_run(void)
{
	const struct timespec pause = { 0, 200000 };
	unsigned long all = 0, early;
	struct run r = start(false);
	struct pollfd p = { .fd = r.out, .events = POLLIN };
	int status;

	for (size_t i = 0; i < NR_DIRECTED; i++) {
		send(&r, directed[i]);
		all |= BIT(directed[i]);
	}
	for (size_t i = 0; !poll(&p, 1, 0); i++) {
		send(&r, directed[i % NR_DIRECTED]);
		nanosleep(&pause, NULL);
	}
	status = finish(&r, &early);
	if (status && !caught_directed(status))
		errx(1, "start %u: status %d", starts, status);
	if ((early & all) != all)
		errx(1, "start %u: of %lx only %lx noted", starts, all, early);
}

static void storm(void)
{
	for (size_t i = 0; i < NR_DIRECTED; i++)
		block(directed[i]);
	for (int i = 0; i < STORMS; i++)
		storm_run();
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} verbs[] = {
		{ "early", early }, { "early-all", early_all },
		{ "entered", entered }, { "storm", storm },
	};

	if (argc < 3)
		errx(2, "usage: inject early|early-all|entered|storm COMMAND...");
	command = argv + 2;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (!strcmp(argv[1], verbs[i].name)) {
			verbs[i].run();
			printf("%u starts\n", starts);
			return 0;
		}
	}
	errx(2, "%s: no such verb", argv[1]);
}
