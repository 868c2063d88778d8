# SPDX-License-Identifier: ISC
# root: shell
#
# Tools that look into processes and the network.
set -eu
sleep 100 &
ps -o stat=,comm= -p $! | sed 's/  */ /'
pgrep -x sleep | wc -l
pkill -x sleep
wait $! || echo "pkill: $?"
free -b | awk '/Mem/ { print ($2 > 0 && $3 > 0) }'
grep -c ^processor /proc/cpuinfo >/dev/null
uptime | grep -c load
ip -br link show lo | awk '{ print $1 }'
ip -4 -o addr show lo | awk '{ print $4 }'
ping -c 2 -i 0.01 -q 127.0.0.1 | sed -n '/transmitted/s/,* time.*//p'
ping -c 1 -q ::1 | sed -n '/transmitted/s/,* time.*//p'
ss -ltn | head -1 | awk '{ print $1 }'
setsid sh -c 'ps -o sid= -p $$ | tr -d " " | grep -x $$ >/dev/null && echo leads'
unshare --mount --uts --ipc --pid --fork sh -c 'hostname inner; echo "$$ $(hostname)"'
unshare --net sh -c 'ip -br link | wc -l'
mount -t tmpfs -o size=1m none /mnt
head -c 2000000 /dev/zero >/mnt/x 2>/dev/null || echo "full: $(stat -c %s /mnt/x)"
umount /mnt
flock /tmp/lock echo locked
script -qec 'echo on a tty; test -t 0 && echo yes' /dev/null </dev/null | tr -d '\r'
prlimit --nofile=50 sh -c 'ulimit -n'
