// SPDX-License-Identifier: ISC
/*
 * The taking over of a network, which may be cut short anywhere: first start
 * notes in the container's directory what there is to give back (start.h),
 * then it is taken.  So delete can always give it back.
 */
#include <errno.h>
#include <unistd.h>

#include "runtime/launch.h"
#include "runtime/network.h"

/* Start's word that it has noted them. */
static int await_note(int starter, struct err *e)
{
	char byte;
	ssize_t n;

	do
		n = read(starter, &byte, 1);
	while (n < 0 && errno == EINTR);
	if (n == 1)
		return 0;
	return err_set(e, EPIPE, "start has died before it noted the network");
}

int launch_take_network(int starter, struct network *net, bool redirected,
			launch_take_fn *take, void *arg, struct err *e)
{
	struct records taken = { 0 };
	int rc;

	network_describe(&taken, net, true);
	rc = records_check(&taken, e);
	if (!rc)
		launch_answer(starter, NULL, &taken);
	if (!rc && taken.size)
		rc = await_note(starter, e);
	if (!rc) {
		rc = take(net, arg, e);
		if (rc < 0)
			network_give_back(taken.bytes, taken.size, redirected);
	}
	records_free(&taken);
	return rc;
}
