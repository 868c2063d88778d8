#!/bin/bash
# SPDX-License-Identifier: ISC
#
# musl.sh ISA OUT: Debian's musl for another ISA, unpacked into OUT/musl.  Debian
# has no cross package of it.

set -euo pipefail
isa=$1
out=$(mkdir -p "$2" && cd "$2" && pwd)
# shellcheck source=tools/apt.sh
. "$(dirname "$0")/apt.sh"

say()
{
	echo "musl: $*" >&2
}

die()
{
	say "$*"
	exit 1
}

rm -rf "$out/musl"
debs=$(apt_closure musl-dev)
for deb in $debs; do
	case ${deb##*/} in
	musl*_*) dpkg-deb -x "$deb" "$out/musl" ;;
	esac
done
[ -d "$out/musl/usr/lib/$isa-linux-musl" ] || die "no musl for $isa in: $debs"
