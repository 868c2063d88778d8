# SPDX-License-Identifier: ISC
# root: shell
#
# A plain shell script: pipelines, substitutions, subshells, traps, here
# documents, redirections, functions.
set -eu
cd /tmp
echo "pipeline: $(seq 1 1000 | sed 's/$/0/' | grep 5 | sort -rn | head -3 | tr '\n' ' ')"
echo "nested: $(echo $(echo $(echo $(echo deep))))"
for i in 1 2 3 4 5 6 7 8 9 10; do
	(sleep 0.0$((i % 3)); echo "$i" >"part$i") &
done
wait
echo "background: $(cat part? part10 | sort -n | tr '\n' ' ')"
(exit 7) || echo "subshell: $?"
sh -c 'kill -TERM $$' || echo "killed: $?"
trap 'echo "trap: USR1"' USR1
kill -USR1 $$
trap 'echo "trap: EXIT"' EXIT
cat <<END | while read -r a b; do echo "here: $b $a"; done
one two
three four
END
mkfifo fifo
(echo through a fifo >fifo) &
read -r line <fifo
echo "fifo: $line"
exec 5>file5
echo five >&5
exec 5>&-
echo "descriptor: $(cat file5)"
f() { local x=$1; [ "$x" -le 1 ] && echo 1 || echo $((x * $(f $((x - 1))))); }
echo "recursion: $(f 10)"
n=0
while [ $n -lt 200 ]; do n=$((n + $(echo 1))); done
echo "substitutions: $n"
case $(uname -s) in Linux) echo "case: Linux" ;; esac
yes | head -100000 | wc -l
[ -z "$(jobs)" ] && echo "no job is left"
