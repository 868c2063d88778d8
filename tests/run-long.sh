#!/bin/bash
# SPDX-License-Identifier: ISC
#
# run-long.sh OUT [SUITE...]: the whole lists of all suites, or of those named (globs
# will do), one suite after the other, each with the leak check.  All of them take
# many hours: so after each its part of docs/test-long.txt is written anew
# (long-report.awk), and what is there of others stays, with its date.  Logs are kept
# in OUT/test/long.  Exits 1 if a test failed or none was run.

set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
out=$1
shift
report=docs/test-long.txt
logs=$out/test/long

chosen()
{
	local name=$1 glob

	shift
	for glob in "${@:-*}"; do
		# shellcheck disable=SC2053
		[[ $name != $glob ]] || return 0
	done
	return 1
}

names()
{
	local file

	for file in tests/suites/*; do
		[ ! -x "$file" ] || echo "${file##*/}"
	done
}

# The tree's, and the last one that changed the library kernel.  The report is no part
# of what was tested.
commit()
{
	local id

	id=$(git rev-parse --short=12 HEAD 2>/dev/null) ||
		{ echo 'not a git tree'; return; }
	git diff --quiet HEAD -- . ":(exclude)$report" || id+='-dirty'
	echo "commit $id, kernel of $(git log -1 --format=%h --abbrev=12 -- kernel)"
}

host()
{
	local cpu

	cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
	echo "Linux $(uname -r), $(nproc) CPUs${cpu:+, $cpu}"
}

# Of the one suite that was run: its own tests, and what the leak check found.
result()
{
	awk -v suite="$1" '
		$1 == suite { passed = $2; failed += $3; skipped = $4; time = $5 }
		$1 == "leak" { failed += $3 }
		END { printf "%d passed, %d failed, %d skipped in %d s\n",
			passed, failed, skipped, time }' "$out/test/summary.txt"
}

# run_suite NAME: returns run.sh's status.
run_suite()
{
	local name=$1 begin status

	begin="$(date -u '+%Y-%m-%d %H:%M UTC'), $(commit)"
	NABLA_LONG=1 tests/run.sh "$out" "$name" 2>&1 | tee "$logs/$name.log"
	status=$?
	# Interrupted: nobody knows what it would have found.
	[ $status -lt 128 ] || exit $status
	cp "$out/test/$name.tap" "$logs/"
	touch "$report"
	awk -v suite="$name" -v suites="$(names | tr '\n' ' ')" \
		-v run="$begin, ${ISA:-$(uname -m)}" \
		-v host="$(host)" -v result="$(result "$name")" \
		-v limits="${NABLA_FLAVOURS:+NABLA_FLAVOURS=$NABLA_FLAVOURS}" \
		-f tests/long-report.awk "$report" "$logs/$name.log" \
		>"$report.new" && mv "$report.new" "$report" || exit 1
	return $status
}

mkdir -p "$logs" docs
worst=0 any=
for name in $(names); do
	chosen "$name" "$@" || continue
	any=1
	run_suite "$name" || worst=1
done
[ -n "$any" ] || echo "  nothing was run"
[ -n "$any" ] && exit $worst
exit 1
