#!/bin/bash
# SPDX-License-Identifier: ISC
#
# make run: a redis-server out of Debian's package, inside the library kernel,
# asked over the network from outside; then the host calls that it made.
# Everything happens in a network namespace of its own and is gone at the end.

set -euo pipefail
. "$(dirname "$0")/guest.sh"

# While there is still a network to fetch packages from.
if [ -z "${NABLA_NETNS-}" ]; then
	printf '\n== %s\n' \
		"Guest root: Debian's redis-server and what it depends on"
	client=$("$top/tools/root" --dir redis)
	ls -lh "$client.cpio" | awk '{ print "  " $9 ", " $5 }'
	export client
fi
guest_net "$@"

say()
{
	printf '\n== %s\n' "$*"
}

quit()
{
	echo "demo: $*" >&2
	[ ! -s "$work/log" ] || sed 's/^/  guest: /' "$work/log" >&2
	exit 1
}

cleanup()
{
	[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || :
	wait 2>/dev/null || :
	rm -rf "$work"
}

# redis-cli and redis-benchmark come from the same package, outside the guest.
outside()
{
	chroot "$client" "$@"
}

cli()
{
	outside redis-cli -h $GUEST_IP "$@"
}

start_server()
{
	guest_start -- redis-server --bind 0.0.0.0 \
		--protected-mode no --save '' --dir /tmp \
		>"$work/log" 2>&1 </dev/null
	pid=$GUEST_PID
}

# A first answer within twenty seconds; the server's death ends the wait.
await_server()
{
	local end=$((SECONDS + 20))

	while [ $SECONDS -lt $end ]; do
		[ "$(timeout 2 chroot "$client" redis-cli -h $GUEST_IP \
			ping 2>/dev/null)" != PONG ] || return 0
		kill -0 "$pid" 2>/dev/null || quit "the guest ended"
		sleep 0.05
	done
	quit "no answer within twenty seconds"
}

stop_server()
{
	local status=0

	cli shutdown nosave 2>/dev/null || :
	wait "$pid" || status=$?
	pid=
	echo "nabla-run ended with status $status"
	[ $status = 0 ] || quit "that is not success"
}

show()
{
	printf '  %-34s %s\n' "$1" "$(cli ${1} | tr -d '\r' | paste -sd' ')"
}

talk()
{
	say "Its answers, over the tap"
	show "ping"
	show "set greeting hello"
	show "get greeting"
	show "incr visits"
	show "lpush list a b c"
	show "lrange list 0 -1"
	echo "  what it runs on:"
	cli info server | tr -d '\r' |
		sed -nE 's/^(redis_version|os|arch_bits):/    \1: /p'
}

# bench ADDRESS OPTION...
bench()
{
	local address=$1

	shift
	outside redis-benchmark -h "$address" -q -n 50000 -c 50 \
		-t ping_mbulk,set,get "$@" | tr '\r' '\n' |
		grep 'requests per second' | sed 's/^/  /'
}

benchmark()
{
	say "redis-benchmark, 50 clients"
	bench $GUEST_IP
	say "The same, 16 requests at a time"
	bench $GUEST_IP -P 16
}

host_calls()
{
	say "Host calls of a second, short run, as a tracer sees them"
	make -s -C "$top" -f tests/trace/trace.mk ISA="$isa" hostcalls
	GUEST_UNDER=("$out/tests/hostcalls" -o "$work/calls")
	start_server
	await_server
	outside redis-benchmark -h $GUEST_IP -q -n 2000 -c 5 -t set,get \
		>/dev/null
	stop_server
	sed 's/^/  /' "$work/calls"
}

work=$(mktemp -d) pid=
trap cleanup EXIT
trap 'exit 130' INT TERM

GUEST_ROOT=$client.cpio
GUEST_NET=1
say "Starting it in the library kernel"
from=$(date +%s%N)
start_server
await_server
echo "  first answer after $((($(date +%s%N) - from) / 1000000)) ms"
talk
benchmark
stop_server
host_calls
say "Done"
