#!/bin/sh
# SPDX-License-Identifier: ISC
set -e
text=
while IFS= read -r line; do
	case $line in
	*PORT*) line="${line%%PORT*}$NGINX_PORT${line#*PORT}" ;;
	esac
	text="$text$line
"
done </etc/nginx/site.template
printf '%s' "$text" >/etc/nginx/nginx.conf
exec "$@"
