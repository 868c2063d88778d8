# SPDX-License-Identifier: ISC
# root: sqlite3
#
# A database file with a journal and with a write-ahead log, and two writers.
set -eu
cd /tmp
sqlite3 db 'pragma journal_mode = wal; create table t (a integer primary key, b text);'
sqlite3 db <<'END'
begin;
with recursive n(x) as (select 1 union all select x + 1 from n where x < 20000)
insert into t select x, hex(x * 7919) from n;
commit;
select count(*), min(b), max(b) from t;
create index i on t (b);
select a from t where b = hex(7919 * 1234);
pragma integrity_check;
END
for i in 1 2 3 4; do
	(for k in 1 2 3 4 5; do
		sqlite3 -cmd '.timeout 10000' db "update t set b = b || 'x' where a % 4 = $i - 1"
	done) &
done
wait
sqlite3 db "select count(*), sum(length(b)) from t; pragma integrity_check;"
sqlite3 db 'pragma journal_mode = delete; delete from t where a > 10; vacuum;'
sqlite3 db .dump | md5sum
