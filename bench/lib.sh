# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# What run.sh, groups and contenders share.
#
# A group (bench/groups/NAME.sh) has a line "# roots: NAME...", one
# "# contenders: NAME..." if they are not "host nabla crun runsc", and
#	setup		says in W_* what is to run
#	measure		measures $contender once, by the functions below
#
# A contender (bench/contenders/NAME.sh) has
#	NAME_usable	fails, with a reason on its output, if it can't run here
#	NAME_version	prints what it is
#	NAME_prepare	makes ready for what W_* says
#	NAME_network	makes its interface: outside address $1, inside $2, name $3
#	NAME_command PROGRAM ARG...	fills the array "command"
#	NAME_end	removes what a run has left
#
# What is to run, wherever it runs:
#	W_ROOT		root of tests/roots; empty: there is nothing but /test
#	W_FILES		array: files to be found in /test
#	W_MEM		megabytes; empty: as much as the host has
#	W_NET		not empty: with its network interface
#	W_USER		number of a user; empty: root
#	W_ENV		array: more environment
#	W_SERVED	not empty: root and /test are folders on the disk, nabla's by
#			way of the gofer
# /tmp is an empty tmpfs, standard input is empty.

. "$(dirname "${BASH_SOURCE[0]}")/../tools/guest.sh"

programs=$out/bench/bin
B_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say()
{
	printf '  BENCH   %s\n' "$*"
}

die()
{
	echo "bench: $*" >&2
	exit 1
}

# The last processor that we may use for contenders, the first for clients, if
# BENCH_CPU and BENCH_CLIENT_CPU don't say otherwise.
pick_cpus()
{
	local list

	list=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)
	cpu=${BENCH_CPU:-${list##*[,-]}}
	client_cpu=${BENCH_CLIENT_CPU:-${list%%[,-]*}}
}

# Mounts of ours hide what would otherwise be left on the host.  All that is ours
# is below $scratch: it is never removed by name, since roots are mounted there.
private_mounts()
{
	mount -t tmpfs none "$scratch" || die "cannot mount"
	mount -t tmpfs none /run
	mkdir -p /run/netns
	ip link set lo up
}

# Index of a contender to addresses.
network_of()
{
	local name=$1 net=198.18.$2

	printf -v "ip_$name" %s "$net.2"
	"${name}_network" "$net.1" "$net.2" "$name" ||
		die "no network for $name"
}

# What an end of a cable in a network namespace takes.
veth_network()
{
	local outside=$1 inside=$2 name=$3 ns

	ns="ip -n $name"
	ip netns add "$name"
	ip link add "veth-$name" type veth peer name eth0 netns "$name"
	ip address add "$outside/24" dev "veth-$name"
	ip link set "veth-$name" up
	$ns address add "$inside/24" dev eth0
	$ns link set lo up
	$ns link set eth0 up
	$ns route add default via "$outside"
}

# Address of the contender that is measured.
address()
{
	local var=ip_$contender

	echo "${!var}"
}

# A folder with what /test is to hold; sets W_DIR.
files_folder()
{
	W_DIR=$scratch/$group.files
	[ -z "${W_SERVED-}" ] || W_DIR=$out/bench/$group.files
	mkdir -p "$W_DIR/test"
	[ ${#W_FILES[@]} = 0 ] || cp "${W_FILES[@]}" "$W_DIR/test/"
}

# mount_root WHERE: the unpacked root, without what may be mounted in it.
mount_root()
{
	local dir=$scratch/empty

	umount -R --lazy "$1" 2>/dev/null
	mkdir -p "$1" "$dir"/{dev,proc,sys,tmp,run,test}
	[ -z "$W_ROOT" ] || dir=$(ISA=$isa "$top/tools/root" --dir "$W_ROOT")
	mkdir -p "$dir/test"
	mount --bind "$dir" "$1"
}

# sample ROW UNIT VALUE
sample()
{
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$pinning" "$round" \
		"$contender" "$group" "$1" "$2" "$3" >>"$raw"
}

now_ns()
{
	local us=${EPOCHREALTIME/[.,]/}

	echo "${us}000"
}

# start PROGRAM ARG...: in the background; its process is B_PID.
start()
{
	local command=()

	"${contender}_command" "$@"
	"${pin[@]}" "${command[@]}" </dev/null >"$scratch/output" 2>>"$log" &
	B_PID=$!
}

# finish SECONDS PROGRAM ARG...: in the foreground.
finish()
{
	local command=() seconds=$1 status=0

	shift
	"${contender}_command" "$@"
	timeout --foreground -s KILL "$seconds" "${pin[@]}" "${command[@]}" \
		</dev/null || status=$?
	"${contender}_end"
	return $status
}

# A process and all that descend from it.
tree_of()
{
	ps -eo pid=,ppid= | awk -v root="$1" '
		{ parent[$1] = $2 }
		END {
			for (p in parent) {
				for (q = p; q > 1 && q != root; q = parent[q])
					;
				if (q == root)
					print p
			}
		}'
}

stop()
{
	local pids

	[ -n "${B_PID-}" ] || return 0
	pids=$(tree_of "$B_PID")
	[ -z "$pids" ] || kill -KILL $pids
	wait "$B_PID"
	B_PID=
	"${contender}_end"
} 2>/dev/null

# await SECONDS COMMAND...: until it succeeds; fails if the contender ends.
# The command must not wait for long.
await()
{
	local end=$((SECONDS + $1))

	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] && kill -0 "$B_PID" || return
		sleep 0.02
	done
}

# Microseconds of stopwatch's line.
line()
{
	awk -v what="$1" '$1 == what { printf "%d\n", $2 * 1000 }' "$scratch/watch"
}

# watched SECONDS OPTION... -- PROGRAM ARG...
watched()
{
	local options=() command=() seconds=$1 status=0

	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	[ "$pinning" = unpinned ] || options+=(-c "$cpu")
	"${contender}_command" "$@"
	timeout --foreground -s KILL "$seconds" "$programs/stopwatch" \
		"${options[@]}" "${command[@]}" </dev/null \
		>"$scratch/watch" || status=$?
	"${contender}_end"
	return $status
}

# Of the processes on standard input, in megabytes.
pss_sum()
{
	sed 's|.*|/proc/&/smaps_rollup|' | xargs cat |
		awk '$1 == "Pss:" { sum += $2 }
			END { if (!sum) exit 1; printf "%.3f\n", sum / 1024 }'
}

# A program of the root "client", outside of all contenders.
make_client()
{
	client_dir=$scratch/client
	umount -R --lazy "$client_dir" 2>/dev/null
	mkdir -p "$client_dir"
	mount --bind "$(ISA=$isa "$top/tools/root" --dir client)" "$client_dir"
	mount --bind /dev "$client_dir/dev"
}

client()
{
	timeout --foreground -s KILL 120 "${client_pin[@]}" \
		chroot "$client_dir" "$@"
}

table()
{
	awk -v style="$1" -v order="${contenders[*]}" -f "$bench/table.awk" \
		"$bench/targets.txt" "$raw"
}

# Network and other mounts go away with the namespaces.
tidy()
{
	umount -R --lazy "$scratch" 2>/dev/null
	rmdir "$scratch"
}
