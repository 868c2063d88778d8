# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# A host of the other ISA: Debian's own arm64 kernel in qemu, with an initramfs of
# busybox and of what a test brings along.  Sourced after tests/lib.sh.
#
#	emulated SCRIPT FILE...	runs SCRIPT there, with the FILEs beside it in /t;
#				prints what it prints, without a carriage return

# One virtual CPU, translated by one thread: with more, qemu 7.2 can run a stale
# translation of code that another one has just rewritten.
EMULATED_CPU=${EMULATED_CPU:-neoverse-n1}
EMULATED_MEM=1536

# What the host needs to be one: names of busybox.
emulated_init()
{
	cat <<-'END'
	#!/bin/busybox sh
	/bin/busybox --install -s /bin
	mount -t proc proc /proc
	mount -t sysfs sys /sys
	mount -t devtmpfs dev /dev
	mount -t tmpfs tmp /tmp
	ip link set lo up
	cd /t && sh ./run
	poweroff -f
	END
}

# The newest of Debian's kernels for virtual machines, unpacked; prints its path.
emulated_kernel()
{
	local dir=$out/host-kernel package deb

	if [ ! -e "$dir/vmlinuz" ]; then
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
		rm -rf "$deb" "$dir"/{boot,lib,usr}
	fi
	echo "$dir/vmlinuz"
}

emulated_initramfs()
{
	local dir=$T/emulated d=/dev f

	rm -rf "$dir"
	mkdir -p "$dir"/{bin,dev,proc,sys,tmp,t}
	cp "$(root --dir busybox)/usr/bin/busybox" "$dir/bin/busybox"
	emulated_init >"$dir/init"
	chmod 755 "$dir/init"
	mknod "$dir$d/console" c 5 1
	cp "$1" "$dir/t/run"
	shift
	for f; do cp "$f" "$dir/t/"; done
	(cd "$dir" && find . -mindepth 1 | cpio --quiet -o -H newc) \
		>"$T/emulated.cpio"
	rm -rf "$dir"
	echo "$T/emulated.cpio"
}

emulated()
{
	local vmlinuz initramfs

	vmlinuz=$(emulated_kernel) || exit
	initramfs=$(emulated_initramfs "$@")
	timeout --kill-after=5 "${EMULATED_SECONDS:-300}" \
		qemu-system-aarch64 -M virt,gic-version=3 -cpu "$EMULATED_CPU" \
		-accel tcg,thread=single -smp 1 -m "$EMULATED_MEM" \
		-nographic -nodefaults -serial stdio -monitor none -no-reboot \
		-kernel "$vmlinuz" -initrd "$initramfs" -append \
		"console=ttyAMA0 quiet loglevel=1 panic=-1 rdinit=/init" \
		</dev/null | tr -d '\r'
}
