# SPDX-License-Identifier: ISC
#
# The configuration of a container as engines write it by default, but for the
# seccomp filter.  Arguments: root, test, netns, user, mem, path, env, cpu; the
# program's own are positional.

def caps: ["CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "SETGID", "SETUID",
	"SETFCAP", "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL"]
	| map("CAP_" + .);
def tmpfs($at; $mode): { destination: $at, type: "tmpfs", source: "tmpfs",
	options: ["nosuid", "mode=" + $mode] };

{
	ociVersion: "1.0.2",
	hostname: "bench",
	root: { path: $root, readonly: false },
	process: {
		terminal: false,
		user: { uid: ($user | tonumber), gid: ($user | tonumber) },
		args: $ARGS.positional,
		env: ([$path, "HOME=/root"] +
			($env | split("\n") | map(select(. != "")))),
		cwd: "/",
		noNewPrivileges: true,
		capabilities: { bounding: caps, effective: caps,
			permitted: caps },
	},
	mounts: [
		{ destination: "/proc", type: "proc", source: "proc" },
		tmpfs("/dev"; "755"),
		{ destination: "/dev/pts", type: "devpts", source: "devpts",
			options: ["newinstance", "ptmxmode=0666", "mode=0620"] },
		tmpfs("/dev/shm"; "1777"),
		tmpfs("/tmp"; "1777"),
		tmpfs("/run"; "1777"),
		{ destination: "/sys", type: "sysfs", source: "sysfs",
			options: ["ro"] },
		{ destination: "/test", type: "bind", source: $test,
			options: ["bind"] }
	],
	linux: {
		namespaces: [
			{ type: "pid" }, { type: "mount" }, { type: "ipc" },
			{ type: "uts" },
			({ type: "network" } +
				if $netns == "" then {} else { path: $netns } end)
		],
		resources: (
			(if $mem == "" then {} else { memory:
				{ limit: ($mem | tonumber * 1048576) } } end) +
			(if $cpu == "" then {} else { cpu: { cpus: $cpu } } end)
		),
	},
}
