# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# The bare host: the program itself, in the unpacked root; servers in a network
# namespace, behind a veth.

host_usable()
{
	:
}

host_version()
{
	uname -r
}

host_network()
{
	veth_network "$@"
}

host_prepare()
{
	local d

	files_folder
	host_dir=$scratch/host
	mount_root "$host_dir"
	mount -t proc proc "$host_dir/proc"
	mount --rbind /dev "$host_dir/dev"
	mount --bind "$W_DIR/test" "$host_dir/test"
	for d in tmp run; do
		mount -t tmpfs -o mode=1777 none "$host_dir/$d"
	done
}

# Without a root there is nothing to change to.
host_command()
{
	local at

	if [ -z "$W_ROOT" ]; then
		at=$1
		shift
		command=("$W_DIR$at" "$@")
		return
	fi
	command=()
	[ -z "$W_NET" ] || command=(nsenter --net=/run/netns/host unshare
		--pid --fork --kill-child)
	command+=(env -i "PATH=$B_PATH" HOME=/root "${W_ENV[@]}"
		"$(command -v chroot)" ${W_USER:+--userspec="$W_USER:$W_USER"}
		"$host_dir" "$@")
}

host_end()
{
	local d

	for d in tmp run; do
		umount -l "$host_dir/$d"
		mount -t tmpfs -o mode=1777 none "$host_dir/$d"
	done
}
