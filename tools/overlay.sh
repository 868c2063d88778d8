#!/bin/bash
# SPDX-License-Identifier: ISC
#
# overlay.sh FROM TO: bring the files of FROM into TO, where a build leaves files
# of its own.  A file is copied only if its contents differ, and gets the present
# time then, so that exactly what changed is rebuilt, whatever the times in FROM
# are.  A list kept in TO says what came from FROM, so that what is gone from
# there goes here as well.

set -euo pipefail
export LC_ALL=C
from=$1
to=$2
list=$to/.overlay

[ -d "$from" ] || { echo "overlay: no folder $from" >&2; exit 1; }
mkdir -p "$to"
touch "$list"
(cd "$from" && find . \( -type f -o -type l \) -print | sort) >"$list.new"

comm -23 "$list" "$list.new" | while IFS= read -r file; do
	rm -f "$to/$file"
done

while IFS= read -r file; do
	cmp -s "$from/$file" "$to/$file" && continue
	mkdir -p "$to/${file%/*}"
	cp "$from/$file" "$to/$file"
done <"$list.new"
mv "$list.new" "$list"
