# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# A host of the other ISA: Debian's own arm64 kernel in qemu, on Debian's own
# packages, with this tree's suites and what they need.  Sourced after
# tests/lib.sh, with isa=aarch64.
#
#	emulated FILE...	runs the script on standard input there, by bash in
#				/nabla, where the FILEs of this tree are (what is
#				built, too); prints what it prints
#
# Environment: EMULATED_CPU, EMULATED_MEM (MB), EMULATED_SECONDS, and the arrays
# EMULATED_QEMU, more options, and EMULATED_ROOTS, of tests/roots.

# Neither the pointer authentication algorithm of the architecture, which costs
# more than all else in emulation, nor vectors that no host has.
EMULATED_CPU=${EMULATED_CPU:-max,pauth-impdef=on,sve-max-vq=4}
EMULATED_MEM=${EMULATED_MEM:-2048}
EMULATED_QEMU=()
EMULATED_ROOTS=(emulated)

# What the machine needs to be a host for the suites.
emulated_init()
{
	cat <<-'END'
	#!/bin/bash
	# The first root can't be pivoted away, a copy of its mount can.
	[ $# -gt 0 ] || {
		mkdir -p /mnt && mount --bind / /mnt && cd /mnt && mount --move . /
		exec chroot . /init again
	}
	export PATH=/usr/sbin:/usr/bin HOME=/root LANG=C.UTF-8 NABLA_PREBUILT=1
	mount -t proc proc /proc
	mount -t sysfs sys /sys
	mount -t devtmpfs dev /dev
	mkdir -p /dev/pts /dev/shm /dev/mqueue
	mount -t devpts -o ptmxmode=666 pts /dev/pts
	mount -t tmpfs shm /dev/shm
	mount -t mqueue mqueue /dev/mqueue
	mount -t tmpfs tmp /tmp
	ln -s /proc/self/fd /dev/fd
	stty -opost </dev/console
	ip link set lo up
	[ ! -e /tun.ko ] || busybox insmod /tun.ko
	cd /nabla && bash ./run </dev/null
	busybox poweroff -f
	END
}

# The newest of Debian's kernels for virtual machines, and the one module that it
# takes for a tap; prints the folder.
emulated_kernel()
{
	local dir=$out/host-kernel package deb

	if [ ! -e "$dir/tun.ko" ]; then
		apt_update
		package=$(apt-cache -c "$apt_dir/conf" \
			-o "Dir::State::status=$apt_status" search --names-only \
			'^linux-image-6\.1\.0-[0-9]*-cloud-arm64$' |
			sort -V | tail -1)
		[ -n "$package" ] || bail_out "Debian has no kernel for arm64"
		rm -rf "$dir" && mkdir -p "$dir"
		(cd "$dir" && apt_get -qq download "${package%% *}") >&2 ||
			bail_out "cannot download ${package%% *}"
		deb=$(echo "$dir"/*.deb)
		dpkg-deb -x "$deb" "$dir"
		mv "$dir"/boot/vmlinuz-* "$dir/vmlinuz"
		mv "$dir"/lib/modules/*/kernel/drivers/net/tun.ko "$dir"
		rm -rf "$deb" "$dir"/{boot,lib,usr}
	fi
	echo "$dir"
}

# Debian's packages first, then what is ours: the kernel unpacks both.
emulated_initramfs()
{
	local dir=$T/emulated r

	rm -rf "$dir"
	mkdir -p "$dir/nabla"
	emulated_init >"$dir/init"
	chmod 755 "$dir/init"
	cp "$1/tun.ko" "$dir"
	shift
	cat >"$dir/nabla/run"
	(cd "$top" && cp -a --parents "$@" "$dir/nabla") || return
	{
		for r in "${EMULATED_ROOTS[@]}"; do
			cat "$(root "$r")"
		done
		(cd "$dir" && find . -mindepth 1 | cpio --quiet -o -H newc)
	} >"$T/emulated.cpio"
	rm -rf "$dir"
}

# One virtual CPU, translated by one thread: with more, qemu 7.2 can run a stale
# translation of code that another one has just rewritten.
emulated()
{
	local kernel

	kernel=$(emulated_kernel) || exit
	emulated_initramfs "$kernel" "$@" || bail_out "no initramfs"
	timeout --kill-after=5 "${EMULATED_SECONDS:-300}" \
		qemu-system-aarch64 -M virt,gic-version=3 -cpu "$EMULATED_CPU" \
		-accel tcg,thread=single -smp 1 -m "$EMULATED_MEM" \
		-nographic -nodefaults -serial stdio -monitor none -no-reboot \
		"${EMULATED_QEMU[@]}" \
		-kernel "$kernel/vmlinuz" -initrd "$T/emulated.cpio" -append \
		"console=ttyAMA0 quiet loglevel=1 panic=-1 rdinit=/init" \
		</dev/null
}
