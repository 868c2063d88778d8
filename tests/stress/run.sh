#!/bin/sh
# SPDX-License-Identifier: ISC
#
# run.sh LIST: runs stressors of stress-ng, which verify what they see, and prints
# what tests/compare.sh reads.  A line of LIST is
#
#	NAME INSTANCES OPERATIONS SECONDS
#
# A stressor ends by itself after OPERATIONS, or is asked to after SECONDS: slow is
# no failure, a hang is.

cd /tmp || exit 1

# As stress-ng(1) lists its exit statuses.
result()
{
	case $1 in
	0) echo pass ;;
	3|4) echo skip ;;
	124|137) echo timeout ;;
	*) if [ "$1" -gt 128 ]; then echo crash; else echo fail; fi ;;
	esac
}

while read -r name instances operations seconds; do
	status=0
	timeout -k 5 $((seconds + 30)) stress-ng "--$name" "$instances" \
		"--$name-ops" "$operations" --timeout "$seconds" --verify \
		--temp-path /tmp -q >/tmp/log 2>&1 </dev/null || status=$?
	r=$(result $status)
	printf '%s\t-\t%s\n%s\t-\tend\n' "$name" "$r" "$name"
	printf '==== %s: %s, status %s\n' "$name" "$r" $status >&2
	[ "$r" = pass ] || tail -n 50 /tmp/log >&2
done <"$1"
