# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# nabla-run and the library kernel; the root is an archive, unpacked at start into
# guest memory, or (W_SERVED) a folder that the gofer serves.  N_OPTS: more options
# of nabla-run.

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
	nabla_served=$scratch/nabla.root
	if [ -n "${W_SERVED-}" ]; then
		mount_root "$nabla_served"
		mount --bind "$W_DIR/test" "$nabla_served/test"
		return
	fi
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
	local GUEST_UNDER=() served=()

	if [ -n "${W_SERVED-}" ]; then
		nabla_root=
		GUEST_UNDER=("$out/bin/nabla-gofer" "$nabla_served" --)
		served=(--files:root=@FD)
		records=(mkdir /newroot 0755 mount root /newroot nablafs rw
			root /newroot mount proc /proc proc rw
			mount dev /dev devtmpfs rw "${records[@]}")
	fi
	for var in "${W_ENV[@]}"; do
		records+=(env "$var")
	done
	[ -z "$W_USER" ] || records+=(user "$W_USER" "$W_USER")
	GUEST_ROOT=$nabla_root GUEST_NET=$W_NET
	GUEST_MEM=${W_MEM:-all} GUEST_OPTS=("${N_OPTS[@]}" "${served[@]}")
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
