# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# A host whose KVM is the real one: Debian's own kernel in qemu, which emulates a
# processor with SVM, on Debian's own packages, with this tree's files.  Sourced after
# tests/lib.sh.
#
#	kvm_host FILE...	runs the script on standard input there, by bash in
#				/nabla, where the FILEs of this tree are; prints what
#				it prints, and "status N" at the end
#	kvm_results		takes that in: tests are counted, and the end is one
#
# The array KVM_ROOTS names what else of tests/roots the host has.

say()
{
	echo "$*" >&2
}

die()
{
	bail_out "$*"
}

. "$top/tools/apt.sh"

KVM_ROOTS=(emulated)
KVM_SECONDS=${KVM_SECONDS:-2400}
# Those of networks are runnc's, for 90-hvt.
kvm_modules=(irqbypass.ko ccp.ko kvm.ko kvm-amd.ko tun.ko veth.ko sch_ingress.ko
	cls_u32.ko act_mirred.ko)

# The newest of Debian's kernels for virtual machines, and the modules.
kvm_kernel()
{
	local dir=$out/host-kernel package m

	if [ ! -e "$dir/vmlinuz" ]; then
		apt_update
		package=$(apt-cache -c "$apt_dir/conf" \
			-o "Dir::State::status=$apt_status" search --names-only \
			'^linux-image-6\.1\.0-[0-9]*-cloud-amd64$' |
			sort -V | tail -1)
		[ -n "$package" ] || bail_out "Debian has no kernel for amd64"
		rm -rf "$dir" && mkdir -p "$dir"
		(cd "$dir" && apt_get -qq download "${package%% *}") >&2 ||
			bail_out "cannot download ${package%% *}"
		dpkg-deb -x "$dir"/*.deb "$dir"
		for m in "${kvm_modules[@]}"; do
			find "$dir/lib" -name "$m" -exec mv {} "$dir" ';'
		done
		mv "$dir"/boot/vmlinuz-* "$dir/vmlinuz"
		rm -rf "$dir"/*.deb "$dir"/{boot,lib,usr}
	fi
	echo "$dir"
}

kvm_init()
{
	cat <<-END
	#!/bin/bash
	export PATH=/usr/sbin:/usr/bin HOME=/root LANG=C.UTF-8
	[ "\$1" = again ] || {
		mkdir -p /mnt && mount --bind / /mnt && cd /mnt && mount --move . /
		exec chroot . /init again
	}
	mount -t proc proc /proc
	mount -t sysfs sys /sys
	mount -t debugfs debug /sys/kernel/debug
	mount -t devtmpfs dev /dev
	mount -t tmpfs tmp /tmp
	ln -s /proc/self/fd /dev/fd
	stty -opost </dev/console
	ip link set lo up
	for m in ${kvm_modules[*]}; do
		[ ! -e /\$m ] || busybox insmod /\$m
	done
	echo
	cd /nabla && bash ./run </dev/null 2>&1
	echo "status \$?"
	busybox poweroff -f
	END
}

# Debian's packages first, then what is ours: the kernel unpacks both.
kvm_initramfs()
{
	local kernel=$1 dir=$T/root m r

	shift
	mkdir -p "$dir/nabla"
	kvm_init >"$dir/init"
	chmod 755 "$dir/init"
	for m in "${kvm_modules[@]}"; do
		[ ! -e "$kernel/$m" ] || cp "$kernel/$m" "$dir"
	done
	cat >"$dir/nabla/run"
	(cd "$top" && cp -a --parents "$@" "$dir/nabla") || bail_out "nothing built"
	for r in "${KVM_ROOTS[@]}"; do
		cat "$(root "$r")" || bail_out "no root $r"
	done
	(cd "$dir" && find . -mindepth 1 | cpio --quiet -o -H newc)
	rm -rf "$dir"
}

kvm_host()
{
	local kernel

	kernel=$(kvm_kernel) || exit
	kvm_initramfs "$kernel" "$@" >"$T/initramfs"
	timeout --kill-after=5 "$KVM_SECONDS" qemu-system-x86_64 \
		-accel tcg,thread=multi -cpu max,+svm -smp 2 -m 3072 \
		-nographic -nodefaults -serial stdio -monitor none -no-reboot \
		-kernel "$kernel/vmlinuz" -initrd "$T/initramfs" -append \
		"console=ttyS0 quiet loglevel=1 panic=-1 rdinit=/init" \
		</dev/null 2>&1
}

kvm_results()
{
	local line status=

	while IFS= read -r line; do
		line=${line%$'\r'}
		case $line in
		ok\ *\#\ SKIP\ *) line=${line#ok * - }
			skip "${line%% # SKIP*}" "${line##* # SKIP }" ;;
		ok\ *) ok "${line#ok * - }" ;;
		not\ ok\ *) not_ok "${line#not ok * - }" ;;
		status\ *) status=${line#status } ;;
		1..*) ;;
		*) echo "# ${line#\# }" ;;
		esac
	done
	is "the suite came to its end" "$status" 0
}
