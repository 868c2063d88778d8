# SPDX-License-Identifier: ISC
# root: busybox
#
# One static program as shell and all tools.
set -eu
cd /tmp
for i in $(seq 1 100); do echo $i $((i * i)); done >squares
awk '{ s += $2 } END { print s }' squares
sort -rn squares | head -n 1
sed -n '10,12p' squares | tr '\n' ';'; echo
mkdir -p d/e && cp squares d/e/ && tar czf d.tgz d && rm -r d && tar xzf d.tgz
cmp squares d/e/squares && echo same
gzip -c squares | gunzip -c | md5sum
find d -type f | xargs ls -l | awk '{ print $5 }'
(sleep 1; echo late) & wait
echo 'echo inner $0 $1' >s.sh && sh s.sh arg
printf 'GET / HTTP/1.0\r\n\r\n' >request
mkdir -p www && echo '<p>hello' >www/index.html
httpd -p 127.0.0.1:8080 -h www
wget -q -O - http://127.0.0.1:8080/
seq 1 3 | xargs -n1 sh -c 'echo x$0' | sort -r
diff squares d/e/squares && dd if=/dev/zero bs=1M count=8 2>/dev/null | wc -c
vi --help 2>&1 | head -1 | cut -c1-7
for i in $(seq 1 50); do true & done; wait; echo waited
# One whose own input has ended may be gone before it is told anything.
mkfifo idle
nc -l -p 8081 <>idle >got &
until echo by nc | nc 127.0.0.1 8081; do sleep 0.05; done 2>/dev/null
wait; cat got
