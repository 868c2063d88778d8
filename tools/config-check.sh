#!/bin/bash
# SPDX-License-Identifier: ISC
#
# config-check.sh WANTED CONFIG: Kconfig drops an option silently if what it
# depends on is missing.  Name each option of WANTED that CONFIG does not hold,
# and fail if there is one.

set -euo pipefail
exec awk -v wanted="$1" '
# "# CONFIG_X is not set", "CONFIG_X=n" and no line at all mean the same.
function option(line,	at) {
	sub(/[ \t]+$/, "", line)
	if (line ~ /^# CONFIG_[A-Za-z0-9_]+ is not set$/) {
		split(line, word, " ")
		name = word[2]
		value = "n"
		return 1
	}
	if (line !~ /^CONFIG_[A-Za-z0-9_]+=/)
		return 0
	at = index(line, "=")
	name = substr(line, 1, at - 1)
	value = substr(line, at + 1)
	return 1
}
FILENAME == wanted {
	if (option($0))
		want[name] = value
	else if ($0 ~ /CONFIG_/ && $0 !~ /^#/)
		odd[++nr_odd] = $0
	next
}
option($0) { have[name] = value }
END {
	for (i = 1; i <= nr_odd; i++)
		print "config: not understood: " odd[i]
	for (name in want) {
		got = name in have ? have[name] : "n"
		if (got != want[name]) {
			print "config: " name "=" want[name] " asked for, got " got
			bad++
		}
	}
	exit bad + nr_odd > 0
}' "$1" "$2" >&2
