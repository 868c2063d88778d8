# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# nabla-run and the library kernel; the root is an archive, unpacked at start into
# guest memory.  N_OPTS: more options of nabla-run.

N_OPTS=()

nabla_usable()
{
	"$run" --version >/dev/null
}

nabla_version()
{
	"$run" --version
}

nabla_network()
{
	HOST_IP=$1 GUEST_IP=$2
	ip tuntap add dev tap0 mode tap vnet_hdr
	ip address add "$1/24" dev tap0
	ip link set tap0 up
}

nabla_prepare()
{
	files_folder
	nabla_root=$scratch/$group.cpio
	{
		[ -z "$W_ROOT" ] ||
			cat "$(ISA=$isa "$top/tools/root" "$W_ROOT")"
		(cd "$W_DIR" && find . -mindepth 1 |
			cpio --quiet -o -H newc)
	} >"$nabla_root"
}

nabla_command()
{
	local records=(mount tmpfs /tmp tmpfs mode=1777) var o all=()

	for var in "${W_ENV[@]}"; do
		records+=(env "$var")
	done
	[ -z "$W_USER" ] || records+=(user "$W_USER" "$W_USER")
	GUEST_ROOT=$nabla_root GUEST_NET=$W_NET
	GUEST_MEM=${W_MEM:-all} GUEST_OPTS=("${N_OPTS[@]}")
	guest_command "${records[@]}" -- "$@"
	for o in "${command[@]}"; do
		[ "$o" = --mem=all ] || all+=("$o")
	done
	command=("${all[@]}")
}

nabla_end()
{
	:
}
