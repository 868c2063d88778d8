# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# nginx with one worker, asked by wrk from outside with 32 connections: a small
# file, the same with a connection for each request, and files of 10 MB.
# roots: nginx client

. "$bench/servers.sh"

setup()
{
	make_client
	W_ROOT=nginx W_MEM=384 W_NET=1 W_USER= W_ENV=() W_FILES=()
	nginx_files
}

measure()
{
	start nginx -c /test/nginx.conf
	await 30 nginx_answers "$(address)" && nginx_rows "$(address)"
}
