# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# OCI runtimes side by side.  By hand, with one bundle:
#	oci-true	`run` of a static program, from executing it to its end
#	oci-idle	PSS of the processes of an idle container, but the runtime's
# in containers of podman's, on its overlay and its bridge:
#	oci-root-*	files of the root, as in the group "files"
#	oci-volume-*	the same on a volume
#	oci-python	python3 -c pass, the second time on
#	oci-compile	gcc -O1 of a small program, likewise
#	oci-redis-*, oci-nginx-*	as in those groups
# The reference is crun.
# contenders: crun runnc runsc
# roots: python gcc redis nginx client

. "$bench/servers.sh"
. "$top/tests/clients.sh"

prefix=oci-

setup()
{
	W_ROOT= W_MEM= W_NET= W_USER= W_ENV=()
	W_FILES=("$programs/hello" "$programs/files")
	make_client
	nginx_files
	oci_images
}

# What clients.sh wants to know.
root()
{
	ISA=$isa "$top/tools/root" "$@"
}

# podman, with all that is its own in $scratch.
oci_images()
{
	local name

	T=$scratch/podman runnc=$out/bin/runnc
	mkdir -p "$T" "$scratch/volume"
	sysctl -qw net.ipv4.ip_forward=1
	ip route add default dev lo 2>/dev/null
	[ -e /sys/fs/cgroup/hugetlb ] || clients_cgroups ||
		die "no control groups"
	podman_begin
	for name in python gcc redis nginx; do
		podman_image "localhost/$name" "$name" ||
			die "podman import of $name"
	done
}

# Each namespace of podman's bridge is made ready as runsc_network does; to the
# others runsc brings nothing.
runsc_for_podman()
{
	cat <<-END
	#!/bin/bash
	net=none
	for ns in /run/netns/netns-*; do
		[ -e "\$ns" ] && [ -e "$scratch/bridged" ] || continue
		net=sandbox
		nsenter --net="\$ns" sh -c '
			! test -e /proc/sys/net/core/rmem_default ||
				mount -t tmpfs none /proc/sys/net/core'
	done
	exec runsc --ignore-cgroups --platform=$runsc_platform \
		--network=\$net "\$@"
	END
}

# How podman calls the contender.
oci_engine()
{
	local program

	case $contender in
	runnc)
		program=$out/bin/runnc
		;;
	runsc)
		program=$scratch/runsc-for-podman
		runsc_for_podman >"$program"
		chmod +x "$program"
		;;
	*)
		program=$(command -v "$contender")
		;;
	esac
	runnc=$program
	podman_begin
}

# in_podman SECONDS OPTION... IMAGE COMMAND...
in_podman()
{
	local seconds=$1

	shift
	timeout --foreground -s KILL "$seconds" "${pin[@]}" "${podman[@]}" \
		run --rm --network none -v "$W_DIR/test:/test" "$@"
}

# server NAME IMAGE COMMAND...: in the background on the bridge; prints where
server()
{
	local name=$1

	shift
	"${podman[@]}" rm -f -t 0 "$name" 2>/dev/null
	"${pin[@]}" "${podman[@]}" run -d --name "$name" \
		-v "$W_DIR/test:/test" "$@" >/dev/null || return
	"${podman[@]}" inspect -f '{{.NetworkSettings.IPAddress}}' "$name"
}

measure_true()
{
	local n

	for ((n = 0; n < 10; n++)); do
		watched 60 -- /test/hello end || return
		sample oci-true ns "$(line end)"
	done
}

measure_idle()
{
	local mb

	start /test/hello
	await 60 test -s "$scratch/output" || return
	sleep 1
	mb=$(tree_of "$B_PID" | grep -vx "$B_PID" | pss_sum) || return
	sample oci-idle MB "$mb"
	stop
}

# files_rows NAME FOLDER
files_rows()
{
	local row unit value

	while read -r row unit value; do
		sample "oci-$1-$row" "$unit" "$value"
	done
}

measure_files()
{
	rm -rf "$scratch/volume/"*
	head -c $((256 << 20)) /dev/urandom >"$scratch/volume/big"
	in_podman 300 -v "$scratch/volume:/volume" localhost/python \
		sh -c 'mkdir /w; cp /volume/big /w/big; /test/files /w' \
		>"$scratch/samples" || return
	files_rows root <"$scratch/samples"
	in_podman 300 -v "$scratch/volume:/volume" localhost/python \
		/test/files /volume >"$scratch/samples" || return
	files_rows volume <"$scratch/samples"
	rm -rf "$scratch/volume/"*
}

# timed ROW IMAGE COMMAND: once, then five times by the clock of the container
timed()
{
	local row=$1 image=$2 ns

	ns=$(in_podman 120 "$image" sh -c "$3 || exit; from=\$(date +%s%N)
		for i in 1 2 3 4 5; do $3 || exit; done
		echo \$(((\$(date +%s%N) - from) / 5))") || return
	sample "oci-$row" ns "$ns"
}

measure_programs()
{
	printf '%s\n' '#include <stdio.h>' \
		'int main(void) { return printf("hello\n") < 0; }' \
		>"$W_DIR/test/small.c"
	timed python localhost/python 'python3 -c pass' &&
		timed compile localhost/gcc \
			'gcc -O1 -o /tmp/small /test/small.c'
}

# The container has to be there; B_PID, which await looks at, is conmon's child.
measure_server()
{
	local name=$1 at status=0

	shift
	touch "$scratch/bridged"
	at=$(server "$name" "$@") || status=$?
	rm "$scratch/bridged"
	[ $status = 0 ] || return
	B_PID=$("${podman[@]}" inspect -f '{{.State.Pid}}' "$name")
	await 30 "${name}_answers" "$at" && "${name}_rows" "$at" || status=$?
	B_PID=
	"${podman[@]}" rm -f -t 0 "$name" >/dev/null
	return $status
}

measure()
{
	local status=0

	oci_engine
	measure_true || status=1
	measure_idle || status=1
	measure_files || status=1
	measure_programs || status=1
	measure_server redis localhost/redis redis-server \
		"${redis_options[@]}" || status=1
	measure_server nginx localhost/nginx nginx -c /test/nginx.conf ||
		status=1
	return $status
}
