# SPDX-License-Identifier: ISC
# root: disk
#
# fio writes at random and verifies, in the ways that there are to write a file;
# afterwards all is read again.
set -eu
size=${FIO_SIZE:-12m}
mkdir -p /tmp/fio
cd /tmp/fio

verified()
{
	name=$1
	shift
	fio --name="$name" --filename="$name" --size="$size" --verify=crc32c \
		--verify_fatal=1 --output=log "$@" || { cat log; exit 1; }
	echo "$name verified"
}

verified written --rw=randwrite --bsrange=512-128k --blockalign=512 \
	--ioengine=psync --fsync=100
verified mapped --rw=randwrite --bs=4k --ioengine=mmap --end_fsync=1
verified direct --rw=randwrite --bsrange=4k-256k --direct=1 \
	--ioengine=io_uring --iodepth=16
verified both --rw=randrw --bs=16k --ioengine=sync --numjobs=1
for name in written mapped direct; do
	stat -c '%n %s' $name
done
