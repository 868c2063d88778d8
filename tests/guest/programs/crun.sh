# SPDX-License-Identifier: ISC
# root: filters
# mem: 1024
#
# A container within the container, in the guest only: the host's control groups
# are not a test's.  crun makes namespaces, mounts a root, says by a program which
# devices there are, and limits processes; each line says what the inner one sees.
set -eu
mkdir -p /sys/fs/cgroup /tmp/bundle/rootfs
mount -t cgroup2 none /sys/fs/cgroup
cd /tmp/bundle
for d in bin usr lib lib64 etc; do
	[ ! -e /$d ] || cp -a /$d rootfs/
done
cat >rootfs/inner <<'END'
echo "pid $$, processes $(ls -d /proc/[0-9]* | wc -l)"
touch /x 2>/dev/null || echo "a read-only root"
mount -t tmpfs none /tmp 2>/dev/null || echo "no mounts"
mknod /tmp/disk b 1 0
head -c 1 /tmp/disk 2>&1 | grep -o 'not permitted'
echo "$(ls /sys/class/net) and no other interface"
grep -x 20 /sys/fs/cgroup/pids.max
END
crun spec
sed -i 's/"terminal": true/"terminal": false/
	s/"sh"/"sh", "\/inner"/
	s/"CAP_KILL"/"CAP_KILL", "CAP_MKNOD"/
	s/"resources": {/"resources": { "pids": { "limit": 20 },/' config.json
sed -i 's#"mounts": \[#"mounts": [ { "destination": "/tmp", "type": "tmpfs", "source": "tmpfs" },#' config.json
# An initramfs can't be pivoted away from.
crun --cgroup-manager=cgroupfs --root /tmp/crun run --no-pivot inner
echo "ends with $?, $(find /sys/fs/cgroup -mindepth 1 -type d | wc -l) groups are left"
