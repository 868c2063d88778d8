#!/bin/sh
# SPDX-License-Identifier: ISC
#
# @ARCH@-solo5-none-static-ld: the linker for unikernels.  -z solo5-abi=ABI (spt or
# hvt) names the bindings.

prefix=$(dirname "$(readlink -f "$0")")/..
triplet=@ARCH@-solo5-none-static
lib=$prefix/lib/$triplet

abi=
n=$#
while [ "$n" -gt 0 ]; do
	arg=$1
	shift
	n=$((n - 1))
	if [ "$arg" = -z ]; then
		case ${1-} in
		solo5-abi=*)
			abi=${1#solo5-abi=}
			shift
			n=$((n - 1))
			continue
			;;
		esac
	fi
	set -- "$@" "$arg"
done

if [ ! -e "$lib/solo5_$abi.o" ]; then
	echo "$triplet-ld: -z solo5-abi=$abi: no such ABI (spt, hvt)" >&2
	exit 1
fi
exec "${SOLO5_LD:-@LD@}" -static -nostdlib -z max-page-size=0x1000 \
	-z noexecstack --build-id=none -T "$lib/solo5_$abi.lds" "$@" \
	"$lib/solo5_$abi.o"
