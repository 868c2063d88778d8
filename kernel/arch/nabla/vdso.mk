# SPDX-License-Identifier: GPL-2.0-only
#
# The vDSO is code of programs: what the kernel is compiled with for being the
# kernel does not hold there.  Included by the ISA's vdso/Makefile, which says
#	ARCH_REL_TYPE_ABS	relocations that it must not have
#	obj-vdso		its objects

include $(srctree)/lib/vdso/Makefile

KASAN_SANITIZE := n
KCSAN_SANITIZE := n
UBSAN_SANITIZE := n
KCOV_INSTRUMENT := n
GCOV_PROFILE := n

obj-y := image.o
targets := $(obj-vdso) vdso.lds vdso.so vdso.so.dbg

KERNEL_ONLY := -fPIE -fno-PIE -mno-red-zone -mstack-protector-guard=global \
	       -fstack-protector -fstack-protector-strong -pg \
	       -fno-asynchronous-unwind-tables -ffunction-sections \
	       -fdata-sections -ftrivial-auto-var-init=% $(CC_FLAGS_LTO) $(CC_FLAGS_FTRACE) \
	       $(GCC_PLUGINS_CFLAGS) $(RANDSTRUCT_CFLAGS)
vdso-cflags = $(filter-out $(KERNEL_ONLY), $(subst \
	      -include $(srctree)/include/linux/hidden.h,,$(KBUILD_CFLAGS)))

CFLAGS_vdso.o := -include $(c-gettimeofday-y)
$(addprefix $(obj)/,$(obj-vdso)): KBUILD_CFLAGS := $(vdso-cflags) -fPIC \
	-fno-stack-protector -fasynchronous-unwind-tables -DBUILD_VDSO

quiet_cmd_vdsold = VDSO    $@
      cmd_vdsold = $(LD) $(KBUILD_LDFLAGS) -shared -soname=linux-vdso.so.1 \
		   --hash-style=both --build-id=sha1 --eh-frame-hdr -Bsymbolic \
		   --orphan-handling=error -z noexecstack \
		   -z max-page-size=4096 -T $(filter %.lds,$^) \
		   $(filter %.o,$^) -o $@; $(cmd_vdso_check)

$(obj)/vdso.so.dbg: $(obj)/vdso.lds $(addprefix $(obj)/,$(obj-vdso)) FORCE
	$(call if_changed,vdsold)

OBJCOPYFLAGS_vdso.so := -S
$(obj)/vdso.so: $(obj)/vdso.so.dbg FORCE
	$(call if_changed,objcopy)

$(obj)/image.o: $(obj)/vdso.so
