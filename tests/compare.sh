# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# For suites that run a long list of other people's tests on the host and in the
# guest and compare.  Sourced after lib.sh.
#
# A list has a line for each group of tests; its first word is the group's name.
# A driver is a program that is handed a list and prints lines of three fields,
# separated by tabs:
#
#	group	test	result		any number
#	group	-	result		for the group as a whole, if it has one
#	group	-	end		always
#
# in the order of the list.  The result of a test is pass, skip, ran, or one of
# fail, timeout, crash, died; the last is said here if the guest ended or stood
# still in the middle of a group: the rest of the list has another guest then.
# Results are kept in $results: NAME.host, NAME.guest, and what the tests
# themselves said in NAME.host.log, NAME.guest.log.
#
# compare.awk says what counts as a difference.

results=$out/test
mkdir -p "$results"

# outside DIR "FILE..." COMMAND...: in an unpacked root, as in a guest, but that the
# kernel is the host's: namespaces of its own, the files in /test.  It has to be a
# root proper: a process that was only put there by chroot may make no namespaces
# for users.  The last thing taken from the old root is what unmounts it.
outside()
{
	local dir=$1 files=$2

	shift 2
	timeout -k 5 "${OUTSIDE_SECONDS:-300}" unshare --pid --fork \
		--kill-child --net --ipc --mount --uts -- sh -euc '
		d=$1; files=$2; shift 2
		ip link set lo up
		hostname guest
		mkdir -p "$d/mnt" "$d/test"
		mount --bind "$d" "$d"
		mount --rbind /dev "$d/dev"
		mount -t proc proc "$d/proc"
		mount -t sysfs sysfs "$d/sys"
		mount -t tmpfs none "$d/test"
		cp -r $files "$d/test/"
		mount -t tmpfs none "$d/tmp"
		mount -t tmpfs none "$d/run"
		lib=/mnt/lib/$(uname -m)-linux-gnu
		cd "$d"
		pivot_root . mnt
		"$lib"/ld-linux*.so.* --library-path "$lib" \
			/mnt/bin/umount -l /mnt
		exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
			LANG=C.UTF-8 TERM=dumb "$@"
		' sh "$dir" "$files" "$@"
}

# The lines of list $1 whose group has no end in the results $2.
not_ended()
{
	awk -F '\t' 'NR == FNR { if ($2 == "-" && $3 == "end") done[$1]; next }
		{ split($0, w, " "); if (!(w[1] in done)) print }' "$2" "$1"
}

# Whoever writes to $2, process $1, is killed if it adds nothing in $3 seconds.
watch()
{
	local pid=$1 file=$2 size=-1 now left=$3

	while kill -0 "$pid" 2>/dev/null; do
		now=$(stat -c %s "$file")
		[ "$now" = "$size" ] || { size=$now; left=$3; }
		[ "$left" -gt 0 ] || kill -KILL "$pid" 2>/dev/null
		left=$((left - 1))
		sleep 1
	done
}

# guest_part NAME PATIENCE FILES COMMAND...: one guest, for what is left.
guest_part()
{
	local name=$1 patience=$2 files=$3 pid

	shift 3
	# shellcheck disable=SC2086
	GUEST_ROOT=$(initrd "$compare_root" $files "$T/list")
	GUEST_UNDER=()
	guest_start "${compare_words[@]}" -- "$@" >>"$results/$name.guest" \
		2>>"$results/$name.guest.log" </dev/null
	pid=$GUEST_PID
	watch "$pid" "$results/$name.guest" "$patience"
	wait "$pid" 2>/dev/null
	GUEST_PID=
}

# in_both NAME LIST PATIENCE FILES COMMAND...: FILES and the list, by the name of
# "list", are in /test.  compare_root, compare_dir: the root, packed and not;
# compare_words: records of the guest's description.
compare_words=()
in_both()
{
	local name=$1 list=$2 patience=$3 files=$4

	shift 4
	cp "$list" "$T/list"
	rm -f "$results/$name".{host,guest}{,.log}
	outside "$compare_dir" "$files $T/list" "$@" >"$results/$name.host" \
		2>"$results/$name.host.log" </dev/null
	if [ -n "$(not_ended "$list" "$results/$name.host")" ]; then
		tail -n 20 "$results/$name.host.log" | diag
		bail_out "not all was run on the host"
	fi
	in_guests "$name" "$list" "$patience" "$files" "$@"
}

# The same, in the guest alone; results are added.
in_guests()
{
	local name=$1 list=$2 patience=$3 files=$4 first

	shift 4
	: >>"$results/$name.guest"
	cp "$list" "$T/list"
	while [ -s "$T/list" ]; do
		guest_part "$name" "$patience" "$files" "$@"
		not_ended "$list" "$results/$name.guest" >"$T/list.new"
		mv "$T/list.new" "$T/list"
		read -r first _ <"$T/list" || break
		printf '%s\t-\tdied\n%s\t-\tend\n' "$first" "$first" \
			>>"$results/$name.guest"
		sed -i 1d "$T/list"
	done
}

# second_try NAME KNOWN LIST PATIENCE FILES COMMAND...: what differs is run in the
# guest once more, and what comes out then counts: much of what others have written
# is a race against a clock.  It is said which groups they were.
second_try()
{
	local name=$1 known=$2 list=$3 again

	shift 3
	again=$(awk -f "$top/tests/compare.awk" -v known="$known" \
		"$results/$name.host" "$results/$name.guest" |
		sed -n 's/^not\t//p')
	[ -n "$again" ] || return 0
	echo "# a second try:" $again
	awk 'NR == FNR { wanted[$1]; next } $1 in wanted' \
		<(printf '%s\n' $again) "$list" >"$T/again"
	rm -f "$results/$name-again".{guest,guest.log}
	in_guests "$name-again" "$T/again" "$@"
	cat "$results/$name-again.guest" >>"$results/$name.guest"
	cat "$results/$name-again.guest.log" >>"$results/$name.guest.log"
}

# judge NAME KNOWN: a test for each group, a skip for each known difference met.
# A line of KNOWN is GROUP TEST REASON...; TEST may be a pattern.
judge()
{
	local word what text

	while IFS=$'\t' read -r word what text; do
		case $word in
		ok) ok "$what" ;;
		not) not_ok "$what" ;;
		skip) skip "$what" "$text" ;;
		*) echo "# $what" ;;
		esac
	done < <(awk -f "$top/tests/compare.awk" -v known="$2" \
		"$results/$1.host" "$results/$1.guest")
}
