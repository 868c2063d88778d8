# SPDX-License-Identifier: ISC
# root: services
# mem: 3072
#
# Servers of many kinds, each asked by its own client on the loopback interface.
set -eu
cd /tmp
mkdir -p /run/sshd /run/mysqld /var/log/apache2 /run/apache2 /run/lock/apache2 \
	/var/www/html

# until COMMAND...: it succeeds, within 60 s
await()
{
	local n=0

	until "$@" >/dev/null 2>&1; do
		n=$((n + 1))
		[ $n -lt 600 ] || { echo "not within 60 s: $*"; return 1; }
		sleep 0.1
	done
}

listens()
{
	await socat -u OPEN:/dev/null "TCP:127.0.0.1:$1"
}

ends()
{
	kill $1
	wait $1 || true
}

echo "== memcached"
memcached -u root -l 127.0.0.1 -p 11211 &
p=$!
listens 11211
printf 'set a 0 0 3\r\nabc\r\nget a\r\nquit\r\n' | socat - TCP:127.0.0.1:11211
ends $p

echo "== haproxy, lighttpd"
echo "a page" >/var/www/html/page
cat >lighttpd.conf <<'END'
server.port = 8083
server.document-root = "/var/www/html"
END
cat >haproxy.cfg <<'END'
defaults
	mode http
	timeout client 5s
	timeout server 5s
	timeout connect 5s
frontend front
	bind 127.0.0.1:8081
	default_backend back
backend back
	server one 127.0.0.1:8083
END
lighttpd -D -f lighttpd.conf >/dev/null 2>&1 &
p=$!
haproxy -f haproxy.cfg >/dev/null 2>&1 &
q=$!
listens 8083
listens 8081
curl -s http://127.0.0.1:8081/page

echo "== squid"
cat >squid.conf <<'END'
http_port 3128
http_access allow all
cache_effective_user proxy
pid_filename none
cache_log /dev/null
access_log none
visible_hostname here
END
squid -N -f squid.conf >/dev/null 2>&1 &
s=$!
listens 3128
curl -s -x http://127.0.0.1:3128 http://127.0.0.1:8083/page
ends $s
ends $q
ends $p

echo "== mosquitto"
mosquitto -p 1883 >/dev/null 2>&1 &
p=$!
listens 1883
mosquitto_pub -r -t news -m "a message"
mosquitto_sub -t news -C 1
ends $p

echo "== apache, php-fpm"
printf '[global]\nerror_log=/tmp/fpm.log\n[www]\nuser=www-data\ngroup=www-data\nlisten=/run/fpm.sock\nlisten.owner=www-data\npm=static\npm.max_children=2\n' >fpm.conf
echo '<?php echo "php says ", array_sum([1, 2, 3]), "\n";' >/var/www/html/page.php
php-fpm8.2 -y fpm.conf -D
cat >apache.conf <<'END'
ServerRoot /etc/apache2
ServerName here
PidFile /run/apache2/pid
Listen 8082
ErrorLog /tmp/apache.log
DocumentRoot /var/www/html
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_fcgi_module /usr/lib/apache2/modules/mod_proxy_fcgi.so
User www-data
Group www-data
<FilesMatch "\.php$">
	SetHandler "proxy:unix:/run/fpm.sock|fcgi://localhost"
</FilesMatch>
END
apache2 -f /tmp/apache.conf -k start
listens 8082
curl -s http://127.0.0.1:8082/page http://127.0.0.1:8082/page.php
apache2 -f /tmp/apache.conf -k stop
pkill php-fpm

echo "== sshd"
rm -rf /root/.ssh
mkdir -m 700 /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id
cp /root/.ssh/id.pub /root/.ssh/authorized_keys
ssh-keygen -A >/dev/null
/usr/sbin/sshd -f /usr/share/openssh/sshd_config -p 2222 -o StrictModes=no -o UsePAM=no
listens 2222
ssh="ssh -p 2222 -i /root/.ssh/id -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=quiet root@127.0.0.1"
$ssh 'echo by ssh; tty || true' </dev/null
$ssh -tt 'stty size; tty | grep -o /dev/pts' </dev/null | tr -d '\r'
head -c 3000000 /dev/zero | $ssh md5sum
pkill sshd

echo "== named"
cat >named.conf <<'END'
options {
	directory "/tmp";
	listen-on port 5353 { 127.0.0.1; };
	listen-on-v6 { none; };
	recursion no;
	pid-file none;
	session-keyfile "/tmp/session";
};
controls { };
zone "example.test" { type master; file "/tmp/zone"; };
END
printf '$TTL 60\n@ SOA a. b. 1 1 1 1 1\n@ NS ns\nns A 10.1.2.3\n' >zone
named -c named.conf -f >/dev/null 2>&1 &
p=$!
listens 5353
dig +short -p 5353 @127.0.0.1 ns.example.test
dig +short +tcp -p 5353 @127.0.0.1 ns.example.test
ends $p

echo "== rsyslog"
printf 'module(load="imuxsock")\n*.* /tmp/syslog\n' >rsyslog.conf
rsyslogd -n -f /tmp/rsyslog.conf -i NONE &
p=$!
await test -S /dev/log
logger "a line"
await grep -q "a line" syslog
grep -o "a line" syslog
ends $p

echo "== mariadb"
chown mysql /run/mysqld
rm -rf /var/lib/mysql
mkdir -m 700 /var/lib/mysql
chown mysql /var/lib/mysql
mariadb-install-db --user=mysql --auth-root-authentication-method=normal \
	>/dev/null 2>&1
sql="mariadb --no-defaults -S /run/mysqld/s.sock -N"
mariadb_start()
{
	mariadbd --no-defaults --user=mysql --skip-networking \
		--socket=/run/mysqld/s.sock >>mariadb.log 2>&1 &
	p=$!
	await $sql -e 'select 1'
}
mariadb_start
$sql -e 'create database d; use d; create table t (a int) engine=innodb;
	insert into t select seq from seq_1_to_20000; select sum(a) from t'
kill -9 $p
wait $p || true
mariadb_start
$sql -e 'select count(*), sum(a) from d.t; check table d.t'
ends $p
grep -c 'Shutdown complete' mariadb.log

echo "== etcd"
etcd --data-dir /tmp/etcd >etcd.log 2>&1 &
p=$!
await curl -sf http://127.0.0.1:2379/health
curl -s http://127.0.0.1:2379/v3/kv/put -d '{"key": "YQ==", "value": "Yg=="}' >/dev/null
curl -s http://127.0.0.1:2379/v3/kv/range -d '{"key": "YQ=="}' | grep -o '"value":"[^"]*"'
ends $p

echo "== prometheus"
cat >prometheus.yml <<'END'
global: { scrape_interval: 1s }
scrape_configs:
- job_name: self
  static_configs:
  - targets: ["127.0.0.1:9090"]
END
prometheus --config.file=prometheus.yml --storage.tsdb.path=/tmp/prometheus \
	>prometheus.log 2>&1 &
p=$!
scraped()
{
	curl -s 'http://127.0.0.1:9090/api/v1/query?query=up' | grep -q '"1"'
}
await scraped
curl -s 'http://127.0.0.1:9090/api/v1/query?query=up' | grep -o '"status":"[a-z]*"'
ends $p
