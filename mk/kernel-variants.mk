# SPDX-License-Identifier: ISC
#
# Other kernels out of the same sources, each in a tree of its own, $(O)/linux-NAME,
# with the options of kernel/configs/NAME.config on top, and without WITHOUT_NAME's.
#
#	hvt	for another platform, a virtual machine: docs/solo5.md
#	debug	checks that cost time, KUnit tests, what tests need (docs/tests.md)
#	smp	compiled in part and never linked: CONFIG_SMP must not rot

# A third less to compile, of code that its tests don't run.
WITHOUT_debug := kernel/configs/optional.config

# What mk/kernel.mk's rules are told to work on.
variant = LINUX=$(O)/linux-$1 OVERLAY_DONE=$(O)/stamp/overlay-$1 \
	CONFIG_FRAGMENTS='$(filter-out $(WITHOUT_$1),$(CONFIG_FRAGMENTS)) \
		kernel/configs/$1.config' \
	CONFIG_WANTED=$(O)/linux-$1.config CONFIG_DONE=$(O)/stamp/config-$1

# The parts of Linux that CONFIG_SMP changes most, and all that is ours.
SMP_OBJECTS ?= $(addprefix arch/nabla/,drivers/ kernel/ mm/ platform/process/ \
	$(ISA)/kernel/ $(ISA)/lib/) \
	kernel/sched/ kernel/locking/ kernel/smp.o kernel/cpu.o \
	kernel/stop_machine.o kernel/smpboot.o kernel/time/ kernel/irq/ \
	kernel/rcu/ kernel/fork.o kernel/workqueue.o mm/percpu.o mm/slub.o \
	mm/memory.o mm/rmap.o mm/huge_memory.o mm/vmstat.o lib/cpumask.o

.PHONY: kernel-debug kernel-smp kernel-hvt kernel-hvt-compile

kernel-hvt: $(INITRAMFS)	## build the kernel that nabla-bake --target=hvt takes
	+$(Q)$(MAKE) -o $(INITRAMFS) $(call variant,hvt) $(O)/vmlinux-hvt

$(O)/vmlinux-hvt: $(OVERLAY_DONE) $(CONFIG_DONE) $(INITRAMFS)
	$(say) KBUILD $(LINUX)
	+$(Q)$(KBUILD) vmlinux | $(KERNEL_PROGRESS)
	$(Q)$(OBJCOPY) --strip-debug $(LINUX)/vmlinux $@.new && mv $@.new $@

# What is ours, which is what other platforms' builds do not compile, or otherwise.
HVT_OBJECTS := $(addprefix arch/nabla/,drivers/ kernel/ mm/ platform/hvt/ $(ISA)/kernel/ \
	$(ISA)/lib/)

kernel-hvt-compile: $(INITRAMFS)	## compile our own part of that kernel (not linked)
	+$(Q)$(MAKE) -o $(INITRAMFS) $(call variant,hvt) kernel-hvt-objects

.PHONY: kernel-hvt-objects
kernel-hvt-objects: $(OVERLAY_DONE) $(CONFIG_DONE)
	$(say) KBUILD '$(LINUX) (arch/nabla)'
	+$(Q)$(KBUILD) $(HVT_OBJECTS) | $(KERNEL_PROGRESS)

kernel-debug: $(INITRAMFS)	## build the kernel with checks, and KUnit tests inside
	+$(Q)$(MAKE) -o $(INITRAMFS) $(call variant,debug) $(O)/vmlinux-debug

$(O)/vmlinux-debug: $(OVERLAY_DONE) $(CONFIG_DONE) $(INITRAMFS)
	$(say) KBUILD $(LINUX)
	+$(Q)$(KBUILD) vmlinux | $(KERNEL_PROGRESS)
	$(Q)$(OBJCOPY) --strip-debug $(LINUX)/vmlinux $@.new && mv $@.new $@

kernel-smp: $(INITRAMFS)	## compile what CONFIG_SMP changes (not linked)
	+$(Q)$(MAKE) -o $(INITRAMFS) $(call variant,smp) kernel-smp-objects

.PHONY: kernel-smp-objects
kernel-smp-objects: $(OVERLAY_DONE) $(CONFIG_DONE)
	$(say) KBUILD '$(LINUX) (CONFIG_SMP)'
	+$(Q)$(KBUILD) $(SMP_OBJECTS) | $(KERNEL_PROGRESS)
