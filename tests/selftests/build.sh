#!/bin/bash
# SPDX-License-Identifier: ISC
#
# build.sh TAR WORK OUT: unpack Linux's selftests from the source package into WORK,
# build those folders that list.txt names by their own makefiles, and copy what is
# run to OUT.  Not all of a folder need build: what list.txt names must.

set -euo pipefail
list=$(dirname "$0")/list.txt
tar=$1 work=$(realpath -m "$2") out=$(realpath -m "$3")
name=linux-source-6.1
# What the tests include from the kernel's own tree, by relative paths.
parts=(tools/testing/selftests tools/include tools/arch/x86/include
	tools/scripts scripts/subarch.include mm/gup_test.h
	arch/x86/include/asm/desc_defs.h)
tests=$work/tools/testing/selftests

folders()
{
	awk '!/^(#|$)/ { print $2 }' "$list" | sort -u
}

unpack()
{
	[ ! -e "$work/.unpacked" ] || [ "$tar" -nt "$work/.unpacked" ] || return 0
	echo "  TAR     $tar (selftests)"
	rm -rf "$work"
	mkdir -p "$work"
	tar -xf "$tar" -C "$work" --strip-components=1 "${parts[@]/#/$name/}"
	# AddressSanitizer's heap has a fixed place, which is the guest kernel's.
	sed -i 's/-fsanitize=[a-z]*//g' "$tests"/*/Makefile
	touch "$work/.unpacked"
}

# The system's own kernel headers are of the same version.  A makefile's errors are
# in its log: whether they matter is seen below.
build()
{
	echo "  MAKE    selftests/$1"
	mkdir -p "$work/log/$(dirname "$1")"
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -k -j"$(nproc)" \
		-C "$tests/$1" KHDR_INCLUDES= all >"$work/log/$1.log" 2>&1 </dev/null || true
}

missing()
{
	local folder program

	while read -r _ folder program _; do
		[ -e "$tests/$folder/$program" ] || echo "$folder/$program"
	done < <(grep -vE '^(#|$)' "$list")
}

unpack
for folder in $(folders); do
	build "$folder"
done
left=$(missing)
if [ -n "$left" ]; then
	echo "selftests that were not built (logs: $work/log):" >&2
	echo "$left" >&2
	exit 1
fi
rm -rf "$out"
mkdir -p "$out"
for folder in $(folders); do
	# The largest are holes, which an archive would fill.
	(cd "$tests" && find "$folder" -maxdepth 1 \( -type d -o -type l -o -type f \
		-size -8M ! -name '*.[cohS]' ! -name 'Makefile*' \) -print0 |
		cpio --quiet -0pdm "$out")
done
