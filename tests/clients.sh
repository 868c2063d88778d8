# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# What suites with container engines share.  Sourced after lib.sh; then
#	clients_begin "$@"	starts the suite over in namespaces of its own
# All that engines write is under T or in a /run of their own; the host's network
# and the control groups of others are out of sight.

export LC_ALL=C
# Engines take an empty one for a place.
unset XDG_RUNTIME_DIR

# Mounts and network are gone with the suite, whatever happens to it.
clients_begin()
{
	[ "$(id -u)" = 0 ] || bail_out "needs root"
	if [ -z "${NABLA_CLIENTS-}" ]; then
		rm -rf "$T"
		export NABLA_CLIENTS=1
		exec unshare --net --mount --propagation slave -- "$0" "$@"
	fi
	clients_cgroups || bail_out "no control groups"
	ip link set lo up
	ip route add default dev lo
	# podman and docker write rules here
	sysctl -qw net.ipv4.ip_forward=1
	mount -t tmpfs suite "$T"
	# engines and runtimes leave things there that are nobody's afterwards
	mount -t tmpfs -o mode=755 run /run
	runnc=$out/bin/runnc
	[ -x "$runnc" ] && [ -e "$out/vmlinux" ] || bail_out "not built"
	# where each failed command ends all, none of it is one
	clients_have >"$T/had" || :
}

# Engines want version 1 as systemd would have mounted it, or 2; not the two.
clients_cgroups()
{
	local c

	[ ! -e /sys/fs/cgroup/cgroup.controllers ] || return 0
	mkdir -p "$T/cg"
	mount --rbind /sys/fs/cgroup "$T/cg" || return
	mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup || return
	for c in cpu cpuacct cpuset memory devices freezer blkio pids \
			systemd; do
		[ -d "$T/cg/$c" ] || continue
		mkdir "/sys/fs/cgroup/$c"
		mount --rbind "$T/cg/$c" "/sys/fs/cgroup/$c" || return
	done
	for c in hugetlb net_cls net_prio perf_event; do
		mkdir "/sys/fs/cgroup/$c"
		mount -t cgroup -o $c cgroup "/sys/fs/cgroup/$c" 2>/dev/null ||
			rmdir "/sys/fs/cgroup/$c"
	done
	umount -R -l "$T/cg"
	rmdir "$T/cg"
}

# podman with everything of its own, on runnc.  It refuses a run root whose name is
# longer than 50 characters.
podman_begin()
{
	mkdir -p "$T/p"
	cat >"$T/p/containers.conf" <<-END
	[containers]
	log_driver = "k8s-file"
	default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]
	[engine]
	cgroup_manager = "cgroupfs"
	events_logger = "file"
	runtime_supports_json = ["runnc", "crun"]
	helper_binaries_dir = ["/usr/lib/podman", "/usr/libexec/podman"]
	[network]
	network_backend = "netavark"
	END
	export CONTAINERS_CONF=$T/p/containers.conf
	export CONTAINERS_STORAGE_CONF=$T/p/storage.conf
	cat >"$CONTAINERS_STORAGE_CONF" <<-END
	[storage]
	driver = "overlay"
	graphroot = "$T/p/root"
	runroot = "$T/r"
	END
	podman=(podman --root "$T/p/root" --runroot "$T/r"
		--tmpdir "$T/p/tmp" --network-config-dir "$T/p/net"
		--storage-driver overlay --runtime "$runnc")
}

p()
{
	timeout --kill-after=5 "${NABLA_TIMEOUT:-120}" "${podman[@]}" "$@"
}

podman_end()
{
	"${podman[@]}" rm --all --force --time 0 >/dev/null 2>&1
	"${podman[@]}" network prune --force >/dev/null 2>&1
	umount -R -l "$T/p/root" 2>/dev/null
}

# image NAME ROOT [COMMAND...]: from a root of tests/roots
podman_image()
{
	local name=$1 dir

	dir=$(root --dir "$2") || return
	shift 2
	tar -C "$dir" -c . | p import --quiet "$@" - "$name" >/dev/null
}

# What containers have of the machine, in the suite's own namespaces, which hide it
# from the leak check; their parents and bridges are the engine's, and stay.
clients_have()
{
	find /sys/fs/cgroup -depth -type d \( -name '*libpod-*' -o \
		-path '*/docker/*' -o -path '*/default/*' -o \
		-path '*/k8s.io/*' -o -name 'buildah*' \)
	ip -o link show | grep -oE '(veth|tap)[^ :@]*'
	ip netns list
	tc qdisc show | grep -oE '(ingress|clsact) .* dev .*'
	awk '$5 ~ /\/(merged|rootfs)$|\/netns\/./ { print $5 }' \
		/proc/self/mountinfo
	find /run/runnc /run/nabla* -mindepth 1 2>/dev/null
	ss -xlpH | grep -oE '"(runnc|nabla)[^"]*",pid=[0-9]+'
	pgrep -a '^(nabla-|runnc)' | while read -r pid rest; do
		[ ! "/proc/$pid/ns/mnt" -ef /proc/self/ns/mnt ] ||
			echo "$pid $rest"
	done
} 2>/dev/null

# More than at the beginning: a suite that was killed may have left groups, which
# are not mounted anywhere else.
clients_more()
{
	clients_have | sort | comm -13 <(sort "$T/had") -
}

# Once the engine has removed every container.
clients_left_nothing()
{
	until_true 10 eval '[ -z "$(clients_more)" ]'
	is "nothing of a container is left" "$(clients_more)" ''
}

# Overrides lib.sh's: what is mounted on T goes before it is removed.
cleanup()
{
	local pid

	[ -z "${podman-}" ] || podman_end
	for pid in ${CLIENT_PIDS-}; do
		kill "$pid" 2>/dev/null
	done
	[ -z "${CLIENT_PIDS-}" ] || wait $CLIENT_PIDS 2>/dev/null
	# engines leave the parents of their containers' groups
	[ -z "${NABLA_CLIENTS-}" ] || find /sys/fs/cgroup/*/libpod_parent \
		/sys/fs/cgroup/*/docker /sys/fs/cgroup/*/default \
		/sys/fs/cgroup/*/k8s.io \
		-depth -type d -exec rmdir {} + 2>/dev/null
	umount -R -l "$T" 2>/dev/null
}

# begin PROGRAM...: in the background, until the suite's end; log in T/NAME.log
begin()
{
	"$@" >"$T/$(basename "$1").log" 2>&1 </dev/null &
	CLIENT_PIDS="${CLIENT_PIDS-} $!"
}

containerd_begin()
{
	mkdir -p "$T/ctd"
	cat >"$T/ctd/config.toml" <<-END
	version = 2
	root = "$T/ctd/root"
	state = "$T/ctd/state"
	disabled_plugins = ["io.containerd.snapshotter.v1.btrfs",
		"io.containerd.snapshotter.v1.zfs",
		"io.containerd.snapshotter.v1.aufs",
		"io.containerd.snapshotter.v1.devmapper"]
	[grpc]
	  address = "$T/ctd/sock"
	[plugins."io.containerd.grpc.v1.cri"]
	  sandbox_image = "localhost/pause:latest"
	  restrict_oom_score_adj = true
	  disable_apparmor = true
	  [plugins."io.containerd.grpc.v1.cri".cni]
	    bin_dir = "/usr/lib/cni"
	    conf_dir = "$T/ctd/net"
	  [plugins."io.containerd.grpc.v1.cri".containerd]
	    default_runtime_name = "runnc"
	    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runnc]
	      runtime_type = "io.containerd.runc.v2"
	      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runnc.options]
	        BinaryName = "$runnc"
	END
	mkdir -p "$T/ctd/net"
	cat >"$T/ctd/net/cri.conflist" <<-END
	{ "cniVersion": "0.4.0", "name": "cri", "plugins": [{ "type": "bridge",
	  "bridge": "cni0", "isGateway": true, "mtu": 1450,
	  "ipam": { "type": "host-local", "dataDir": "$T/ctd/ipam",
	    "ranges": [[{ "subnet": "10.77.0.0/24" }],
	      [{ "subnet": "fd00:77::/64" }]],
	    "routes": [{ "dst": "0.0.0.0/0" }, { "dst": "::/0" }] } }] }
	END
	begin containerd --config "$T/ctd/config.toml"
	until_true 30 ctr --address "$T/ctd/sock" version
}

docker_begin()
{
	mkdir -p "$T/d"
	cat >"$T/d/daemon.json" <<-END
	{ "data-root": "$T/d/data", "exec-root": "$T/d/exec",
	  "pidfile": "$T/d/pid", "hosts": ["unix://$T/d/sock"],
	  "containerd": "$T/ctd/sock",
	  "default-ulimits": { "nofile": { "Name": "nofile", "Soft": 1024,
		"Hard": 4096 } },
	  "runtimes": { "runnc": { "path": "$runnc" } },
	  "default-runtime": "runnc" }
	END
	begin dockerd --config-file "$T/d/daemon.json"
	docker=(/usr/bin/docker -H "unix://$T/d/sock")
	until_true 60 "${docker[@]}" version
}

d()
{
	timeout --kill-after=5 "${NABLA_TIMEOUT:-120}" "${docker[@]}" "$@"
}
