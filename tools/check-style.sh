#!/bin/bash
# SPDX-License-Identifier: ISC
#
# check-style.sh [FILE...]: hold our C to the house's style; without arguments all
# of it but uapi headers, which the host's own spelling rules.  clang-format judges
# indentation and spacing of statements; where lines break and how columns inside
# them line up is the author's.  Prints FILE:LINE: what is wrong; exits 1 if
# anything is.

set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# Line breaks stay as they are.
sed 's/^ColumnLimit: .*/ColumnLimit: 0/' .clang-format >"$tmp/.clang-format"

sources()
{
	find . \( -path ./out -o -path ./.git -o -name uapi \) -prune -o \
		-name '*.[chS]' -printf '%P\n' | sort
}

spdx()
{
	local file want

	for file; do
		want=ISC
		[ "${file#kernel/}" = "$file" ] || want=GPL-2.0-only
		head -n 1 "$file" | grep -qE \
			"^(//|/\*) SPDX-License-Identifier: $want( \*/)?\$" ||
			echo "$file:1: first line is not the SPDX line for $want"
	done
}

# look PATTERN TEXT FILE...
look()
{
	local pattern=$1 text=$2

	shift 2
	grep -nHE "$pattern" "$@" | cut -d: -f1,2 | sed "s/\$/: $text/"
}

columns()
{
	local file

	for file; do
		# A message is not broken, for the sake of those who grep for it.
		expand "$file" | awk -v file="$file" 'length($0) > 80 &&
			!/"/ { print file ":" NR ": over 80 columns" }'
	done
}

# Statements whose indentation or spacing clang-format would change: the line is
# the same but for blanks, and begins a statement.
layout()
{
	local file

	for file; do
		clang-format --style="file:$tmp/.clang-format" "$file" |
			diff "$file" - >"$tmp/diff"
		awk -v file="$file" -f tools/check-style.awk "$file" "$tmp/diff"
	done
}

[ $# -gt 0 ] || mapfile -t all < <(sources)
[ $# = 0 ] || all=("$@")
code=() shared=()
for file in "${all[@]}"; do
	[[ $file != *.c ]] || code+=("$file")
	[[ /$file == */x86_64/* || /$file == */aarch64/* ]] || shared+=("$file")
done

{
	spdx "${all[@]}"
	look '[[:blank:]]$' 'blanks at the end of the line' "${all[@]}"
	columns "${all[@]}"
	look '\b(strcpy|strcat|sprintf|vsprintf|atoi|atol|gets)[[:blank:]]*\(' \
		'a function that cannot be used safely' "${all[@]}"
	[ ${#shared[@]} = 0 ] || look \
		'^[[:blank:]]*#[[:blank:]]*(if|ifdef|ifndef|elif)\b.*\b(__x86_64__|__i386__|__amd64__|__aarch64__|__arm__|CONFIG_X86\w*|CONFIG_ARM64\w*)\b' \
		'an ISA test outside the folders of the ISAs' "${shared[@]}"
	[ ${#code[@]} = 0 ] || layout "${code[@]}"
} >"$tmp/found"

sort -t: -k1,1 -k2,2n "$tmp/found"
[ ! -s "$tmp/found" ]
