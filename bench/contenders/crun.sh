# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# crun, an OCI runtime for ordinary containers, as Debian has it: with namespaces,
# capabilities and a control group, without a seccomp filter.

. "$bench/oci.sh"

crun_run=(crun --root "$scratch/crun")

# crun refuses a second hierarchy beside the first; here nobody needs it.
crun_usable()
{
	command -v crun >/dev/null || { echo "not installed"; return 1; }
	umount /sys/fs/cgroup/unified 2>/dev/null
	"${crun_run[@]}" list
}

crun_version()
{
	crun --version | head -n 1
}

crun_network()
{
	veth_network "$@"
}

crun_prepare()
{
	files_folder
	oci_prepare crun
}

crun_command()
{
	oci_bundle crun "$@"
	command=("${crun_run[@]}" run --bundle "$scratch/crun.bundle"
		"nabla-bench-$$")
}

crun_end()
{
	"${crun_run[@]}" delete --force "nabla-bench-$$"
} 2>/dev/null
