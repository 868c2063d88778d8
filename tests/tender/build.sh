#!/bin/sh
# SPDX-License-Identifier: ISC
# build.sh PROBE INJECT: links the probe, and the debugger that sends it signals,
# static, for a host without a compiler.  CC, ISA, TOP come from the environment.
set -eu
top=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
isa=${ISA:-$(uname -m)}
here=$top/tests/tender
flags=
case $isa in
x86_64) flags='-mno-red-zone -mgeneral-regs-only -fcf-protection=none' ;;
aarch64) flags="-mgeneral-regs-only -mno-outline-atomics" ;;
esac
include="-I$top/include -I$top/include/$isa"
# shellcheck disable=SC2086
${CC:-gcc} -E -P -D__ASSEMBLY__ $include "$here/probe.lds.S" >"$1.lds"
# shellcheck disable=SC2086
${CC:-gcc} -std=gnu11 -O1 -Wall -Wextra -ffreestanding -fPIE \
	-fno-stack-protector -fno-tree-loop-distribute-patterns $flags \
	$include -I"$here" -I"$here/$isa" \
	-nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,noexecstack \
	-Wl,--no-warn-rwx-segments -T "$1.lds" -o "$1" \
	"$here/probe.c" "$here/members.c" "$here/$isa/entry.S" "$here/$isa/isa.c"
# shellcheck disable=SC2086
exec ${CC:-gcc} -D_GNU_SOURCE -O1 -Wall -Wextra -static $include -o "$2" \
	"$here/inject.c"
