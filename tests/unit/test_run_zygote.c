// SPDX-License-Identifier: ISC
/* The zygote and a newborn, step by step, on the host of zygote_host.h. */
#include "zygote_host.h"

#define BORN(i) "eventfd 9\ndup3 9 to 2" i "\nclose 9\nclone\n"

static void births(void **state)
{
	(void)state;
	assert_int_equal(LIVE(ASK("m"), ASK("m"), ASK("m"), ASK("m")),
			 NO_EVENT);
	/* success is not the zygote's to tell */
	assert_string_equal(host.log, BORN("1") BORN("2") BORN("3")
			    "answer -11\n");
	assert_true(host.filtered);
}

static void an_eventfd_in_its_place(void **state)
{
	(void)state;
	host.free_fd = WAKE + 1;
	assert_int_equal(LIVE(ASK("m")), NO_EVENT);
	assert_string_equal(host.log, "eventfd 21\nclone\n");
}

static void an_index_is_used_again(void **state)
{
	(void)state;
	assert_int_equal(LIVE(ASK("m"), ASK("m"), ASK("m"),
			      DIES(FIRST_MEMBER + 1, EXIT(0)), ASK("m"),
			      ASK("m")), NO_EVENT);
	assert_string_equal(host.log, BORN("1") BORN("2") BORN("3") BORN("2")
			    "answer -11\n");
}

static void several_deaths_with_one_note(void **state)
{
	(void)state;
	assert_int_equal(LIVE(ASK("m"), ASK("m"), ASK("m"),
			      { .dead = { { FIRST_MEMBER, EXIT(0) },
					  { FIRST_MEMBER + 2, EXIT(0) } } },
			      ASK("m"), ASK("m"), ASK("m")), NO_EVENT);
	assert_string_equal(host.log, BORN("1") BORN("2") BORN("3") BORN("1")
			    BORN("3") "answer -11\n");
}

/* The dead are seen first. */
static void a_death_and_a_request(void **state)
{
	(void)state;
	zygote.nr_members = 2;
	assert_int_equal(LIVE(ASK("m"), { .message = "m", .length = 1,
			      .dead = { { FIRST_MEMBER, EXIT(0) } } }),
			 NO_EVENT);
	assert_string_equal(host.log, BORN("1") BORN("1"));
}

static void refusals(void **state)
{
	static const struct { int nr; long error; const char *log; } r[] = {
		{ SYS_clone, -EAGAIN,
		  "eventfd 9\ndup3 9 to 21\nclose 9\nanswer -11\n" },
		{ SYS_clone, -ENOMEM,
		  "eventfd 9\ndup3 9 to 21\nclose 9\nanswer -12\n" },
		{ SYS_eventfd2, -EMFILE, "answer -24\n" },
		{ SYS_dup3, -EBUSY, "eventfd 9\nclose 9\nanswer -16\n" },
	};
	char twice[200];

	for (size_t i = 0; i < COUNT(r); i++) {
		set_up(state);
		host.refused = r[i].nr;
		host.error = r[i].error;
		assert_int_equal(LIVE(ASK("m"), ASK("m")), NO_EVENT);
		/* the index is not lost */
		snprintf(twice, sizeof(twice), "%s%s", r[i].log, r[i].log);
		assert_string_equal(host.log, twice);
	}
}

static void what_is_no_request(void **state)
{
	static char bytes[256];
	struct event e = { .message = bytes, .length = 1 };

	for (int i = 0; i < 256; i++) {
		if (i == NABLA_ASK_MEMBER)
			continue;
		set_up(state);
		bytes[0] = (char)i;
		assert_int_equal(live(&e, 1), NO_EVENT);
		assert_string_equal(host.log, "");
	}
	memset(bytes, NABLA_ASK_MEMBER, sizeof(bytes));
	for (e.length = 0; e.length < sizeof(bytes); e.length++) {
		set_up(state);
		assert_int_equal(live(&e, 1), NO_EVENT);
		assert_string_equal(host.log, e.length == 1 ? BORN("1") : "");
	}
}

static void an_answer_that_does_not_fit(void **state)
{
	(void)state;
	zygote.nr_members = 1;
	host.refused = SYS_write;
	host.error = -EAGAIN;
	assert_int_equal(LIVE(ASK("m"), ASK("m")), NO_EVENT);
}

static void the_end_of_the_container(void **state)
{
	static const struct { int wait, told; } ends[] = {
		{ EXIT(1), 1 }, { EXIT(255), 255 }, { SIGKILL, 137 },
		{ SIGSYS, 159 }, { SIGSEGV | 0x80, 139 }, { 64, 192 },
	};
	struct event e[] = { ASK("m"), DIES(FIRST_MEMBER, 0), ASK("m") };
	char log[200];

	for (size_t i = 0; i < COUNT(ends); i++) {
		set_up(state);
		e[1].dead[0].status = ends[i].wait;
		assert_int_equal(live(e, COUNT(e)), EXITED);
		snprintf(log, sizeof(log), BORN("1") "signal 64 to 100: %d\n"
			 "pause 100 ms\nsignal 9 to 100\n", ends[i].told);
		assert_string_equal(host.log, log);
	}
}

static void an_orphan_does_not_begin(void **state)
{
	(void)state;
	host.parent = 1;
	assert_int_equal(LIVE(ASK("m")), EXITED);
	assert_int_equal(host.status, 0);
	assert_string_equal(host.log, "");
}

static void without_a_filter_it_does_not_begin(void **state)
{
	(void)state;
	host.refused = SYS_seccomp;
	host.error = -EINVAL;
	assert_int_equal(LIVE(ASK("m")), EXITED);
	assert_int_equal(host.status, NABLA_EXIT_TENDER);
	assert_string_equal(host.log, "");
}

static void no_zygote(void **state)
{
	(void)state;
	host.zygote_born = true;
	host.refused = SYS_clone;
	host.error = -EAGAIN;
	assert_int_equal(zygote_start(&zygote), -EAGAIN);
}

/* ---- a newborn ---- */

static void a_newborn(void **state)
{
	struct nabla_member *m = (void *)NABLA_MEMBER;

	(void)state;
	memset(m, 0xff, sizeof(*m));
	host.as_newborn = true;
	assert_int_equal(LIVE(ASK("m")), ENTERED);
	assert_string_equal(host.log, BORN("1") "timer\nanswer 1\nenter\n");
	assert_int_equal(m->index, 1);
	assert_int_equal(m->wake_fd, WAKE + 1);
	assert_int_equal(m->early_signals, 0);
}

static void a_newborn_that_fails(void **state)
{
	static const int calls[] = { SYS_timer_create, SYS_timer_settime };

	for (size_t i = 0; i < COUNT(calls); i++) {
		set_up(state);
		host.as_newborn = true;
		host.refused = calls[i];
		host.error = -EAGAIN;
		assert_int_equal(LIVE(ASK("m")), EXITED);
		assert_non_null(strstr(host.log, "answer -11\n"));
		assert_int_equal(host.status, 0);
	}
}

static void an_orphaned_newborn(void **state)
{
	(void)state;
	host.as_newborn = true;
	host.refused = SYS_getppid;
	host.error = 1;
	/* for the zygote that is its parent */
	zygote.first = 1;
	assert_int_equal(LIVE(ASK("m")), EXITED);
	assert_null(strstr(host.log, "enter"));
}

/* ---- placement ---- */

static void one_cpu(void **state)
{
	(void)state;
	assert_int_equal(LIVE(ASK("m"), ASK("c")), NO_EVENT);
	assert_string_equal(host.log, BORN("1"));
}

static void all_on_one_cpu(void **state)
{
	(void)state;
	zygote.place.wanted = true;
	host.cpu = 70;
	host.ms = 1000;
	assert_int_equal(LIVE(ASK("c"), ASK("m"), ASK("m")), NO_EVENT);
	assert_string_equal(host.log, BORN("1") "pin 100 to 70\npin 201 to 70\n"
			    BORN("2") "pin 202 to 70\n");
}

/* Two members on CPU 3, the zygote is on @cpu and @ms have gone by: a move. */
static void move(void **state, unsigned int cpu, int64_t ms)
{
	static const struct event born[] = { ASK("m"), ASK("m") };
	static const struct event ask = ASK("c");

	set_up(state);
	zygote.place.wanted = true;
	host.cpu = 3;
	host.ms = 1234567;
	assert_int_equal(live(born, COUNT(born)), NO_EVENT);
	host.zygote_born = host.filtered = false;
	host.cpu = cpu;
	host.ms += ms;
	assert_int_equal(live(&ask, 1), NO_EVENT);
}

static void moves(void **state)
{
	move(state, 4, 49);
	assert_string_equal(host.log, "");
	move(state, 3, 1000);
	assert_string_equal(host.log, "");
	move(state, CPUS_MAX, 1000);
	assert_string_equal(host.log, "");
	move(state, 4, 50);
	assert_string_equal(host.log, "pin 100 to 4\npin 201 to 4\n"
			    "pin 202 to 4\n");
	move(state, CPUS_MAX - 1, 5000);
	assert_string_equal(host.log, "pin 100 to 8191\npin 201 to 8191\n"
			    "pin 202 to 8191\n");
}

static void what_the_host_does_not_say(void **state)
{
	(void)state;
	zygote.place.wanted = true;
	host.refused = SYS_getcpu;
	host.error = -ENOSYS;
	assert_int_equal(LIVE(ASK("m"), ASK("c")), NO_EVENT);
	assert_string_equal(host.log, BORN("1"));
}

#define TEST(f) cmocka_unit_test_setup(f, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(births), TEST(an_eventfd_in_its_place),
		TEST(an_index_is_used_again),
		TEST(several_deaths_with_one_note), TEST(a_death_and_a_request),
		TEST(refusals), TEST(what_is_no_request),
		TEST(an_answer_that_does_not_fit),
		TEST(the_end_of_the_container), TEST(an_orphan_does_not_begin),
		TEST(without_a_filter_it_does_not_begin), TEST(no_zygote),
		TEST(a_newborn), TEST(a_newborn_that_fails),
		TEST(an_orphaned_newborn), TEST(one_cpu), TEST(all_on_one_cpu),
		TEST(moves), TEST(what_the_host_does_not_say),
	};

	return cmocka_run_group_tests(tests, set_up_all, NULL);
}
