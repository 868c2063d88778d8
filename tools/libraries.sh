#!/bin/bash
# SPDX-License-Identifier: ISC
#
# libraries.sh ISA OUT: what programs for another ISA are linked with, unpacked into
# OUT/libraries: Debian's musl, and the libraries that the group "build" of
# mk/packages.txt names.  The C library itself comes with the cross compiler.
#
# Unpacked and not installed: apt would have packages of two ISAs move in step, and
# so replace what this machine runs; and whoever builds need not be root.

set -euo pipefail
isa=$1
top=$(cd "$(dirname "$0")/.." && pwd)
out=$(mkdir -p "$2" && cd "$2" && pwd)
root=$out/libraries
# shellcheck source=tools/apt.sh
. "$top/tools/apt.sh"

say()
{
	echo "libraries: $*" >&2
}

die()
{
	say "$*"
	exit 1
}

wanted()
{
	awk '$1 == "build" && $2 ~ /^(lib.*|musl)-dev$/ && $2 != "libc6-dev" {
		print $2 }' "$top/mk/packages.txt"
}

# Packages have libraries in both /lib and /usr/lib.
unpack()
{
	local deb

	rm -rf "$root"
	mkdir -p "$root/usr/lib"
	ln -s usr/lib "$root/lib"
	for deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -C "$root" \
			--keep-directory-symlink --no-same-owner \
			--exclude='./usr/share/*' -xf - ||
			die "cannot unpack $deb"
	done
}

# libfuse's package asks for what only pkg-config wants.
apt_assume libc6 libc-dev libselinux1-dev libselinux-dev
debs=$(apt_closure $(wanted))
# shellcheck disable=SC2086
unpack $debs
[ -d "$root/usr/lib/$isa-linux-musl" ] || die "no musl for $isa in: $debs"
