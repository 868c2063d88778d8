# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# Memory of an idle container that holds one small static program: the sum of PSS
# of all its processes, those of its runtime included, a second after it started.
# With 256 MB and with the host's whole memory.
# roots:

setup()
{
	W_ROOT= W_FILES=("$programs/hello") W_MEM= W_NET= W_USER= W_ENV=()
}

measure()
{
	local mb

	for W_MEM in 256 ''; do
		start /test/hello
		await 60 test -s "$scratch/output" || return
		sleep 1
		mb=$(tree_of "$B_PID" | pss_sum) || return
		sample "idle-${W_MEM:-all}" MB "$mb"
		stop
	done
}
