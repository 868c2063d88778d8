# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# Start of a container that holds one small static program, which prints a byte
# and ends.  Rows, with 256 MB and with the host's whole memory:
#	start	from executing the contender to that byte
#	run	from executing it to its end
#	tender	from executing nabla-run to the point right before the guest
#	kernel	from there to the first byte of a guest init that does nothing
#		else: kernel start to guest init
# roots:

setup()
{
	W_ROOT= W_FILES=("$programs/hello") W_MEM= W_NET= W_USER= W_ENV=()
	boot_repeat=5
}

boot_kernel()
{
	local N_OPTS=(--cmdline=rdinit=/test/hello)

	watched 60 -k -- /bin/none || return
	sample "kernel-$1" ns $(($(line first) - $(line closed)))
	sample "tender-$1" ns "$(line closed)"
}

measure()
{
	local name n

	for W_MEM in 256 ''; do
		name=${W_MEM:-all}
		for ((n = 0; n < boot_repeat; n++)); do
			watched 60 -- /test/hello end || return
			sample "start-$name" ns "$(line first)"
			sample "run-$name" ns "$(line end)"
			[ "$contender" != nabla ] || boot_kernel "$name" ||
				return
		done
	done
}
