# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# Servers under load, wherever they run: what groups that have them share.

redis_options=(--bind 0.0.0.0 --protected-mode no --save '' --dir /tmp)

redis_answers() # ADDRESS
{
	[ "$(timeout --foreground 5 chroot "$client_dir" \
		redis-cli -h "$1" ping)" = PONG ]
}

# redis_load ADDRESS SUFFIX OPTION...
redis_load()
{
	local at=$1 suffix=$2 name rate

	shift 2
	client redis-benchmark -h "$at" --csv -c 50 "$@" \
		>"$scratch/redis.csv" || return
	while IFS=, read -r name rate _; do
		name=${name//\"/}
		[ "$name" != test ] || continue
		name=${name%%_*}
		sample "${prefix-}redis-${name,,}$suffix" /s "${rate//\"/}"
	done <"$scratch/redis.csv"
}

redis_rows() # ADDRESS
{
	redis_load "$1" '' -n 40000 -t ping_mbulk,set,get &&
		redis_load "$1" -p16 -n 200000 -P 16 -t set,get
}

# nginx_files: sets W_FILES to its configuration and what it serves
nginx_files()
{
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
	W_FILES+=("$scratch/nginx.conf" "$scratch/small" "$scratch/large")
}

nginx_answers() # ADDRESS
{
	client curl -sS -m 5 -o /dev/null "http://$1/small"
}

# nginx_load ADDRESS ROW FILE UNIT FACTOR OPTION...
nginx_load()
{
	local at=$1 row=$2 file=$3 unit=$4 factor=$5 rate

	shift 5
	client wrk -t1 "$@" "http://$at/$file" >"$scratch/wrk" || return
	! grep -E 'Socket errors|Non-2xx' "$scratch/wrk" >&2 || return
	rate=$(awk -v f="$factor" '/^Requests\/sec:/ { print $2 * f }' \
		"$scratch/wrk")
	sample "${prefix-}$row" "$unit" "$rate"
}

nginx_rows() # ADDRESS
{
	nginx_load "$1" nginx-small small /s 1 -c32 -d2 &&
		nginx_load "$1" nginx-close small /s 1 -c32 -d2 \
			-H 'Connection: close' &&
		nginx_load "$1" nginx-10mb large MB/s 10 -c8 -d2
}
