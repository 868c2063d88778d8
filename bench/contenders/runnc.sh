# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# runnc, with the bundle that crun has: the root is served by the gofer.

. "$bench/oci.sh"

oci_runnc=$out/bin/runnc
runnc_run=("$oci_runnc" --root "$scratch/runnc")

# The second hierarchy hides the first one's controllers from crun as well.
runnc_usable()
{
	umount /sys/fs/cgroup/unified 2>/dev/null
	"${runnc_run[@]}" list
}

runnc_version()
{
	"$oci_runnc" --version | head -n 1
}

runnc_network()
{
	veth_network "$@"
}

runnc_prepare()
{
	files_folder
	oci_prepare runnc
}

runnc_command()
{
	oci_bundle runnc "$@"
	command=("${runnc_run[@]}" run --bundle "$scratch/runnc.bundle"
		"nabla-bench-$$")
}

runnc_end()
{
	"${runnc_run[@]}" delete --force "nabla-bench-$$"
} 2>/dev/null
