# SPDX-License-Identifier: ISC
#
# What 90-hvt bakes in the quick list, linked where the kernel is: NABLA_RAM and
# NABLA_KERNEL_PHYS of <nabla/layout.h>.

HVT_STUB := $(O)/tests/hvt-stub

$(HVT_STUB): tests/hvt/stub.S include/nabla/hvt.h tests/hvt/hvt.mk
	$(say) LD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) -D__ASSEMBLY__ -nostdlib -static -no-pie \
		-Wl,-z,max-page-size=4096,--build-id=none \
		-Wl,-Ttext-segment=0x680000200000 -o $@ $<

ifeq ($(ISA),x86_64)
TEST_NEEDS += $(if $(CROSS),,$(HVT_STUB))
endif
