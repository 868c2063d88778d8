#!/bin/bash
# SPDX-License-Identifier: ISC
#
# A filter for Kbuild's output: its lines of the form "  CC      file" are counted
# and shown as one line every few seconds, all others pass.  Kbuild starts many
# hundreds of commands in the first build; a later one is shown line by line up
# to the point where counting pays.

every=${PROGRESS_SECONDS:-5}
show=12
count=0 next=0

while IFS= read -r line; do
	case $line in
	'  '[A-Z]*' '*) ;;
	*)
		printf '%s\n' "$line"
		continue
		;;
	esac
	count=$((count + 1))
	if [ "$count" -le "$show" ]; then
		printf '%s\n' "$line"
		next=$((SECONDS + every))
	elif [ "$SECONDS" -ge "$next" ]; then
		printf '  KBUILD  %4d steps done, now %s\n' "$count" "${line##* }"
		next=$((SECONDS + every))
	fi
done
[ "$count" -le "$show" ] || printf '  KBUILD  %4d steps done\n' "$count"
