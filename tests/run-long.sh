#!/bin/bash
# SPDX-License-Identifier: ISC
#
# run-long.sh OUT [SUITE...]: the whole list of tests; what came out of it, when
# and on what, is written to docs/test-long.txt.  A partial run writes nothing.

set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
out=$1
shift
log=$out/test/long.log
report=docs/test-long.txt

mkdir -p "$out/test"
NABLA_LONG=1 tests/run.sh "$out" "$@" 2>&1 | tee "$log"
status=$?
[ $# = 0 ] || exit $status

commit=$(git describe --always --dirty 2>/dev/null || echo 'not a git tree')
cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
{
	printf '%s\n' 'The last run of all tests (make test-long).' ''
	printf '%-10s%s\n' date "$(date -u '+%Y-%m-%d %H:%M UTC')" \
		commit "$commit" isa "${ISA:-$(uname -m)}" \
		host "Linux $(uname -r), $(nproc) CPUs${cpu:+, $cpu}"
	printf '\n%-24s %6s %6s %6s %10s\n' suite passed failed skip seconds
	cat "$out/test/summary.txt"
	echo
	grep -E '^  (FAIL|SKIP)  ' "$log"
	tail -n 1 "$log"
} >"$report.new" && mv "$report.new" "$report"
exit $status
