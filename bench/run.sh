#!/bin/bash
# SPDX-License-Identifier: ISC
#
# run.sh [GROUP...]: measure the groups of bench/groups, all or those named, with
# the contenders of bench/contenders taking turns, so that what else the machine
# does meets all of them.  Results go to out/<isa>/bench/<date>/:
#
#	raw	every sample: pinning, round, contender, group, row, unit, value
#	about	when, what and on what machine
#	table.txt, table.md, *.svg	medians and ratios to the host
#	log	what servers and failed runs said
#
# Environment: CONTENDERS, ROUNDS (3), PIN ("pinned unpinned").  Everything happens
# in namespaces of its own (network, mounts).

set -uo pipefail
bench=$(cd "$(dirname "$0")" && pwd)
. "$bench/lib.sh"

groups=("$@")
[ $# -gt 0 ] || groups=(boot idle micro files redis nginx postgres solo5 oci)
rounds=${ROUNDS:-3}
pinnings=${PIN:-pinned unpinned}

need()
{
	local g

	[ "$(id -u)" = 0 ] || die "needs root"
	for g in "${groups[@]}"; do
		[ -e "$bench/groups/$g.sh" ] || die "no group $g"
	done
	for g in "$run" "$kernel" "$programs/micro"; do
		[ -e "$g" ] || die "$g is not built"
	done
}

# Roots are made while there is a network to fetch packages from.
make_roots()
{
	local name

	for name in $(for g in "${groups[@]}"; do
			sed -n 's/^# roots: //p' "$bench/groups/$g.sh"
		done | xargs -n1 | sort -u); do
		ISA=$isa "$top/tools/root" --dir "$name" >/dev/null ||
			die "no root: $name"
	done
}

# contenders_of GROUP: which take part
contenders_of()
{
	local own

	own=$(sed -n 's/^# contenders: //p' "$bench/groups/$1.sh")
	echo "${own:-host nabla crun runsc}"
}

# Those asked for, or all that work here, the host first.
pick_contenders()
{
	local name why wanted

	wanted=${CONTENDERS:-$(for g in "${groups[@]}"; do
		contenders_of "$g"; done | xargs -n1 | awk '!seen[$0]++')}
	contenders=()
	for name in $wanted; do
		[ -e "$bench/contenders/$name.sh" ] || die "no contender $name"
		. "$bench/contenders/$name.sh"
		if why=$("${name}_usable" 2>&1); then
			contenders+=("$name")
		else
			say "left out: $name: $why"
		fi
	done
	[ ${#contenders[@]} -gt 0 ] || die "no contender"
}

about()
{
	printf '%s\n' "date	$(date -u +%FT%TZ)" \
		"commit	$(git -C "$top" describe --always --dirty 2>/dev/null)" \
		"kernel	$(uname -sr), huge pages $(sed -n \
			's/.*\[\(.*\)\].*/\1/p' \
			/sys/kernel/mm/transparent_hugepage/enabled)" \
		"cpus	$(nproc) x $(sed -n 's/^model name.*: //p' \
			/proc/cpuinfo | head -n 1)" \
		"pinned	contenders on CPU $cpu, clients on CPU $client_cpu" \
		"rounds	$rounds" \
		"run	$run" "image	$kernel"
	for c in "${contenders[@]}"; do
		printf 'contender\t%s: %s\n' "$c" "$("${c}_version")"
	done
}

run_group()
{
	local group=$1 round c from takes_part=()

	for c in $(contenders_of "$group"); do
		[[ " ${contenders[*]} " != *" $c "* ]] || takes_part+=("$c")
	done
	W_SERVED= prefix=
	. "$bench/groups/$group.sh"
	setup
	for c in "${takes_part[@]}"; do
		"${c}_prepare" || die "$group: cannot prepare $c"
	done
	for ((round = 1; round <= rounds; round++)); do
		for pinning in $pinnings; do
			for c in "${takes_part[@]}"; do
				run_one "$group" $round "$c"
			done
		done
	done
}

# Each in a shell of its own, which may fail where it stands.
run_one()
{
	local from=$SECONDS status=ok

	[ "$pinning" = pinned ] && pin=(taskset -c "$cpu") || pin=()
	[ "$pinning" = pinned ] && client_pin=(taskset -c "$client_cpu") ||
		client_pin=()
	printf '  BENCH   %-9s round %d of %d  %-9s %-7s' "$1" "$2" \
		"$rounds" "$pinning" "$3"
	echo "== $*, $pinning" >>"$log"
	(round=$2 contender=$3; trap stop EXIT; measure) 2>>"$log" ||
		status=FAILED
	[ $status = ok ] || {
		printf '%s\t%s\t%s\t%s\n' "$pinning" "$2" "$3" "$1" \
			>>"$results/failed"
		tail -n 20 "$scratch/output" >>"$log" 2>/dev/null
	}
	printf ' %s (%d s, load %s)\n' $status $((SECONDS - from)) \
		"$(cut -d' ' -f1 /proc/loadavg)"
}

report()
{
	[ -s "$raw" ] || die "nothing could be measured: see $log"
	echo "ended	$(date -u +%FT%TZ)" >>"$results/about"
	table text >"$results/table.txt"
	table markdown >"$results/table.md"
	"$bench/plot.sh" "$results" "${contenders[@]}" || say "no plots"
	cat "$results/table.txt"
	ln -sfn "${results##*/}" "${results%/*}/last"
	say "results are in ${results#"$top"/}"
}

need
if [ -z "${NABLA_BENCH-}" ]; then
	make_roots
	NABLA_BENCH=1 exec unshare --net --mount -- "$0" "${groups[@]}"
fi
pick_cpus
results=$out/bench/$(date +%Y%m%d-%H%M%S)
mkdir -p "$results"
log=$results/log raw=$results/raw
scratch=$(mktemp -d /tmp/nabla-bench.XXXXXX) || exit 1
trap tidy EXIT
trap 'exit 130' INT TERM HUP
private_mounts
pick_contenders
about >"$results/about"
cat "$results/about"
for ((i = 0; i < ${#contenders[@]}; i++)); do
	network_of "${contenders[i]}" $((i + 1))
done
for group in "${groups[@]}"; do
	run_group "$group"
done
report
[ ! -e "$results/failed" ]
