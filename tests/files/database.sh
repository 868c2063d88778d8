# SPDX-License-Identifier: ISC
# root: postgres
#
# PostgreSQL makes a cluster with checksums, takes transactions from four clients,
# is stopped at once, recovers, and its files are checked.
set -eu
place=/tmp/db
mkdir -p $place
chown 102:102 $place

as_postgres()
{
	chroot --userspec=102:102 / env PATH=/usr/lib/postgresql/15/bin:/usr/bin:/bin \
		PGDATA=$place/data LANG=C.UTF-8 "$@"
}

start()
{
	as_postgres pg_ctl -s -w -t 120 -l $place/log \
		-o "-k $place -c listen_addresses=" start || {
		cat $place/log
		exit 1
	}
}

query()
{
	as_postgres psql -h $place -XAtqc "$1" postgres
}

as_postgres initdb -k -A trust --locale C.UTF-8 >/dev/null
start
as_postgres pgbench -h $place -i -s 1 -q postgres >/dev/null 2>&1
as_postgres pgbench -h $place -n -c 4 -t 100 postgres >/dev/null 2>&1
agree='select count(*), (select sum(abalance) from pgbench_accounts) =
	(select sum(tbalance) from pgbench_tellers),
	(select sum(delta) from pgbench_history) =
	(select sum(bbalance) from pgbench_branches) from pgbench_history'
query "$agree"
as_postgres pg_ctl -s -m immediate stop
start
query "$agree"
as_postgres pg_ctl -s -w stop
as_postgres pg_checksums --check | grep 'Bad checksums'
