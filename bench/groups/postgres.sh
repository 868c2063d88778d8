# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# postgresql-15 with its files in tmpfs, asked by pgbench from outside, with 1 and
# 4 clients: the default transactions, and reading alone.  postgres-start is the
# time from nothing to a first answer, initdb included.
# roots: postgres client

setup()
{
	make_client
	W_ROOT=postgres W_FILES=() W_MEM=1024 W_NET=1 W_USER=102
	W_ENV=(PATH=/usr/lib/postgresql/15/bin:/usr/bin:/bin
		PGDATA=/tmp/data LANG=C.UTF-8)
}

answers()
{
	timeout --foreground 5 chroot "$client_dir" \
		/usr/lib/postgresql/15/bin/psql -h "$(address)" -U postgres \
		-XAtqc 'select 1' postgres
}

pgbench()
{
	client /usr/lib/postgresql/15/bin/pgbench -h "$(address)" -U postgres \
		"$@" postgres
}

# load ROW OPTION...
load()
{
	local row=$1 tps

	shift
	pgbench -n -T 3 "$@" >"$scratch/pgbench" || return
	tps=$(awk '/^tps = / { print $3 }' "$scratch/pgbench")
	[ -n "$tps" ] && sample "$row" /s "$tps"
}

measure()
{
	local from

	from=$(now_ns)
	start sh -c 'initdb -A trust --locale C.UTF-8 >&2 &&
		echo "host all all all trust" >>$PGDATA/pg_hba.conf &&
		exec postgres -h 0.0.0.0 -k /tmp'
	await 120 answers || return
	sample postgres-start ns $(($(now_ns) - from))
	pgbench -i -s 5 -q >&2 || return
	load postgres-1 -c 1 &&
		load postgres-4 -c 4 -j 1 &&
		load postgres-read-1 -S -c 1 &&
		load postgres-read-4 -S -c 4 -j 1
}
