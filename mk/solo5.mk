# SPDX-License-Identifier: ISC
#
# Solo5: tenders, bindings, tools.  What a builder of unikernels needs is laid out
# as it will be installed, under $(SOLO5): bin, include, lib.
#
#	solo5	flavour of the bindings: freestanding, general registers only

SOLO5 := $(O)/solo5
SOLO5_TRIPLET := $(ISA)-solo5-none-static
SOLO5_LIB := $(SOLO5)/lib/$(SOLO5_TRIPLET)
SOLO5_ABIS := $(patsubst bindings/%/solo5_%.lds,%,$(wildcard bindings/*/solo5_*.lds))
SOLO5_ABIS := $(foreach a,spt hvt,$(if $(wildcard bindings/$a/solo5_$a.lds),$a))

COMMON_SRC := $(call src,tenders/common)
ELFTOOL_SRC := $(call src,elftool)
NOTES_SRC := tenders/common/manifest.c

# What all code of a unikernel must be compiled with.
solo5-flags-x86_64 := -mno-red-zone -mstack-protector-guard=global \
	-fcf-protection=none
solo5-flags-aarch64 := -mno-outline-atomics -mstack-protector-guard=global
SOLO5_FLAGS := -ffreestanding -fno-pic -fno-pie -fstack-protector-strong \
	$(solo5-flags-$(ISA))

cc-solo5 = $(CC)
# gcc would make a memcpy() of the loop in memcpy().
cflags-solo5 := -Ibindings/hvt/$(ISA) -O2 $(SOLO5_FLAGS) -mgeneral-regs-only -fno-builtin \
	-fno-asynchronous-unwind-tables -fno-stack-clash-protection \
	$(if $(findstring clang,$(CC)),,-fno-tree-loop-distribute-patterns)
$(eval $(call flavour,solo5))

# The tenders: tenders/NAME and what they share.  With musl, as what containers wait
# for (mk/userland.mk).
define tender_rule
PROGRAMS += solo5-$1
userland: $(BIN)/solo5-$1
$(call objs,tiny,$(call src,tenders/$1) $(COMMON_SRC)): | $(MUSL_DONE)
$(BIN)/solo5-$1: $(call objs,tiny,$(call src,tenders/$1) $(COMMON_SRC)) \
		$(O)/obj/tiny/libnabla.a mk/solo5.mk
	$$(say) LD $$@
	$$(call link_musl,-static-pie,rcrt1.o)
endef
SOLO5_TENDERS := $(foreach a,$(SOLO5_ABIS),$(if $(wildcard tenders/$a/main.c),$a))
$(foreach a,$(SOLO5_TENDERS),$(eval $(call tender_rule,$a)))

# Bindings: one object of each ABI, in which only what is public is visible.
define bindings_rule
solo5-toolchain: $(SOLO5_LIB)/solo5_$1.o $(SOLO5_LIB)/solo5_$1.lds
$(SOLO5_LIB)/solo5_$1.o: $(call objs,solo5,$(call src,bindings bindings/$1)) mk/solo5.mk
	$$(say) LD $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) -r -nostdlib -o $$@.tmp $$(filter %.o,$$^)
	$$(Q)$$(OBJCOPY) -w -G 'solo5_*' -G _start -G '__stack_chk_*' $$@.tmp $$@
	$$(Q)rm $$@.tmp

$(SOLO5_LIB)/solo5_$1.lds: bindings/$1/solo5_$1.lds
	$$(Q)mkdir -p $$(@D) && cp $$< $$@
endef
$(foreach a,$(SOLO5_ABIS),$(eval $(call bindings_rule,$a)))

# Wrappers, headers, pkg-config.
SOLO5_WRAPPERS := $(addprefix $(SOLO5)/bin/$(SOLO5_TRIPLET)-,cc ld objcopy)
SOLO5_HEADERS := $(patsubst include/%,$(SOLO5)/include/%,$(wildcard include/solo5/*.h))
SOLO5_PC := $(SOLO5)/lib/pkgconfig/solo5.pc

NABLA_VERSION = $(shell sed -n 's/.*NABLA_VERSION[[:space:]]*"\(.*\)"/\1/p' lib/version.h)
# The compiler's name as it is on a machine that these are installed on.
SOLO5_CC := $(notdir $(firstword $(CROSS)gcc))
fill = sed -e 's|@ARCH@|$(ISA)|g' -e 's|@CC@|$(SOLO5_CC)|g' \
	-e 's|@LD@|$(CROSS)ld|g' -e 's|@OBJCOPY@|$(OBJCOPY)|g' \
	-e 's|@CFLAGS@|$(SOLO5_FLAGS)|g' -e 's|@VERSION@|$(NABLA_VERSION)|g'

$(SOLO5)/bin/$(SOLO5_TRIPLET)-%: toolchain/%.sh mk/solo5.mk
	$(say) GEN $@
	$(Q)mkdir -p $(@D) && $(fill) $< >$@ && chmod 755 $@

$(SOLO5)/include/%.h: include/%.h
	$(Q)mkdir -p $(@D) && cp $< $@

$(SOLO5_PC): toolchain/solo5.pc lib/version.h mk/solo5.mk
	$(Q)mkdir -p $(@D) && $(fill) $< >$@

.PHONY: solo5-toolchain
solo5-toolchain: $(SOLO5_WRAPPERS) $(SOLO5_HEADERS) $(SOLO5_PC)
userland: solo5-toolchain

# The elftool runs where unikernels are built.
PROGRAMS += solo5-elftool
userland: $(BIN)/solo5-elftool
$(BIN)/solo5-elftool: $(call objs,pie,$(ELFTOOL_SRC) $(NOTES_SRC)) \
		$(O)/obj/pie/libnabla.a mk/solo5.mk
	$(say) LD $@
	$(call link,$(CC) -pie,-ljson-c)

# Unikernels of the tests: tests/solo5/NAME/NAME.c and manifest.json.
SOLO5_TESTS := $(notdir $(patsubst %/,%,$(dir $(wildcard tests/solo5/*/manifest.json))))
SOLO5_ELFTOOL := out/$(HOST_ISA)/bin/solo5-elftool
SOLO5_TEST_CFLAGS := -std=gnu11 -O2 -g $(CFLAGS_WARN) -mgeneral-regs-only \
	-fno-tree-loop-distribute-patterns
# The one that is about floating point has it.
solo5_cflags = $(filter-out $(if $(filter fpu,$1),-mgeneral-regs-only),$(SOLO5_TEST_CFLAGS))

# call_block is call with another manifest.
solo5_src = $(call src,tests/solo5/$(patsubst call_%,call,$1))

define unikernel_rule
$(O)/tests/solo5/$1/manifest.c: tests/solo5/$1/manifest.json $(SOLO5_ELFTOOL)
	$$(Q)mkdir -p $$(@D) && $(SOLO5_ELFTOOL) gen-manifest $$< $$@
$(foreach a,$(SOLO5_ABIS),$(eval $(call unikernel_abi_rule,$1,$a)))
endef

define unikernel_abi_rule
solo5-tests: $(O)/tests/solo5/$1.$2
$(O)/tests/solo5/$1.$2: $(call solo5_src,$1) \
		tests/solo5/lib.c $(wildcard tests/solo5/*.h) $(O)/tests/solo5/$1/manifest.c mk/solo5.mk | solo5-toolchain
	$$(say) CC $$@
	$$(Q)$(SOLO5)/bin/$(SOLO5_TRIPLET)-cc $$(call solo5_cflags,$1) -Itests/solo5 \
		-z solo5-abi=$2 -o $$@ $$(filter %.c %.S,$$^)
# The bindings are linked in.
$(O)/tests/solo5/$1.$2: $(SOLO5_LIB)/solo5_$2.o $(SOLO5_LIB)/solo5_$2.lds
endef
.PHONY: solo5-tests bench-build
bench-build: solo5-tests		# the group solo5
ifneq ($(CROSS),)
$(SOLO5_ELFTOOL):
	+$(Q)$(MAKE) ISA=$(HOST_ISA) $@
endif
$(foreach t,$(SOLO5_TESTS),$(eval $(call unikernel_rule,$t)))
