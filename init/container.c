// SPDX-License-Identifier: ISC
/*
 * A container from its description to its end, step by step.  The program is
 * started after everything else has succeeded, or not at all.
 */
#include <fcntl.h>
#include <linux/reboot.h>
#include <nabla/config.h>
#include <nabla/exit.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "actions.h"
#include "container.h"
#include "life.h"
#include "load.h"
#include "mounts.h"
#include "network.h"
#include "program.h"
#include "reap.h"
#include "stdfds.h"

static int prepare(const char *config, struct life *l, struct err *e)
{
	struct guest *g = l->guest;
	struct program *p = l->program;
	char *bytes;
	size_t size;
	int rc;

	rc = mounts_base(g, e);
	if (!rc)
		rc = channel_open(&l->channel, e);
	if (!rc && l->channel.fd >= 0)
		oom_open(l);
	if (!rc)
		rc = stdfds_open(g, e);
	if (!rc)
		rc = load(config, &bytes, &size, e);
	if (!rc)
		rc = program_read(p, bytes, size, e);
	/* A root of its own brings a /dev of its own. */
	if (!rc && !p->has_root)
		rc = mounts_dev(e);
	if (!rc)
		rc = network_start(g, e);
	if (!rc)
		rc = actions_run(g, bytes, size, e);
	return rc;
}

int container_run(const char *config, struct err *e)
{
	struct guest g = {
		.proc = -1, .console = -1, .netlink = -1,
		.files = -1, .cgroup = -1
	};
	struct program p;
	struct life l = {
		.guest = &g, .program = &p, .channel = { .fd = -1 },
		.log = -1, .status = NABLA_EXIT_TENDER,
	};
	int status;

	umask(0);
	reap_block();
	if (prepare(config, &l, e)) {
		channel_answer(&l.channel, NABLA_CONTROL_FAILED, 0, l.status,
			       e->text);
		return l.status;
	}
	status = life_run(&l, e);
	program_free(&p);
	return status;
}

void container_end(int status)
{
	char command[sizeof(NABLA_EXIT_COMMAND) + 12];

	reap_rest();
	sync();
	snprintf(command, sizeof(command), NABLA_EXIT_COMMAND "%d", status);
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		LINUX_REBOOT_CMD_RESTART2, command);
}
