# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# redis-server, asked by redis-benchmark from outside with 50 connections, one
# request at a time and 16 at a time.
# roots: redis client

. "$bench/servers.sh"

setup()
{
	W_ROOT=redis W_FILES=() W_MEM=384 W_NET=1 W_USER= W_ENV=()
	make_client
}

measure()
{
	start redis-server "${redis_options[@]}"
	await 30 redis_answers "$(address)" && redis_rows "$(address)"
}
