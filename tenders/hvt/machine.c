// SPDX-License-Identifier: ISC
/* The virtual machine: one processor, one piece of memory. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/err.h"
#include "tenders/hvt/hvt.h"

int vcpu_ioctl(const struct hvt *t, unsigned long request, void *arg)
{
	return (int)syscall(SYS_ioctl, t->vcpufd, request, arg);
}

int vm_ioctl(const struct hvt *t, unsigned long request, void *arg)
{
	return (int)syscall(SYS_ioctl, t->vmfd, request, arg);
}

static int check_version(struct hvt *t, struct err *e)
{
	int v = ioctl(t->kvmfd, KVM_GET_API_VERSION, 0);

	if (v < 0)
		return err_errno(e, "asking for KVM's version");
	if (v != KVM_API_VERSION)
		return err_set(e, ENOTSUP, "KVM is of version %d, not %d", v,
			       KVM_API_VERSION);
	return 0;
}

static int map_run(struct hvt *t, struct err *e)
{
	int size = ioctl(t->kvmfd, KVM_GET_VCPU_MMAP_SIZE, 0);

	if (size < (int)sizeof(*t->run))
		return err_errno(e, "asking for the size of a processor");
	t->run_size = (size_t)size;
	t->run = mmap(NULL, t->run_size, PROT_READ | PROT_WRITE, MAP_SHARED,
		      t->vcpufd, 0);
	return t->run == MAP_FAILED ? err_errno(e, "mapping the processor") :
				      0;
}

int machine_create(struct hvt *t, struct err *e)
{
	t->kvmfd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (t->kvmfd < 0)
		return err_errno(e, "/dev/kvm");
	if (check_version(t, e) < 0)
		return -e->code;
	t->vmfd = ioctl(t->kvmfd, KVM_CREATE_VM, 0);
	if (t->vmfd < 0)
		return err_errno(e, "creating a virtual machine");
	t->timer = guest_wants_timer(&t->kernel.file) && isa_timer(t);
	t->vcpufd = ioctl(t->vmfd, KVM_CREATE_VCPU, 0);
	if (t->vcpufd < 0)
		return err_errno(e, "creating its processor");
	if (map_run(t, e) < 0)
		return -e->code;
	return isa_machine(t, e);
}
