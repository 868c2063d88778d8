# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# nginx with one worker, asked by wrk from outside with 32 connections: a small
# file, the same with a connection for each request, and files of 10 MB.
# roots: nginx client

setup()
{
	make_client
	cat >"$scratch/nginx.conf" <<-END
	user www-data;
	worker_processes 1;
	daemon off;
	error_log stderr warn;
	pid /run/nginx.pid;
	events { worker_connections 512; }
	http {
		access_log off;
		sendfile on;
		keepalive_requests 1000000;
		server { listen 80; root /test; }
	}
	END
	echo "a small file" >"$scratch/small"
	head -c 10000000 /dev/urandom >"$scratch/large"
	W_ROOT=nginx W_MEM=384 W_NET=1 W_USER= W_ENV=()
	W_FILES=("$scratch/nginx.conf" "$scratch/small" "$scratch/large")
}

answers()
{
	client curl -sS -m 5 -o /dev/null "http://$(address)/small"
}

# load ROW FILE UNIT FACTOR OPTION...
load()
{
	local row=$1 file=$2 unit=$3 factor=$4 rate

	shift 4
	client wrk -t1 "$@" "http://$(address)/$file" >"$scratch/wrk" || return
	! grep -E 'Socket errors|Non-2xx' "$scratch/wrk" >&2 || return
	rate=$(awk -v f="$factor" '/^Requests\/sec:/ { print $2 * f }' \
		"$scratch/wrk")
	sample "$row" "$unit" "$rate"
}

measure()
{
	start nginx -c /test/nginx.conf
	await 30 answers || return
	load nginx-small small /s 1 -c32 -d2 &&
		load nginx-close small /s 1 -c32 -d2 -H 'Connection: close' &&
		load nginx-10mb large MB/s 10 -c8 -d2
}
