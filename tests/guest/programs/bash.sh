# SPDX-License-Identifier: ISC
# root: shell
# shell: bash
#
# What bash has beyond a plain shell, job control with it.
set -u
cd /tmp
declare -A map=([one]=1 [two]=2 [three]=3)
for k in "${!map[@]}"; do echo "$k=${map[$k]}"; done | sort
diff <(seq 1 5) <(seq 1 6)
echo "status: $?"
set -o pipefail
false | true
echo "pipefail: $?, ${PIPESTATUS[*]}"
coproc { while read -r x; do echo "co:$x"; done; }
echo hello >&"${COPROC[1]}"
read -r answer <&"${COPROC[0]}"
echo "$answer"
pid=$COPROC_PID
eval "exec ${COPROC[1]}>&-"
wait $pid
set -m
sleep 100 &
sleeper=$!
echo "job: $(jobs -r | sed 's/  */ /g')"
kill -STOP %1
until [ -n "$(jobs -s)" ]; do sleep 0.01; done
echo "stopped: $(jobs -s | sed 's/  */ /g')"
bg %1 >/dev/null
kill $sleeper
wait $sleeper
echo "ended: $?"
(sleep 0.05; exit 3) &
fg %% >/dev/null
echo "foreground: $?"
set +m
for i in {1..20}; do (exit $i) & pids[i]=$!; done
sum=0
for i in {1..20}; do wait "${pids[i]}"; sum=$((sum + $?)); done
echo "sum of statuses: $sum"
sleep 100 & sleep 0.02 & wait -n
echo "first to end: $?"
kill %1 2>/dev/null || kill $(jobs -p)
wait 2>/dev/null
read -r -t 0.05 x </dev/zero
echo "read with a timeout: $(($? > 0))"
printf '%s\n' {a..e}{1..3} | sort -R | sort | md5sum
string=$(printf 'x%.0s' {1..100000})
echo "length: ${#string}"
[[ "2024-01-31" =~ ^([0-9]+)-([0-9]+) ]] && echo "${BASH_REMATCH[2]}"
mapfile -t lines < <(seq 1 1000)
echo "lines: ${#lines[@]} ${lines[999]}"
(exec 3<>/dev/tcp/127.0.0.1/9) 2>/dev/null || echo "refused"
