# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# gVisor's runsc, as Debian has it.  RUNSC_PLATFORM: ptrace (works everywhere) or
# kvm.  It is pinned by taskset, not by a control group.

. "$bench/oci.sh"

runsc_platform=${RUNSC_PLATFORM:-ptrace}
runsc_run=(runsc --root "$scratch/runsc" --ignore-cgroups
	--platform="$runsc_platform")

runsc_usable()
{
	command -v runsc >/dev/null || { echo "not installed"; return 1; }
	"${runsc_run[@]}" --network=none do true
}

runsc_version()
{
	runsc --version | head -n 1 | sed "s/\$/, $runsc_platform/"
}

# Where each network namespace has rmem_default, runsc takes it for the host's own
# and refuses.  In our mount namespace nobody else looks there.
runsc_network()
{
	veth_network "$@"
	nsenter --net="/run/netns/$3" sh -c '
		! test -e /proc/sys/net/core/rmem_default ||
			mount -t tmpfs none /proc/sys/net/core'
}

runsc_prepare()
{
	files_folder
	oci_prepare runsc
}

runsc_command()
{
	local net=none

	[ -z "$W_NET" ] || net=sandbox
	oci_bundle runsc "$@"
	command=("${runsc_run[@]}" --network=$net run
		--bundle "$scratch/runsc.bundle" "nabla-bench-$$")
}

runsc_end()
{
	"${runsc_run[@]}" delete --force "nabla-bench-$$"
} 2>/dev/null
