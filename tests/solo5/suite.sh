# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# What both tenders must do: the same test unikernels, the same results.  Sourced
# by the suites after tests/lib.sh; they set
#	abi		spt or hvt
#	FAULT		status after a fault of the guest's
#
# SOLO5_TENDER and SOLO5_UNIKERNELS name others than the built ones: what people who
# have upstream's can hold against ours.

tender=${SOLO5_TENDER:-$out/bin/solo5-$abi}
unikernels=${SOLO5_UNIKERNELS:-$out/tests/solo5}
peer=$unikernels/peer

# Without them each test would wait for what never comes.
need_unikernels()
{
	[ "$(id -u)" = 0 ] || bail_out "needs root"
	[ -e "$unikernels/hello.$abi" ] ||
		bail_out "$unikernels is not built: make solo5-tests"
}

# uni NAME ARG...: run a unikernel; OPTS are options of the tender.
OPTS=()
uni()
{
	local name=$1

	shift
	timeout -k 5 60 "$tender" "${OPTS[@]}" "$unikernels/$name.$abi" "$@"
}

# ends STATUS WHAT NAME ARG...
ends()
{
	local wanted=$1 what=$2

	shift 2
	status_is "$wanted" "$what" uni "$@"
}

# refuses WHAT PATTERN COMMAND...: status 1, and says why.
refuses()
{
	local what=$1 pattern=$2 status=0 text

	shift 2
	text=$("$@" 2>&1 </dev/null) || status=$?
	if [ $status = 1 ] && grep -qE -- "$pattern" <<<"$text"; then
		ok "$what"
	else
		not_ok "$what"
		printf 'status %s: %s\nwanted: %s\n' "$status" "$text" \
			"$pattern" | diag
	fi
}

test_start()
{
	local long

	is "arguments, joined by blanks" \
		"$(uni hello --solo5:quiet a 'b  c' '' d)" "hello 'a b  c  d'"
	is "no arguments" "$(uni hello --solo5:quiet)" "hello ''"
	like "the bindings speak, unless told to be quiet" "$(uni hello)" \
		'^Solo5: '
	is "an unknown level is left to the program" \
		"$(uni hello --solo5:loud | grep hello)" "hello '--solo5:loud'"
	OPTS=(--mem=16 --)
	is "-- ends the options" "$(uni hello --solo5:quiet --mem=1)" \
		"hello '--mem=1'"
	OPTS=()
	printf -v long '%8191s' x
	is "8191 characters of arguments" \
		"$(uni hello "$long" | grep -c hello)" 1
	refuses "8192 are too many" 'longer than 8191' uni hello "x$long"
	status_is 127 "a unikernel is no program of the host's" \
		bash -c "$unikernels/hello.$abi"
}

test_status()
{
	ends 0 "status 0" hello
	ends 7 "status 7, returned" hello status=7
	ends 255 "status 255" hello status=255
	ends 2 "the low byte of 258" abort exit=258
	ends 255 "solo5_abort()" abort
	ends 255 "a smashed stack" smash
	like "it is said" "$(uni smash)" 'stack corruption'
	ends 0 "an array filled to its end" smash bytes=16
}

test_memory()
{
	ends 0 "data, bss" globals
	OPTS=(--mem=2)
	ends 0 "2 MB are enough for a small program" memory mb=2
	OPTS=(--mem=1)
	refuses "1 MB hold no program" 'does not lie in guest memory' uni hello
	OPTS=(--mem=4)
	ends 255 "less than 512 KB left: the bindings refuse" globals
	OPTS=()
	ends 0 "the heap, by default 512 MB" memory step=65536
}

test_protection()
{
	ends "$FAULT" "page 0 cannot be read" zero_page
	ends "$FAULT" "page 0 cannot be written" zero_page write
	ends "$FAULT" "nor the page below the boot data" zero_page at=65528
	ends "$FAULT_TEXT" "code cannot be written" write_text code
	ends "$FAULT_TEXT" "nor read-only data" write_text
}

test_tls()
{
	ends 0 "thread-local storage, two blocks" tls
}

test_clocks()
{
	ends 0 "clocks" clock "now=$(date +%s)"
	ends 0 "sleeping" sleep
}

test_console()
{
	local n

	for n in 0 1 4096 300000; do
		is "$n bytes in pieces of all sizes" \
			"$(uni console --solo5:quiet size=$n | md5sum)" \
			"$(alphabet $n | md5sum)"
	done
	is "one piece of 65536 bytes" \
		"$(uni console --solo5:quiet size=65536 piece=65536 | md5sum)" \
		"$(alphabet 65536 | md5sum)"
	uni console --solo5:quiet size=1000 >&- 2>/dev/null
	is "a closed standard output" $? 0
	uni console --solo5:quiet size=1000 >/dev/full
	is "a full one" $? 0
}

alphabet()
{
	yes abcdefghijklmnopqrstuvwxyz | tr -d '\n' | head -c "$1"
}

# What the guest is told to expect, and the disk.
test_block()
{
	local size

	truncate -s 65536 "$T/disk"
	for size in 512 1024 4096 32768; do
		OPTS=(--block:disk="$T/disk" --block-sector-size:disk=$size)
		ends 0 "blocks of $size bytes" block size=$size \
			blocks=$((65536 / size))
	done
	OPTS=(--block:disk="$T/disk")
	ends 0 "of 512 by default" block size=512 blocks=128
	is "the file has not grown" "$(stat -c %s "$T/disk")" 65536
	printf 'first in file ..' | dd of="$T/disk" conv=notrunc status=none
	like "the guest reads what is in the file" \
		"$(uni block size=512 blocks=128 first)" '^first in file'
	truncate -s 512 "$T/disk"
	ends 0 "a disk of one block" block blocks=1
	truncate -s 8192 "$T/disk2"
	OPTS=(--block:two="$T/disk2" --block-sector-size:two=4096
		--block:one="$T/disk2")
	ends 0 "two devices" block_two
	OPTS=(--block:disk=@7 --block-sector-size:disk=4096)
	ends 0 "an inherited descriptor" block size=4096 blocks=2 7<>"$T/disk2"
	refuses "one that can only be read" 'not open for reading and writing' \
		uni block 7<"$T/disk2"
	refuses "one that is not open" 'Bad file descriptor' uni block
	refuses "one that is no disk" 'neither a file nor a disk' \
		uni block 7<>/dev/null
	truncate -s 511 "$T/odd"
	OPTS=(--block:disk="$T/odd")
	refuses "less than a block" 'not one or more blocks' uni block
	truncate -s 1000 "$T/odd"
	refuses "no whole number of blocks" 'not one or more blocks' uni block
	truncate -s 0 "$T/odd"
	refuses "nothing" 'not one or more blocks' uni block
	OPTS=(--block:disk=/dev/null)
	refuses "no disk" 'neither a file nor a disk' uni block
	OPTS=(--block:disk="$T/none")
	refuses "no file" 'No such file' uni block
	OPTS=()
}

# flood WHAT COUNT SIZE NAME ARG...
flood()
{
	local what=$1 count=$2 size=$3 name=$4 n=1

	shift 4
	[ "$name" != net_two ] || n=2
	status_is 0 "$what" timeout -k 5 100 "$peer" -n $n -s "$size" \
		"$count" "$tender" "${OPTS[@]}" "$unikernels/$name.$abi" \
		--solo5:quiet limit="$count" "$@"
	grep '^peer:' "$T/try" | diag
}

test_net_fd()
{
	OPTS=(--net:service0=@10)
	flood "ARP and ping floods, on a descriptor" "$FLOOD" 56 net
	flood "of 1500 bytes" "$FLOOD" 1472 net
	OPTS=(--net:service0=@10 --net:service1=@11)
	flood "on two interfaces" "$FLOOD" 200 net_two
	OPTS=(--net:service0=@10 --net-mac:service0=02:11:22:33:44:55)
	flood "with an address that was given" 10 56 net
	OPTS=()
}

# In a network namespace of the test's own.
test_net_tap()
{
	ip tuntap add dev tap0 mode tap
	OPTS=(--net:service0=tap0)
	refuses "a tap that is down" 'is not up' uni net
	ip address add 10.0.0.1/24 dev tap0
	ip link set tap0 up
	ping_flood "pings on a tap" net 1500 56 tap0
	ip link set tap0 mtu 9000
	ping_flood "MTU 9000" net 9000 8972 tap0
	OPTS=(--net:service0=none0)
	refuses "a tap that is not there" 'No such device' uni net
	OPTS=(--net:service0=lo)
	refuses "no tap" 'attaching to tap lo' uni net
	OPTS=()
	ip link del tap0
}

# ping_flood WHAT NAME MTU SIZE.  One alone goes first: while the host waits for the
# answer to its ARP request it would drop what comes too fast.
ping_flood()
{
	local pid status=0 got

	uni "$2" --solo5:quiet mtu="$3" limit=$((PINGS + 1)) >"$T/guest" 2>&1 &
	pid=$!
	until_true 10 grep -q ready "$T/guest"
	ping -q -c 1 -W 20 10.0.0.2 >/dev/null
	got=$(ping -q -f -c "$PINGS" -s "$4" -W 5 10.0.0.2 2>&1)
	wait $pid || status=$?
	is "$1: the guest's status" $status 0
	like "$1: all answered" "$got" " $PINGS received, 0% packet loss"
}

# One frame that is longer than the guest's buffer.
test_net_short()
{
	local pid status=0

	ip tuntap add dev tap0 mode tap
	ip address add 10.0.0.1/24 dev tap0
	sysctl -qw net.ipv6.conf.tap0.disable_ipv6=1
	ip link set tap0 up
	ip neigh replace 10.0.0.2 lladdr 02:11:22:33:44:55 dev tap0
	OPTS=(--net:service0=tap0 --net-mac:service0=02:11:22:33:44:55)
	uni net --solo5:quiet short limit=3 >"$T/guest" 2>&1 &
	pid=$!
	OPTS=()
	until_true 10 grep -q short "$T/guest"
	ping -q -c 1 -W 0.2 10.0.0.2 >/dev/null
	until_true 10 grep -q ready "$T/guest"
	ping -q -f -c 3 -W 5 10.0.0.2 >/dev/null
	wait $pid || status=$?
	is "a frame into a short buffer is cut" $status 0
	ip link del tap0
}

test_many()
{
	local i

	truncate -s 512 "$T/small"
	OPTS=()
	for ((i = 0; i < 63; i++)); do
		if ((i % 2)); then
			ip tuntap add dev "t$i" mode tap
			sysctl -qw "net.ipv6.conf.t$i.disable_ipv6=1"
			ip link set "t$i" up
			OPTS+=("--net:dev$i=t$i")
		else
			cp "$T/small" "$T/small$i"
			OPTS+=("--block:dev$i=$T/small$i")
		fi
	done
	ends 0 "63 devices" many
	is "each disk got its own" "$(for ((i = 0; i < 63; i += 2)); do
		od -An -N1 -tu1 "$T/small$i"; done | xargs)" \
		"$(seq -s ' ' 0 2 62)"
	unset 'OPTS[5]'
	refuses "one is not given" 'net device dev5 is declared but not given' \
		uni many
	OPTS=()
	for ((i = 1; i < 63; i += 2)); do
		ip link del "t$i"
	done
}

test_options()
{
	local u=$unikernels/hello.$abi

	status_is 0 "--help" "$tender" --help
	like "it names the options" "$("$tender" --help)" '--block-sector-size'
	status_is 0 "--version" "$tender" --version
	refuses "--help to a full disk" '' sh -c "'$tender' --help >/dev/full"
	refuses "nothing to run" 'no KERNEL' "$tender"
	refuses "an unknown option" 'no such option' "$tender" --men=1 "$u"
	for i in --mem= --mem=0 --mem=x --mem=-1 --mem=1k --mem=99999999999; do
		refuses "$i" 'not a number' "$tender" $i "$u"
	done
	for i in --net: --net:=tap0 --net:a --net:a_b=t --block:=x --net-mac:=x \
		"--net:$(printf '%68s' '' | tr ' ' a)=t" --block-sector-size:x; do
		refuses "${i:0:40}" 'not of the form' "$tender" "$i" "$u"
	done
	refuses "an empty place" 'nothing to attach' "$tender" --net:a= "$u"
	for i in @ @x @-1 @2 @99999999999; do
		refuses "--net:a=$i" 'not the number' "$tender" --net:a=$i "$u"
		refuses "--block:a=$i" 'not the number' "$tender" \
			--block:a=$i "$u"
	done
	for i in 1:2:3 02:11:22:33:44:5 02:11:22:33:44:5g 02-11-22-33-44-55 \
		02:11:22:33:44:555; do
		refuses "--net-mac:a=$i" 'not a hardware' "$tender" \
			--net-mac:a=$i "$u"
	done
	for i in 0 511 513 1536 65536 131072 x; do
		refuses "--block-sector-size:a=$i" 'not a power' "$tender" \
			--block-sector-size:a=$i "$u"
	done
	refuses "a device twice" 'given twice' "$tender" --net:a=t --net:a=u "$u"
	refuses "settings alone" 'not given itself' "$tender" \
		--net-mac:a=02:00:00:00:00:01 "$u"
	refuses "a device that is not declared" 'declares no block device' \
		"$tender" --block:a=/dev/null "$u"
	refuses "a descriptor that is not open" 'Bad file descriptor' \
		"$tender" --net:service0=@77 "$unikernels/net.$abi"
	refuses "one that is no network" 'neither a tap nor' \
		"$tender" --net:service0=@9 "$unikernels/net.$abi" 9</dev/null
	refuses "no file" 'No such file' "$tender" /none
	refuses "no regular file" 'not a regular file' "$tender" /dev/zero
	refuses "no ELF file" 'no ELF file' "$tender" "$0"
	refuses "another kind of program" 'not an executable at fixed' \
		"$tender" "$tender"
}
