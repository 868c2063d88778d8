# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# bench/micro: single operations, by the same static program everywhere.
# MICRO names rows, MICRO_MS the length of a sample.
# roots: guest

setup()
{
	W_ROOT=guest W_MEM=384 W_NET= W_USER= W_ENV=()
	W_FILES=("$programs/micro" "$programs/exit-dynamic")
}

measure()
{
	local name unit value status=0

	finish 300 /test/micro -t "${MICRO_MS:-20}" ${MICRO-} \
		>"$scratch/samples" || status=$?
	while read -r name unit value; do
		sample "$name" "$unit" "$value"
	done <"$scratch/samples"
	return $status
}
