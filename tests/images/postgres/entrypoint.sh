#!/bin/sh
# SPDX-License-Identifier: ISC
set -e
if [ "$(id -u)" = 0 ]; then
	mkdir -p "$PGDATA" /var/run/postgresql
	chown -R postgres: "$PGDATA" /var/run/postgresql
	chmod 700 "$PGDATA"
	exec chroot --userspec=postgres:postgres --skip-chdir / \
		/bin/sh "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	initdb --auth=trust --no-instructions >/dev/null
	echo "host all all all trust" >>"$PGDATA/pg_hba.conf"
	pg_ctl -w -s -o "-c listen_addresses=" start
	createdb "${POSTGRES_DB:-app}"
	pg_ctl -w -s -m fast stop
	echo "a new cluster"
fi
exec "$@"
