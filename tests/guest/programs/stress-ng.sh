# SPDX-License-Identifier: ISC
# root: stress-ng
# mem: 1024
#
# A few of the stressors that check what they see.
cd /tmp
for s in vm fork pipe switch sigsegv context futex mutex poll timer mmap \
	mremap madvise eventfd sem shm msg pthread hdd vfork clone dev-shm; do
	stress-ng --$s 2 --${s}-ops 50 --verify --timeout 10 -q >/tmp/log 2>&1 &&
		echo "$s: ok" || { echo "$s: $?"; cat /tmp/log >&2; }
done
