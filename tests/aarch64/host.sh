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
# Environment: EMULATED_MACHINE (virt, raspi3b), EMULATED_KERNEL (arm64-16k),
# EMULATED_CPU, EMULATED_MEM (MB), EMULATED_SECONDS, and the arrays EMULATED_QEMU, more
# options, and EMULATED_ROOTS, of tests/roots.

# Neither the pointer authentication algorithm of the architecture, which costs
# more than all else in emulation, nor vectors that no host has.
EMULATED_CPU=${EMULATED_CPU:-max,pauth-impdef=on,sve-max-vq=4}
EMULATED_MEM=${EMULATED_MEM:-2048}
EMULATED_MACHINE=${EMULATED_MACHINE:-virt}
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
	mount -t cgroup2 cgroup /sys/fs/cgroup
	hostname host && hostname >/etc/hostname
	ip link set lo up
	# some need others: three rounds
	for module in /*.ko /*.ko /*.ko; do busybox insmod $module; done 2>/dev/null
	cd /nabla && bash ./run </dev/null
	busybox poweroff -f
	END
}

# What is taken of Debian's kernel packages: the kernel, some modules (a tap; to switch
# a Raspberry Pi off; what containers' engines need), and the description of that board.
emulated_files="tun.ko bcm2835_wdt.ko overlay.ko bridge.ko stp.ko llc.ko veth.ko
	loop.ko bcm2837-rpi-3-b.dtb"

emulated_unpack()
{
	local dir=$1 f

	dpkg-deb -x "$dir"/*.deb "$dir/deb"
	mv "$dir"/deb/boot/vmlinuz-* "$dir/vmlinuz"
	for f in $emulated_files; do
		find "$dir/deb" -name "$f" -exec mv {} "$dir" \;
	done
	rm -rf "$dir"/*.deb "$dir/deb"
	echo "$emulated_files" >"$dir/done"
}

# emulated_kernel FLAVOUR: the newest of Debian's, unpacked; prints the folder.  With
# pages of 16 KB there is none of 6.1.
emulated_kernel()
{
	local dir=$out/host-kernel/$1 package version='6\.1\.0-[0-9]*'

	case $1 in
	*-16k) version='6\.12\.[0-9]*\+deb12' ;;
	esac

	if [ "$(cat "$dir/done" 2>/dev/null)" != "$emulated_files" ]; then
		apt_update
		package=$(apt-cache -c "$apt_dir/conf" \
			-o "Dir::State::status=$apt_status" search --names-only \
			"^linux-image-$version-$1\$" | sort -V | tail -n 1)
		[ -n "$package" ] || bail_out "Debian has no kernel for $1"
		rm -rf "$dir" && mkdir -p "$dir"
		(cd "$dir" && apt_get -qq download "${package%% *}") >&2 ||
			bail_out "cannot download ${package%% *}"
		emulated_unpack "$dir"
	fi
	echo "$dir"
}

# Debian's packages first, then what is ours: the kernel unpacks both.
emulated_initramfs()
{
	local dir=$T/emulated r base=()

	for r in "${EMULATED_ROOTS[@]}"; do
		base+=("$(root "$r")") || return
	done
	rm -rf "$dir"
	mkdir -p "$dir/nabla"
	emulated_init >"$dir/init"
	chmod 755 "$dir/init"
	find "$1" -name '*.ko' -exec cp {} "$dir" \;
	shift
	cat >"$dir/nabla/run"
	(cd "$top" && cp -a --parents "$@" "$dir/nabla") || return
	{
		cat "${base[@]}"
		(cd "$dir" && find . -mindepth 1 | cpio --quiet -o -H newc)
	} >"$T/emulated.cpio"
	rm -rf "$dir"
}

# emulated_options KERNEL: fills "options", of qemu, and "console".  A machine of
# qemu's own with one CPU, or (EMULATED_MACHINE=raspi3b) the board, which has four.
# All of them are translated by one thread: with more, qemu 7.2 can run a stale
# translation of code that another one has just rewritten.
emulated_options()
{
	case $EMULATED_MACHINE in
	virt)
		options=(-M virt,gic-version=3 -cpu "$EMULATED_CPU" -smp 1
			-m "$EMULATED_MEM" -serial stdio)
		console=ttyAMA0 ;;
	raspi3b)
		options=(-M raspi3b -dtb "$1/bcm2837-rpi-3-b.dtb"
			-serial null -serial stdio)
		console=ttyS1,115200 ;;
	esac
}

emulated()
{
	local options=() console kernel flavour=cloud-arm64

	[ "$EMULATED_MACHINE" = virt ] || flavour=arm64
	kernel=$(emulated_kernel "${EMULATED_KERNEL:-$flavour}") || exit
	emulated_initramfs "$kernel" "$@" || bail_out "no initramfs"
	emulated_options "$kernel"
	timeout --kill-after=5 "${EMULATED_SECONDS:-300}" \
		qemu-system-aarch64 "${options[@]}" "${EMULATED_QEMU[@]}" \
		-accel tcg,thread=single \
		-nographic -nodefaults -monitor none -no-reboot \
		-kernel "$kernel/vmlinuz" -initrd "$T/emulated.cpio" -append \
		"console=$console quiet loglevel=1 panic=-1 rdinit=/init" \
		</dev/null
}
