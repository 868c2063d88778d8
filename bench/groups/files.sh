# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# Files of a root that is a folder on the host's disk: operations on many small
# ones, on one of 256 MB that the host has in its cache, and the start of python
# from it, the first time and then again.
# roots: python

setup()
{
	W_ROOT=python W_FILES=("$programs/files") W_MEM=1024 W_NET= W_USER=
	W_ENV=() W_SERVED=1
}

measure()
{
	local name unit value status=0

	rm -rf "$W_DIR/test/files.d"
	mkdir "$W_DIR/test/files.d"
	head -c $((256 << 20)) /dev/urandom >"$W_DIR/test/files.d/big"
	sync
	finish 300 /test/files /test/files.d python3 -c pass \
		>"$scratch/samples" || status=$?
	while read -r name unit value; do
		sample "$name" "$unit" "$value"
	done <"$scratch/samples"
	rm -rf "$W_DIR/test/files.d"
	return $status
}
