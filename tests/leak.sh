#!/bin/bash
# SPDX-License-Identifier: ISC
#
# leak.sh snapshot DIR SCRATCH: note in DIR what there is on the machine of the
# kinds of things that tests make.
# leak.sh check DIR SCRATCH [KIND...]: TAP; one test for each kind, all or those
# named, which fails if there is more than in the snapshot.  Things that go a moment
# after their owner (network namespaces, devices) get a few seconds, LEAK_PATIENCE.
#
# SCRATCH is the folder that holds the suites' temporary folders.

set -uo pipefail
export LC_ALL=C
mode=$1
dir=$2
scratch=$3
kinds=${*:4}
: "${kinds:=processes memfds mounts netdevs netns cgroups files scratch}"
patience=${LEAK_PATIENCE:-5}

# Other trees are tested on the same machine: whether process $1 is one of theirs, by
# the mark of a run that is not this one, or as a program of ours in another folder
# (which may be a sealed copy of itself in memory: then nobody knows).
foreign()
{
	local mark exe

	mark=$(grep -azm 1 '^NABLA_TEST_RUN=' "/proc/$1/environ" | tr -d '\0')
	[ -z "$mark" ] || [ "$mark" = "NABLA_TEST_RUN=$NABLA_TEST_RUN" ] || return 0
	grep -qE '^(nabla-|runnc|solo5-)' "/proc/$1/comm" || return 1
	exe=$(readlink "/proc/$1/exe")
	case $exe in
	"$NABLA_OUT"/*|/memfd:*|'') return 1 ;;
	esac
} 2>/dev/null

# Processes with this run's mark; and those of our names.
candidates()
{
	local pid

	grep -lzsxF "NABLA_TEST_RUN=$NABLA_TEST_RUN" /proc/[0-9]*/environ |
		cut -d/ -f3
	for pid in $(grep -lsE '^(nabla-|runnc|solo5-)' /proc/[0-9]*/comm |
			cut -d/ -f3); do
		foreign "$pid" || echo "$pid"
	done
}

# Not what this script has started (its session), nor a helper of the runner.
list_processes()
{
	local pid stat

	for pid in $(candidates | sort -u); do
		# After the name: state, parent, group, session, ...
		read -ra stat < <(sed 's/.*) //' "/proc/$pid/stat") || continue
		[ "${stat[3]}" != $$ ] && [ "${stat[1]}" != $PPID ] || continue
		echo "$(cat "/proc/$pid/comm"), pid $pid, started at" \
			"tick ${stat[19]}"
	done
} 2>/dev/null

# Guest memory that somebody still holds, of whatever name.
list_memfds()
{
	local holder what

	find /proc/[0-9]*/fd -lname '/memfd:nabla*' -printf '%h %l\n' 2>/dev/null |
		sort -u | while read -r holder what; do
		foreign "$(cut -d/ -f3 <<<"$holder")" || echo "$holder $what"
	done
}

list_mounts()
{
	# The first `ip netns add` makes /run/netns a mount, for good.
	cut -d' ' -f5 /proc/self/mountinfo | grep -vx /run/netns
}

list_netdevs()
{
	ls /sys/class/net
}

list_netns()
{
	ls /run/netns 2>/dev/null
	lsns -nt net -o NS 2>/dev/null | tr -d ' '
}

list_cgroups()
{
	find /sys/fs/cgroup -type d 2>/dev/null |
		grep -E '/[^/]*(nabla|runnc|libpod|crio|containerd)[^/]*'
}

list_files()
{
	find /tmp /var/tmp /dev/shm -maxdepth 1 \( -name 'nabla*' -o \
		-name 'runnc*' -o -name 'solo5*' \) ! -path "$scratch" 2>/dev/null
	find /run/nabla* /run/runnc* /var/lib/nabla* /var/lib/runnc* 2>/dev/null
}

list_scratch()
{
	find "$scratch" -mindepth 2 -maxdepth 2
}

more()
{
	"list_$1" | sort >"$dir/$1.now"
	comm -13 "$dir/$1" "$dir/$1.now"
}

check()
{
	local kind left end=$((SECONDS + patience)) nr=0

	echo "1..$(wc -w <<<"$kinds")"
	for kind in $kinds; do
		nr=$((nr + 1))
		left=$(more "$kind")
		while [ -n "$left" ] && [ $SECONDS -lt $end ]; do
			sleep 0.3
			left=$(more "$kind")
		done
		if [ -z "$left" ]; then
			echo "ok $nr - no $kind left"
		else
			echo "not ok $nr - $kind left behind"
			sed 's/^/# /' <<<"$left"
		fi
	done
}

snapshot()
{
	local kind

	mkdir -p "$dir"
	for kind in $kinds; do
		"list_$kind" | sort >"$dir/$kind"
	done
}

case $mode in
snapshot|check) $mode ;;
*) echo "usage: leak.sh snapshot|check DIR SCRATCH" >&2; exit 1 ;;
esac
