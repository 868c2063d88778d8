# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# What the suites share.  A suite is an executable that sources this file, runs
# its tests and ends with finish; it prints TAP and exits 1 if a test failed.
# T is a scratch folder that goes away at the end.  NABLA_LONG=1 asks for
# everything rather than the quick list.
#
#	. "$(dirname "$0")/../lib.sh"
#	is "what it shows" "$(command)" "expected"
#	try "what it shows" command arg...
#	finish

set -uo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$top/tools/guest.sh"

T=$(mktemp -d)
tests=0 failures=0 skips=0
trap 'cleanup; rm -rf "$T"' EXIT
trap 'exit 130' INT TERM

# Runs whatever happens.  SIGTERM, which timeout(1) passes on; it also sees to it
# that the guest obeys.
cleanup()
{
	[ -z "${GUEST_PID-}" ] || kill "$GUEST_PID" 2>/dev/null
}

long()
{
	[ -n "${NABLA_LONG-}" ]
}

diag()
{
	sed 's/^/# /'
}

ok()
{
	tests=$((tests + 1))
	echo "ok $tests - $*"
}

not_ok()
{
	tests=$((tests + 1))
	failures=$((failures + 1))
	echo "not ok $tests - $*"
}

# skip "what it would show" "why not"
skip()
{
	tests=$((tests + 1))
	skips=$((skips + 1))
	echo "ok $tests - $1 # SKIP $2"
}

# found GREP-ARGUMENT...: grep -q for the end of a pipe.  It reads all there is: what
# wrote on would die of SIGPIPE, and with pipefail that is the pipe's status.
found()
{
	[ "$(grep -c "$@")" -gt 0 ]
}

bail_out()
{
	echo "Bail out! $*"
	exit 1
}

# is WHAT GOT WANTED
is()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		printf 'got:    %s\nwanted: %s\n' "$2" "$3" | diag
	fi
}

# like WHAT GOT PATTERN (a regular expression)
like()
{
	if grep -qE -- "$3" <<<"$2"; then
		ok "$1"
	else
		not_ok "$1"
		printf 'got:      %s\nmatching: %s\n' "$2" "$3" | diag
	fi
}

# try WHAT COMMAND...: succeeds; its output is shown if it does not.
try()
{
	local what=$1 status=0

	shift
	"$@" >"$T/try" 2>&1 || status=$?
	if [ $status = 0 ]; then
		ok "$what"
	else
		not_ok "$what"
		{ tail -n 40 "$T/try"; echo "exit status $status"; } | diag
	fi
}

# status_is WANTED WHAT COMMAND...
status_is()
{
	local wanted=$1 what=$2 status=0

	shift 2
	"$@" >"$T/try" 2>&1 || status=$?
	if [ $status = "$wanted" ]; then
		ok "$what"
	else
		not_ok "$what"
		{ tail -n 40 "$T/try"
		echo "exit status $status, wanted $wanted"; } | diag
	fi
}

finish()
{
	echo "1..$tests"
	[ $failures = 0 ] || exit 1
	exit 0
}

need_kernel()
{
	local f

	[ "$(id -u)" = 0 ] || bail_out "needs root"
	for f in "$kernel" "$run"; do
		[ -e "$f" ] || bail_out "$f is not built"
	done
}

# Path of the archive of a root of tests/roots, or (--dir) of its unpacked folder.
root()
{
	ISA=$isa "$top/tools/root" "$@"
}

# Roots are made while there is a network to fetch packages from: before
# guest_net, which makes the suite start over without one.
need_roots()
{
	local name

	[ -z "${NABLA_NETNS-}" ] || return 0
	for name; do
		root --dir "$name" >/dev/null || bail_out "no root: $name"
	done
}

# Where it was built elsewhere there is no make.
need_guest_tests()
{
	[ -z "${NABLA_PREBUILT-}" ] || return 0
	make -s -C "$top" -f tests/guest/guest.mk ISA="$isa" guest-tests >&2 ||
		bail_out "tests/guest does not build"
}

need_tracer()
{
	[ -z "${NABLA_PREBUILT-}" ] || return 0
	make -s -C "$top" -f tests/trace/trace.mk ISA="$isa" hostcalls >&2 ||
		bail_out "tests/trace does not build"
}

# initrd [ROOT] FILE...: an archive, after a root's if that is not empty, with
# the files under /test; prints its path.
initrd()
{
	local base=$1 dir=$T/initrd.d f

	shift
	rm -rf "$dir"
	mkdir -p "$dir/test" "$dir/tmp"
	chmod 1777 "$dir/tmp"
	for f; do cp -r "$f" "$dir/test/"; done
	(cd "$dir" && find . -mindepth 1 | cpio --quiet -o -H newc) \
		>"$T/own.cpio"
	if [ -n "$base" ]; then
		cat "$base" "$T/own.cpio" >"$T/initrd.cpio"
	else
		mv "$T/own.cpio" "$T/initrd.cpio"
	fi
	echo "$T/initrd.cpio"
}

# No guest of the quick list needs longer.
GUEST_UNDER=(timeout --kill-after=5 "${NABLA_TIMEOUT:-120}")

# until_true SECONDS COMMAND...: tries every 50 ms.  Where all is emulated it has
# NABLA_PATIENCE times as long.
until_true()
{
	local n=$(($1 * 20 * ${NABLA_PATIENCE:-1}))

	shift
	while ! "$@" >/dev/null 2>&1; do
		n=$((n - 1))
		[ $n -gt 0 ] || return 1
		sleep 0.05
	done
}
