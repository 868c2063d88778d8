// SPDX-License-Identifier: ISC
/* spec: a config.json to start from. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/args.h"
#include "runtime/commands.h"
#include "runtime/spec.h"

static const char first[] =
"{\n"
"	\"ociVersion\": \"" SPEC_VERSION "\",\n"
"	\"process\": {\n"
"		\"terminal\": true,\n"
"		\"user\": { \"uid\": 0, \"gid\": 0 },\n"
"		\"args\": [ \"sh\" ],\n"
"		\"env\": [\n"
"			\"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:"
"/usr/bin:/sbin:/bin\",\n"
"			\"TERM=xterm\"\n"
"		],\n"
"		\"cwd\": \"/\",\n"
"		\"capabilities\": {\n"
"			\"bounding\": [ \"CAP_AUDIT_WRITE\", \"CAP_KILL\", "
"\"CAP_NET_BIND_SERVICE\" ],\n"
"			\"effective\": [ \"CAP_AUDIT_WRITE\", \"CAP_KILL\", "
"\"CAP_NET_BIND_SERVICE\" ],\n"
"			\"permitted\": [ \"CAP_AUDIT_WRITE\", \"CAP_KILL\", "
"\"CAP_NET_BIND_SERVICE\" ]\n"
"		},\n"
"		\"rlimits\": [\n"
"			{ \"type\": \"RLIMIT_NOFILE\", \"hard\": 1024, "
"\"soft\": 1024 }\n"
"		],\n"
"		\"noNewPrivileges\": true\n"
"	},\n"
"	\"root\": { \"path\": \"rootfs\", \"readonly\": true },\n"
"	\"hostname\": \"runnc\",\n"
"	\"mounts\": [\n"
"		{ \"destination\": \"/proc\", \"type\": \"proc\", "
"\"source\": \"proc\" },\n"
"		{ \"destination\": \"/dev\", \"type\": \"tmpfs\", "
"\"source\": \"tmpfs\",\n"
"		  \"options\": [ \"nosuid\", \"strictatime\", \"mode=755\", "
"\"size=65536k\" ] },\n"
"		{ \"destination\": \"/dev/pts\", \"type\": \"devpts\", "
"\"source\": \"devpts\",\n"
"		  \"options\": [ \"nosuid\", \"noexec\", \"newinstance\", "
"\"ptmxmode=0666\",\n"
"			       \"mode=0620\", \"gid=5\" ] },\n"
"		{ \"destination\": \"/dev/shm\", \"type\": \"tmpfs\", "
"\"source\": \"shm\",\n"
"		  \"options\": [ \"nosuid\", \"noexec\", \"nodev\", "
"\"mode=1777\",\n"
"			       \"size=65536k\" ] },\n"
"		{ \"destination\": \"/dev/mqueue\", \"type\": \"mqueue\", "
"\"source\": \"mqueue\",\n"
"		  \"options\": [ \"nosuid\", \"noexec\", \"nodev\" ] },\n"
"		{ \"destination\": \"/sys\", \"type\": \"sysfs\", "
"\"source\": \"sysfs\",\n"
"		  \"options\": [ \"nosuid\", \"noexec\", \"nodev\", "
"\"ro\" ] }\n"
"	],\n"
"	\"linux\": {\n";

/* The caller is the container's root, to the host. */
static const char mapped[] =
"		\"uidMappings\": [\n"
"			{ \"containerID\": 0, \"hostID\": %u, \"size\": 1 }\n"
"		],\n"
"		\"gidMappings\": [\n"
"			{ \"containerID\": 0, \"hostID\": %u, \"size\": 1 }\n"
"		],\n";

static const char rest[] =
"		\"namespaces\": [%s\n"
"			{ \"type\": \"pid\" }, { \"type\": \"network\" }, "
"{ \"type\": \"ipc\" },\n"
"			{ \"type\": \"uts\" }, { \"type\": \"mount\" }\n"
"		],\n"
"		\"maskedPaths\": [\n"
"			\"/proc/acpi\", \"/proc/asound\", \"/proc/kcore\", "
"\"/proc/keys\",\n"
"			\"/proc/latency_stats\", \"/proc/timer_list\",\n"
"			\"/proc/timer_stats\", \"/proc/sched_debug\", "
"\"/sys/firmware\",\n"
"			\"/proc/scsi\"\n"
"		],\n"
"		\"readonlyPaths\": [\n"
"			\"/proc/bus\", \"/proc/fs\", \"/proc/irq\", "
"\"/proc/sys\",\n"
"			\"/proc/sysrq-trigger\"\n"
"		]\n"
"	}\n"
"}\n";

static int write_spec(int fd, bool rootless)
{
	if (dprintf(fd, "%s", first) < 0 ||
	    (rootless && dprintf(fd, mapped, geteuid(), getegid()) < 0) ||
	    dprintf(fd, rest, rootless ? " { \"type\": \"user\" }," : "") < 0)
		return -1;
	return 0;
}

int command_spec(const struct runtime *rt, int argc, char **argv,
		 struct err *e)
{
	cleanup_fd int dir = -1, fd = -1;
	const char *bundle = ".";
	bool rootless = false;
	char **words;
	const struct arg args[] = {
		{ "bundle", 'b', ARG_STRING, &bundle },
		{ "rootless", 0, ARG_FLAG, &rootless },
		{ NULL },
	};

	(void)rt;
	if (args_parse(args, argc, argv, 0, 0, &words, e) < 0)
		return -e->code;
	dir = open(bundle, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return err_errno(e, "opening %s", bundle);
	fd = openat(dir, "config.json", O_WRONLY | O_CREAT | O_EXCL |
		    O_CLOEXEC, 0644);
	if (fd < 0 || write_spec(fd, rootless) < 0)
		return err_errno(e, "writing %s/config.json", bundle);
	return 0;
}
