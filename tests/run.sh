#!/bin/bash
# SPDX-License-Identifier: ISC
#
# run.sh OUT [SUITE...]: run the suites of tests/suites, all or those named (globs
# will do), one after the other; then the leak check.  Exits 1 if a test failed or
# none was run.  The last line is "N passed, N failed, N skipped".
#
# A suite is an executable whose standard output is TAP (*.bats go through bats).
# Its log is OUT/test/SUITE.tap.  It gets an empty standard input, and
#	ISA, HOST_ISA	what is tested, what this machine is
#	NABLA_OUT	OUT, absolute; also its bin/ is first in PATH
#	NABLA_LONG	1: run everything; otherwise a quick choice
#	NABLA_TEST_RUN	mark of this run, which its processes inherit
#	TMPDIR		a folder of its own, to be left empty
# It is killed with everything it started after 300 s (1800 if long), or what a
# line "# timeout: QUICK [LONG]" in its first 20 lines says.

set -uo pipefail
tests=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$1" && pwd) || exit 1
shift

logs=$out/test
passed=0 failed=0 skipped=0
worked=0
: "${HOST_ISA:=$(uname -m)}" "${ISA:=$HOST_ISA}" "${NABLA_LONG:=}"
NABLA_OUT=$out
NABLA_TEST_RUN=$$.$(date +%s)
PATH=$out/bin:$PATH
export ISA HOST_ISA NABLA_OUT NABLA_LONG NABLA_TEST_RUN PATH

# Everything that carries this run's mark in its environment.
marked()
{
	grep -lzsxF "NABLA_TEST_RUN=$NABLA_TEST_RUN" /proc/[0-9]*/environ |
		cut -d/ -f3
}

# The session's group first, then what has left it; twice, for what was forked
# meanwhile.  By the shell's own kill: a program would carry the mark.
kill_suite()
{
	local pid _

	kill -KILL -- "-$1"
	for _ in 1 2; do
		for pid in $(marked); do
			kill -KILL "$pid"
		done
	done
} 2>/dev/null

time_limit()
{
	local quick long

	read -r quick long < <(sed -n \
		'1,20s/^# *timeout: *\([0-9]*\) *\([0-9]*\).*/\1 \2/p' "$1")
	if [ -n "$NABLA_LONG" ]; then
		echo "${long:-1800}"
	else
		echo "${quick:-300}"
	fi
}

# Sets status, and limit if time ran out.
wait_suite()
{
	local pid=$1 log=$2 seconds=$3
	local start=$SECONDS beat=$((SECONDS + 20)) pause=0.05

	limit=
	while kill -0 "$pid"; do
		sleep $pause
		[ $((SECONDS - start)) -lt 2 ] || pause=0.3
		if [ $((SECONDS - start)) -ge "$seconds" ]; then
			limit=$seconds
			kill_suite "$pid"
		elif [ "$SECONDS" -ge "$beat" ]; then
			beat=$((SECONDS + 20))
			printf '          ... %d s, %d done, last: %s\n' \
				$((SECONDS - start)) \
				"$(grep -cE '^(not )?ok\b' "$log")" \
				"$(grep -E '^(not )?ok\b' "$log" | tail -n 1)"
		fi
	done
	wait "$pid"
	status=$?
} 2>/dev/null

# A background command of a shell would ignore SIGINT and SIGQUIT.
start_suite()
{
	local log=$1

	shift
	export TMPDIR=$scratch/$name
	mkdir -p "$TMPDIR"
	setsid env --default-signal "$@" </dev/null >"$log" 2>&1 &
	running=$!
}

# run_suite NAME FILE COMMAND...
run_suite()
{
	local name=$1 file=$2 log=$logs/$1.tap begin=${EPOCHREALTIME/[.,]/}
	local status limit p f s

	shift 2
	printf '  TEST    %s\n' "$name"
	start_suite "$log" "$@"
	wait_suite $running "$log" "$(time_limit "$file")"
	running=
	# What it could not tidy up is no leak.
	[ -z "$limit" ] || rm -rf "$TMPDIR"
	awk -v suite="$name" -v status="$status" -v limit="$limit" \
		-v totals="$logs/.totals" -f "$tests/run-tap.awk" "$log"
	read -r p f s <"$logs/.totals"
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	begin=$(((${EPOCHREALTIME/[.,]/} - begin) / 100000))
	printf '          %d passed, %d failed, %d skipped (%d.%d s)\n' \
		"$p" "$f" "$s" $((begin / 10)) $((begin % 10))
	printf '%-24s %6d %6d %6d %8d.%d\n' "$name" "$p" "$f" "$s" \
		$((begin / 10)) $((begin % 10)) >>"$logs/summary.txt"
}

chosen()
{
	local name=$1 glob

	shift
	[ $# -gt 0 ] || return 0
	for glob in "$@"; do
		# shellcheck disable=SC2053
		[[ $name != $glob ]] || return 0
	done
	return 1
}

run_all()
{
	local file name command

	for file in "$tests"/suites/*; do
		name=${file##*/}
		[ -x "$file" ] && [ -f "$file" ] && chosen "$name" "$@" || continue
		command=("$file")
		[ "$name" = "${name%.bats}" ] || command=(bats --tap "$file")
		run_suite "$name" "$file" "${command[@]}"
	done
}

stop()
{
	trap - EXIT
	[ -z "${running:-}" ] || kill_suite "$running"
	rm -rf "$scratch"
	exit 130
}

mkdir -p "$logs"
rm -f "$logs"/*.tap "$logs/summary.txt"
# Not below OUT: the names of sockets are short.
scratch=$(mktemp -d /tmp/nabla.XXXXXX) || exit 1
trap stop INT TERM HUP
trap 'rm -rf "$scratch"' EXIT

cd "$tests/.." || exit 1
setsid --wait "$tests/leak.sh" snapshot "$logs/leak" "$scratch" || exit 1
run_all "$@"
worked=$((passed + failed))
run_suite leak "$tests/leak.sh" "$tests/leak.sh" check "$logs/leak" "$scratch"

[ $worked -gt 0 ] || echo "  nothing was run"
printf '\n%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed = 0 ] && [ $worked -gt 0 ]
