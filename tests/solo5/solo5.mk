# SPDX-License-Identifier: ISC
# What the suites of Solo5 need; the unikernels' rules are in mk/solo5.mk.

UNIT_DIR_common := tenders/common
UNIT_DIR_elftool := elftool
UNIT_LIBS_elftool := -ljson-c
UNIT_DIR_hvt := tenders/hvt
UNIT_DIR_spt := tenders/spt
UNIT_PARTS += common elftool hvt spt
FUZZ_SRC_fuzz_hvt_calls := $(wildcard tenders/common/*.c)
FUZZ_SRC_fuzz_elftool_json := tenders/common/manifest.c
UNIT_SRC_test_hvt_points := tests/unit/$(ISA)/hvt_registers.c $(wildcard tenders/common/*.c)
UNIT_LDFLAGS_test_hvt_points := -Wl,--wrap=vcpu_ioctl
UNIT_SRC_test_hvt_channels := $(wildcard tenders/common/*.c)
UNIT_SRC_test_hvt_extension := $(wildcard tenders/common/*.c)
UNIT_SRC_test_hvt_filter := $(wildcard tenders/common/*.c)
UNIT_LDFLAGS_test_hvt_filter := -Wl,--wrap=gdb_descriptor
UNIT_SRC_test_spt_filter := tests/unit/$(ISA)/spt_rules.c $(wildcard tenders/common/*.c)
UNIT_SRC_test_runtime_solo5 := tenders/common/manifest.c tenders/common/unikernel.c

SOLO5_PEERS := $(addprefix $(O)/tests/solo5/,peer echo datagrams)
$(SOLO5_PEERS): $(O)/tests/solo5/%: tests/solo5/%.c tests/solo5/solo5.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -static $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(CFLAGS_HARD) -o $@ $<

solo5-tests: $(SOLO5_PEERS)
TEST_NEEDS += solo5-tests

# The other ISA's, for 67-solo5-aarch64; after its other parts, which are made in
# the same folder.
ifeq ($(HOST_ISA) $(ISA),x86_64 x86_64)
.PHONY: solo5-tests-aarch64
solo5-tests-aarch64: | test-build-aarch64 $(BIN)/solo5-elftool
	+$(Q)$(MAKE) ISA=aarch64 userland solo5-tests
TEST_NEEDS += solo5-tests-aarch64
endif
