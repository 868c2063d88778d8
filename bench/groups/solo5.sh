# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# Unikernels of tests/solo5, on both tenders; contenders other than the host and
# nabla have nothing to do with them.  Rows:
#	solo5-spt-start, solo5-hvt-start	hello from start to exit; the host's
#		is /bin/true
#	solo5-*-calls	host calls of hello behind the filter
#	solo5-*-ping	round trip of a ping, over a socket
#	solo5-*-block-write, -block-read, -net-send	bytes per second; blocks of
#		32 KB, in the page cache; frames of 1514 bytes on a tap
# roots:

setup()
{
	W_ROOT= W_FILES=("$programs/hello") W_MEM= W_NET= W_USER= W_ENV=()
	solo5=$out/tests/solo5
	solo5_abis=(spt)
	[ ! -w /dev/kvm ] || solo5_abis+=(hvt)
	solo5_repeat=30
}

# timed ROW COMMAND...
timed()
{
	local row=$1 n from

	shift
	for ((n = 0; n < solo5_repeat; n++)); do
		from=${EPOCHREALTIME/[.,]/}
		"${pin[@]}" "$@" </dev/null >/dev/null || return
		sample "$row" ns $(((${EPOCHREALTIME/[.,]/} - from) * 1000))
	done
}

measure_host()
{
	local a

	for a in "${solo5_abis[@]}"; do
		timed "solo5-$a-start" /bin/true || return
	done
}

# Behind seccomp(2), of one thread.
calls()
{
	"${pin[@]}" strace -o "$scratch/calls" "$out/bin/solo5-$1" \
		"$solo5/hello.$1" >/dev/null || return
	sample "solo5-$1-calls" calls "$(awk '/^seccomp\(/ { n = -1; seen = 1 }
		seen && /^[a-z_0-9]+\(/ { n++ } END { print n }' \
		"$scratch/calls")"
}

ping()
{
	local count=20000

	[ "$1" = spt ] || count=500
	"${pin[@]}" "$solo5/peer" $count "$out/bin/solo5-$1" \
		--net:service0=@10 "$solo5/net.$1" limit=$count \
		>/dev/null 2>"$scratch/ping" || return
	sample "solo5-$1-ping" ns "$(awk '/us per ping/ {
		printf "%d", $2 * 1000 }' "$scratch/ping")"
}

stream()
{
	local what rate mb=256

	[ "$1" = spt ] || mb=16
	ip tuntap add dev s5bench mode tap
	ip link set s5bench up
	truncate -s ${mb}M "$scratch/disk"
	"${pin[@]}" "$out/bin/solo5-$1" --net:service0=s5bench \
		--block:disk="$scratch/disk" --block-sector-size:disk=32768 \
		"$solo5/stream.$1" --solo5:quiet frames=$((mb * 100)) \
		>"$scratch/stream" || return
	while read -r what rate; do
		sample "solo5-$1-$what" B/s "$rate"
	done <"$scratch/stream"
	rm -f "$scratch/disk"
	ip link del s5bench
}

measure_nabla()
{
	local a

	for a in "${solo5_abis[@]}"; do
		timed "solo5-$a-start" "$out/bin/solo5-$a" "$solo5/hello.$a" &&
			calls "$a" && ping "$a" && stream "$a" || return
	done
}

measure()
{
	case $contender in
	host | nabla) "measure_$contender" ;;
	esac
}
