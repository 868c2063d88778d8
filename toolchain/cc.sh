#!/bin/sh
# SPDX-License-Identifier: ISC
#
# @ARCH@-solo5-none-static-cc: the C compiler for unikernels.  With -z
# solo5-abi=ABI (spt or hvt) it links one, with the bindings of that ABI; without
# any of -c, -S, -E that is needed.  Where it is installed is found at run time.

prefix=$(dirname "$(readlink -f "$0")")/..
triplet=@ARCH@-solo5-none-static
lib=$prefix/lib/$triplet
compiler=${SOLO5_CC:-@CC@}

abi= link=1
n=$#
while [ "$n" -gt 0 ]; do
	arg=$1
	shift
	n=$((n - 1))
	case $arg in
	-z)
		case ${1-} in
		solo5-abi=*)
			abi=${1#solo5-abi=}
			shift
			n=$((n - 1))
			continue
			;;
		esac
		;;
	-c|-S|-E|-M|-MM|-fsyntax-only|--version|--help|-dumpmachine|\
	-dumpversion|-print-*|-v|-###)
		link=
		;;
	esac
	set -- "$@" "$arg"
done

set -- @CFLAGS@ -nostdinc -isystem "$($compiler -print-file-name=include)" \
	-isystem "$prefix/include/solo5" "$@"
[ -n "$link" ] || exec $compiler "$@"
if [ ! -e "$lib/solo5_$abi.o" ]; then
	echo "$triplet-cc: -z solo5-abi=$abi: no such ABI (spt, hvt)" >&2
	exit 1
fi
exec $compiler -static -no-pie -nostdlib -nostartfiles \
	-Wl,-z,max-page-size=0x1000 -Wl,-z,noexecstack -Wl,--build-id=none \
	-Wl,-T,"$lib/solo5_$abi.lds" "$@" "$lib/solo5_$abi.o"
