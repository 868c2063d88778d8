# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# How scripts start a guest.  Sourced; sets
#	top, isa, out	this tree, the ISA, its output folder
#	run, kernel	the tender and the kernel; NABLA_RUN and NABLA_KERNEL in
#			the environment name others
# A guest with a network needs guest_net() first, in a network namespace of its
# own: the tap, and all that was set up on it, goes away with the namespace.

top=${top:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
isa=${ISA:-$(uname -m)}
out=$top/out/$isa
run=${NABLA_RUN:-$out/bin/nabla-run}
kernel=${NABLA_KERNEL:-$out/vmlinux}

GUEST_IP=192.0.2.2
HOST_IP=192.0.2.1
GUEST_IP6=2001:db8::2
HOST_IP6=2001:db8::1

# What every guest gets; more records may follow.
guest_config()
{
	printf '%s\0' \
		hostname guest \
		env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		env HOME=/root env LANG=C.UTF-8 env TERM=dumb \
		mkdir /tmp 1777 mkdir /run 0755 mkdir /root 0700 \
		link lo up "$@"
}

guest_config_net()
{
	printf '%s\0' \
		link eth0 up \
		address eth0 $GUEST_IP/24 address eth0 $GUEST_IP6/64 \
		route eth0 default $HOST_IP "$@"
}

# Start over in namespaces of our own (network, mounts), with a tap for one guest.
guest_net()
{
	if [ -z "${NABLA_NETNS-}" ]; then
		export NABLA_NETNS=1
		# exec skips the trap that would remove it.
		[ -z "${T-}" ] || rm -rf "$T"
		exec unshare --net --mount -- "$0" "$@"
	fi
	ip link show tap0 >/dev/null 2>&1 && return
	ip link set lo up
	ip tuntap add dev tap0 mode tap vnet_hdr
	ip address add $HOST_IP/24 dev tap0
	ip -6 address add $HOST_IP6/64 dev tap0 nodad
	ip link set tap0 up
}

# guest [WORD...] -- PROGRAM [ARG...]: run it in a guest, in the foreground.
# guest_start, the same: in the background, its process in GUEST_PID.
# WORDs are records for its configuration.  Environment:
#	GUEST_ROOT	cpio archive
#	GUEST_MEM	megabytes (256)
#	GUEST_NET	not empty: with the network of guest_net()
#	GUEST_OPTS	array: more options of nabla-run
#	GUEST_UNDER	array: command that nabla-run is run by (a tracer, timeout)
GUEST_OPTS=()
GUEST_UNDER=()
guest()
{
	local command=()

	guest_command "$@"
	"${command[@]}"
}

guest_start()
{
	local command=()

	guest_command "$@"
	# Said again: of itself, a background command has no standard input.
	"${command[@]}" <&0 &
	GUEST_PID=$!
}

# Fills "command"; the description is on descriptor 7, its file gone already.
guest_command()
{
	local words=() opts=(--mem="${GUEST_MEM:-256}") conf

	while [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	shift
	conf=$(mktemp)
	guest_config "${words[@]}" >"$conf"
	if [ -n "${GUEST_NET-}" ]; then
		guest_config_net >>"$conf"
		opts+=(--net:eth0=tap0)
	fi
	[ -z "${GUEST_ROOT-}" ] || opts+=(--initrd="$GUEST_ROOT")
	exec 7<"$conf"
	rm -f "$conf"
	command=("${GUEST_UNDER[@]}" "$run" --config=@7
		"${opts[@]}" "${GUEST_OPTS[@]}" "$kernel" -- "$@")
}
