# SPDX-License-Identifier: ISC
# root: debug
# mem: 512
#
# A tracer and a debugger at work on programs.
set -eu
strace -f -e trace=execve,exit_group -o /tmp/trace sh -c 'true; /bin/echo hello'
grep -c 'execve(' /tmp/trace
grep -c 'exited with 0' /tmp/trace
strace -qq -e trace=getppid -e inject=getppid:retval=77 \
	sh -c 'echo $PPID' 2>&1 | tail -1
strace -c -o /tmp/counts cat /etc/passwd >/dev/null
awk '$NF == "read" { print ($4 > 0) }' /tmp/counts
gdb -q -batch -nx -iex 'set debuginfod enabled off' \
	-ex 'catch syscall write' -ex run -ex continue -ex 'info registers rax' \
	-ex 'x/i $pc - 2' -ex stepi -ex stepi -ex delete -ex continue \
	--args /bin/echo from gdb >/tmp/gdb 2>&1
grep -E '^from gdb|exited normally|^Catchpoint 1 |^rax' /tmp/gdb |
	sed 's/0x[0-9a-f]*/X/g; s/(process [0-9]*)//; s/ in .*//'
grep -c syscall$ /tmp/gdb
