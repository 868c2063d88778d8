#!/bin/bash
# SPDX-License-Identifier: ISC
#
# make run: an image out of Debian's redis-server package, run by podman with runnc
# as its runtime, and asked over the bridge; then the host calls of such a container,
# as a tracer sees them.  Everything happens in namespaces of its own and is gone at
# the end.

set -euo pipefail
. "$(dirname "$0")/guest.sh"
T=$(mktemp -d)

bail_out()
{
	quit "$*"
}

root()
{
	ISA=$isa "$top/tools/root" "$@"
}

until_true()
{
	local end=$((SECONDS + $1))

	shift
	while ! "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}

. "$top/tests/clients.sh"

# While there is still a network to fetch packages from.
if [ -z "${NABLA_CLIENTS-}" ]; then
	printf '\n== %s\n' \
		"Root of the image: Debian's redis-server and what it depends on"
	client=$(root --dir redis)
	ls -lh "$client.cpio" | awk '{ print "  " $9 ", " $5 }'
	export client
fi
clients_begin "$@"

say()
{
	printf '\n== %s\n' "$*"
}

quit()
{
	echo "demo: $*" >&2
	[ ! -s "$work/log" ] || sed 's/^/  podman: /' "$work/log" >&2
	exit 1
}

end()
{
	cleanup || :
	rm -rf "$T"
}

# redis-cli and redis-benchmark come from the same package, outside the guest.
outside()
{
	chroot "$client" "$@"
}

cli()
{
	outside redis-cli -h "$at" "$@"
}

# A first answer within twenty seconds; the server's death ends the wait.
await_server()
{
	local end=$((SECONDS + 20))

	while [ $SECONDS -lt $end ]; do
		[ "$(timeout 2 chroot "$client" redis-cli -h "$at" \
			ping 2>/dev/null)" != PONG ] || return 0
		sleep 0.05
	done
	quit "no answer within twenty seconds"
}

show()
{
	printf '  %-34s %s\n' "$1" "$(cli ${1} | tr -d '\r' | paste -sd' ')"
}

talk()
{
	say "Its answers, over the bridge"
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
	bench "$at"
	say "The same, 16 requests at a time"
	bench "$at" -P 16
}

# What is on the host instead of redis-server.
processes()
{
	say "Its processes, as the host sees them"
	ps -o pid=,comm=,rss=,args= -p "$("$runnc" ps --format json \
		"$(p inspect -f '{{.Id}}' redis)" | tr -d '[]')" |
		awk '{ print "  " $1, $2, $3 " kB" }'
	echo "and inside:"
	p exec redis redis-cli info server | tr -d '\r' |
		sed -nE 's/^(os|process_id):/  \1: /p'
}

# A tracer slows down what it looks at, so this is another container.
host_calls()
{
	say "Host calls of such a container, as a tracer sees them"
	make -s -C "$top" -f tests/trace/trace.mk ISA="$isa" hostcalls
	mkdir "$work/traced"
	cat >"$work/traced/runnc" <<-END
	#!/bin/bash
	[[ " \$* " != *" create "* ]] || exec "$out/tests/hostcalls" -D \\
		-p nabla-run -o "$work/calls" "$runnc" "\$@"
	exec "$runnc" "\$@"
	END
	chmod +x "$work/traced/runnc"
	p --runtime "$work/traced/runnc" run -d --name traced localhost/redis \
		>"$work/log" 2>&1 || quit "podman run"
	at=$(p inspect -f '{{.NetworkSettings.IPAddress}}' traced)
	await_server
	outside redis-benchmark -h "$at" -q -n 2000 -c 5 -t set,get \
		>/dev/null
	p stop -t 10 traced >/dev/null
	p rm -f traced >/dev/null
	until_true 20 test -s "$work/calls" || quit "no counts"
	sed 's/^/  /' "$work/calls"
}

work=$T/work
mkdir "$work"
trap end EXIT
trap 'exit 130' INT TERM

podman_begin
say "podman makes an image of it"
podman_image localhost/redis redis --change 'CMD ["redis-server", "--bind",
	"0.0.0.0", "--protected-mode", "no", "--save", "", "--dir", "/tmp"]'
p images | sed 's/^/  /'
say "podman --runtime runnc run -d -p 6379:6379 localhost/redis"
from=$(date +%s%N)
p run -d --name redis -p 6379:6379 localhost/redis >"$work/log" 2>&1 ||
	quit "podman run"
at=$(p inspect -f '{{.NetworkSettings.IPAddress}}' redis)
await_server
echo "  first answer, from $at, after" \
	"$((($(date +%s%N) - from) / 1000000)) ms"
talk
processes
benchmark
say "podman stop"
p stop -t 10 redis >/dev/null
p inspect -f '  exit status {{.State.ExitCode}}' redis
host_calls
say "Done"
