// SPDX-License-Identifier: ISC
/* Frames of the message channel: which are well formed, and whose they are. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/control.h"

static struct control_frame f;

static int check(unsigned int type, unsigned int flags, size_t size,
		 enum control_side from)
{
	f.head = (struct nabla_control){ type, flags, 0 };
	return control_check(&f, sizeof(f.head) + size, from);
}

static void sizes(void **state)
{
	static const struct {
		unsigned int type, from;
		size_t size;
	} exact[] = {
		{ NABLA_CONTROL_HELLO, CONTROL_GUEST, 4 },
		{ NABLA_CONTROL_READY, CONTROL_GUEST, 0 },
		{ NABLA_CONTROL_EXITED, CONTROL_GUEST, 4 },
		{ NABLA_CONTROL_CREDIT, CONTROL_CLIENT, 4 },
		{ NABLA_CONTROL_CLOSE, CONTROL_CLIENT, 0 },
		{ NABLA_CONTROL_SIGNAL, CONTROL_CLIENT, 8 },
		{ NABLA_CONTROL_WINSIZE, CONTROL_RELAY, 8 },
		{ NABLA_CONTROL_NUMBERS, CONTROL_GUEST, 80 },
		{ NABLA_CONTROL_SHUTDOWN, CONTROL_CLIENT, 4 },
		{ NABLA_CONTROL_LIMIT, CONTROL_CLIENT, 16 },
		{ NABLA_CONTROL_CONNECT, CONTROL_RELAY, 4 },
		{ NABLA_CONTROL_GIVE, CONTROL_RELAY, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(exact) / sizeof(*exact); i++)
		for (size_t size = 0; size < 200; size++)
			assert_int_equal(check(exact[i].type, 0, size,
					       exact[i].from),
					 size == exact[i].size ? 0 : -EBADMSG);
}

static void ranges(void **state)
{
	(void)state;
	assert_int_equal(check(NABLA_CONTROL_DATA, 0, 0, CONTROL_CLIENT),
			 -EBADMSG);
	assert_int_equal(check(NABLA_CONTROL_DATA, 0, 1, CONTROL_CLIENT), 0);
	assert_int_equal(check(NABLA_CONTROL_DATA, 0, CONTROL_PAYLOAD_MAX,
			       CONTROL_CLIENT), 0);
	assert_int_equal(control_check(&f, sizeof(f) + 1, CONTROL_CLIENT),
			 -EBADMSG);
	assert_int_equal(check(NABLA_CONTROL_DONE, 0, 3, CONTROL_GUEST),
			 -EBADMSG);
	assert_int_equal(check(NABLA_CONTROL_DONE, 0, 100, CONTROL_GUEST), 0);
	assert_int_equal(check(NABLA_CONTROL_PROCESSES, 0, 112,
			       CONTROL_GUEST), 0);
	assert_int_equal(check(NABLA_CONTROL_PROCESSES, 0, 111,
			       CONTROL_GUEST), -EBADMSG);
	for (size_t len = 0; len < sizeof(f.head); len++)
		assert_int_equal(control_check(&f, len, CONTROL_GUEST),
				 -EBADMSG);
}

static void flags(void **state)
{
	(void)state;
	for (unsigned int bit = 0; bit < 16; bit++) {
		unsigned int flag = 1U << bit;
		int more = flag == NABLA_CONTROL_MORE ? 0 : -EBADMSG;
		int session = flag == NABLA_CONTROL_SESSION ? 0 : -EBADMSG;
		int stream = flag & NABLA_CONTROL_STREAM ? 0 : -EBADMSG;
		int number = flag & NABLA_CONTROL_CONTAINER ? 0 : -EBADMSG;

		assert_int_equal(check(NABLA_CONTROL_EXEC, flag, 5,
				       CONTROL_CLIENT), more & number);
		assert_int_equal(check(NABLA_CONTROL_SIGNAL, flag, 8,
				       CONTROL_RELAY), session & number);
		assert_int_equal(check(NABLA_CONTROL_DATA, flag, 5,
				       CONTROL_GUEST), stream);
		assert_int_equal(check(NABLA_CONTROL_PS, flag, 0,
				       CONTROL_CLIENT), number);
		assert_int_equal(check(NABLA_CONTROL_SYNC, flag, 0,
				       CONTROL_CLIENT), -EBADMSG);
	}
	assert_int_equal(check(NABLA_CONTROL_CLOSE, 3, 0, CONTROL_CLIENT),
			 -EBADMSG);
}

/* Who may send it, of all numbers that there are. */
static void senders(void **state)
{
	unsigned int guest = 0, relay = 0, client = 0;

	(void)state;
	for (unsigned int type = 0; type < 65536; type++) {
		bool any[3] = { false };

		for (size_t size = 0; size < 130; size++) {
			any[0] |= !check(type, 0, size, CONTROL_GUEST);
			any[1] |= !check(type, 0, size, CONTROL_RELAY);
			any[2] |= !check(type, 0, size, CONTROL_CLIENT);
		}
		guest += any[0];
		relay += any[1];
		client += any[2];
		if (any[0] || any[1] || any[2])
			assert_string_not_equal(control_name(type), "frame");
	}
	assert_int_equal(guest, 14);
	assert_int_equal(relay, 27);
	assert_int_equal(client, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes),
		cmocka_unit_test(ranges),
		cmocka_unit_test(flags),
		cmocka_unit_test(senders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
