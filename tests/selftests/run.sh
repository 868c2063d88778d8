#!/bin/sh
# SPDX-License-Identifier: ISC
#
# run.sh LIST FOLDER: runs Linux's selftests, unpacked in FOLDER, and prints what
# tests/compare.sh reads.  A line of LIST is
#
#	FOLDER/PROGRAM[,ARGUMENT]... SECONDS
#
# A test has namespaces of its own for mounts, network, IPC and processes.  Status 4
# is a skip; the lines of TAP among its output are its single tests, whose numbers
# of three digits and more are made one: addresses and processes differ.

list=$1
folder=$2
log=/tmp/selftest.log
unshare='unshare --mount --net --ipc --pid --fork --kill-child --mount-proc'

# A test is known by its description, or else its number; the second of a name is
# told apart.
single()
{
	awk -v group="$1" '
	{ sub(/\r$/, ""); gsub(/\t/, " "); sub(/^ +/, "") }
	/^(not )?ok [0-9]+/ {
		result = $1 == "ok" ? "pass" : "fail"
		if (tolower($0) ~ /# *skip/)
			result = "skip"
		sub(/^(not )?ok /, "")
		sub(/ *#.*/, "")
		gsub(/0x[0-9a-f]+|[0-9][0-9][0-9]+/, "N")
		name = $0
		sub(/^[0-9]+[ :-]*/, "", name)
		if (name == "")
			name = $0
		if (seen[name]++)
			name = name " (" seen[name] ")"
		print group "\t" name "\t" result
	}' "$log"
}

whole()
{
	case $1 in
	0) echo pass ;;
	4) echo skip ;;
	124|137) echo timeout ;;
	*) if [ "$1" -gt 128 ] && [ "$1" -lt 192 ]; then
		echo crash
	   elif grep -qE '^[ \t]*not ok ' "$log"; then
		echo ran
	   else
		echo fail
	   fi ;;
	esac
}

# Its first argument is split at commas.
words()
{
	IFS=,
	# shellcheck disable=SC2086
	set -- $1
	unset IFS
	path=$1
	shift
	arguments=$*
}

run()
{
	name=$1
	seconds=$2
	words "$name"
	program=./${path##*/}
	cd "$folder/${path%/*}" || return
	[ -x "$program" ] || program="sh $program"
	status=0
	begin=$(date +%s)
	# shellcheck disable=SC2086
	timeout -k 5 "$seconds" $unshare sh -c 'ip link set lo up; exec "$@"' \
		sh $program $arguments >"$log" 2>&1 </dev/null || status=$?
	single "$name"
	result=$(whole $status)
	printf '%s\t-\t%s\n%s\t-\tend\n' "$name" "$result" "$name"
	printf '==== %s: %s, status %s, %s s\n' "$name" "$result" "$status" \
		$(($(date +%s) - begin)) >&2
	[ "$result" = pass ] || tail -n 200 "$log" >&2
}

while read -r name seconds; do
	run "$name" "$seconds"
done <"$list"
