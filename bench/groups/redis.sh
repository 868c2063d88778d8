# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# redis-server, asked by redis-benchmark from outside with 50 connections, one
# request at a time and 16 at a time.
# roots: redis client

setup()
{
	W_ROOT=redis W_FILES=() W_MEM=384 W_NET=1 W_USER= W_ENV=()
	make_client
}

answers()
{
	[ "$(timeout --foreground 5 chroot "$client_dir" \
		redis-cli -h "$(address)" ping)" = PONG ]
}

# load SUFFIX OPTION...
load()
{
	local suffix=$1 name rate

	shift
	client redis-benchmark -h "$(address)" --csv -c 50 "$@" \
		>"$scratch/redis.csv" || return
	while IFS=, read -r name rate _; do
		name=${name//\"/}
		[ "$name" != test ] || continue
		name=${name%%_*}
		sample "redis-${name,,}$suffix" /s "${rate//\"/}"
	done <"$scratch/redis.csv"
}

measure()
{
	start redis-server --bind 0.0.0.0 --protected-mode no --save '' \
		--dir /tmp
	await 30 answers || return
	load '' -n 40000 -t ping_mbulk,set,get &&
		load -p16 -n 200000 -P 16 -t set,get
}
