# SPDX-License-Identifier: ISC
# root: shell
#
# Files and text by the usual tools; a directory tree made, copied, searched.
set -eu
cd /tmp
mkdir -p tree/a/b/c tree/d
seq 1 20000 >tree/a/numbers
head -c 1000000 /dev/zero | tr '\0' z >tree/d/zeds
ln -s ../a/numbers tree/d/link
ln tree/a/numbers tree/a/b/hard
chmod 640 tree/d/zeds
touch -d '2001-02-03 04:05:06 UTC' tree/a/b/c
cp -a tree copy
diff -r tree copy
find copy -type f -links +1 | sort
stat -c '%a %s %h' copy/d/zeds copy/a/numbers
TZ=UTC stat -c '%y' copy/a/b/c
sha256sum copy/a/numbers copy/d/zeds
wc copy/a/numbers
sort -R copy/a/numbers | sort -n | cmp - tree/a/numbers
split -n 4 copy/a/numbers part. && cat part.a? | md5sum
dd if=copy/d/zeds of=out bs=4096 skip=3 count=10 conv=fsync 2>/dev/null
ls -l out | cut -d' ' -f5
tail -f --pid=$$ copy/a/numbers >/dev/null & kill $!
mv copy moved && rm -r moved/a && ls -R moved
cut -c1-3 tree/a/numbers | uniq -c | sort -rn | head -2
paste tree/a/numbers tree/a/numbers | tail -1 | expand
comm -12 tree/a/numbers tree/a/b/hard | wc -l
base64 -w0 tree/a/numbers | base64 -d | cmp - tree/a/numbers
truncate -s 10G sparse && du -k sparse | cut -f1 && stat -c %s sparse
timeout 0.1 sleep 10 || echo "timeout: $?"
env -i A=1 env
nice -n 5 nice
id -un; whoami; echo $(tty || true)
date -u -d @1000000000
shuf -i 1-100 -n 100 | sort -n | md5sum
awk 'BEGIN { for (i = 0; i < 300000; i++) s += i * i; print s }'
seq 1 1000 | xargs -n 7 -P 4 echo | wc -w
find tree -name '*e*' -exec basename {} \; | sort
sed -n '/^9..$/p' tree/a/numbers | wc -l
df /tmp | wc -l
