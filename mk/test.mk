# SPDX-License-Identifier: ISC
#
# Tests: unit programs and fuzz harnesses are built here, suites are run by
# tests/run.sh.  Test programs of other kinds come with a fragment of their own,
# tests/*/*.mk, which adds what the suites need to TEST_NEEDS.
#
# tests/unit/[test_]PART_what.c is one program, linked with what it uses of lib/
# and of the folder UNIT_DIR_PART; in a fragment beside it may stand
#	UNIT_SRC_name := files		further sources
#	UNIT_LDFLAGS_name := -Wl,--wrap=open
#	UNIT_PLAIN += name		without sanitizers
# What a part needs of other libraries is UNIT_LIBS_PART.
# Harnesses in tests/fuzz/[fuzz_]PART_what.c likewise (FUZZ_SRC_name); the inputs
# are in tests/fuzz/corpus/name/.

include mk/kernel-variants.mk

UNIT_DIR_init := init
UNIT_DIR_run := tenders/run
UNIT_DIR_runtime := runtime
UNIT_LIBS_runtime := -ljson-c -lseccomp -lcap
UNIT_DIR_relay := relay
UNIT_DIR_gofer := gofer
UNIT_LIBS_gofer := $(GOFER_LIBS)
UNIT_PARTS := init run runtime gofer relay
UNIT_DIR_bake := bake
UNIT_PARTS += bake

TEST_NEEDS :=
UNIT_PLAIN :=
-include $(sort $(wildcard tests/*/*.mk))

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
cc-san = $(CC)
cflags-san := -O1 -fPIE -fno-omit-frame-pointer $(SANITIZE)
cc-fuzz := clang
cflags-fuzz := -O1 -fPIE -fno-omit-frame-pointer $(SANITIZE) -fsanitize=fuzzer-no-link
$(foreach f,san fuzz,$(eval $(call flavour,$f)))

# $(call part_rule,FLAVOUR,PART): an archive of the part, all but its main().
define part_rule
$(O)/obj/$1/part-$2.a: $$(call objs,$1,$$(filter-out %/main.c,$$(call src,$$(UNIT_DIR_$2))))
	$$(Q)rm -f $$@ && $$(AR) rcsD $$@ $$(filter %.o,$$^)
endef
$(foreach f,san pie fuzz,$(foreach p,$(UNIT_PARTS),$(eval $(call part_rule,$f,$p))))

# test_init_config -> init; nothing if there is no such part
part_of = $(filter $(UNIT_PARTS),$(firstword $(subst _, ,$(patsubst fuzz_%,%,$(patsubst test_%,%,$1)))))
flavour_of = $(if $(filter $1,$(UNIT_PLAIN)),pie,san)

# $(call unit_rule,NAME,FLAVOUR)
define unit_rule
$(O)/tests/unit/$1: $(call objs,$2,tests/unit/$1.c $(UNIT_SRC_$1)) \
		$(addprefix $(O)/obj/$2/part-,$(addsuffix .a,$(call part_of,$1))) \
		$(O)/obj/$2/libnabla.a mk/test.mk
	$$(say) LD $$@
	$$(call link,$$(CC) -pie $(if $(filter san,$2),$$(SANITIZE)) $$(UNIT_LDFLAGS_$1),-lcmocka $(UNIT_LIBS_$(call part_of,$1)))
endef

define fuzz_rule
$(O)/tests/fuzz/$1: $(call objs,fuzz,tests/fuzz/$1.c $(FUZZ_SRC_$1)) \
		$(addprefix $(O)/obj/fuzz/part-,$(addsuffix .a,$(call part_of,$1))) \
		$(O)/obj/fuzz/libnabla.a mk/test.mk
	$$(say) LD $$@
	$$(call link,$$(cc-fuzz) -pie $$(SANITIZE) -fsanitize=fuzzer,$(UNIT_LIBS_$(call part_of,$1)))
endef

# Neither cmocka nor libFuzzer is there for the other ISA.
ifeq ($(CROSS),)
UNIT := $(basename $(notdir $(wildcard tests/unit/*.c)))
HAVE_FUZZER := $(shell rt=$$(clang -print-runtime-dir 2>/dev/null) && \
	ls $$rt/*fuzzer-$(ISA).a $$rt/*fuzzer.a 2>/dev/null)
FUZZ := $(if $(HAVE_FUZZER),$(basename $(notdir $(wildcard tests/fuzz/*.c))))
endif
$(foreach t,$(UNIT),$(eval $(call unit_rule,$t,$(call flavour_of,$t))))
$(foreach t,$(FUZZ),$(eval $(call fuzz_rule,$t)))

TEST_NEEDS += $(addprefix $(O)/tests/unit/,$(UNIT)) $(addprefix $(O)/tests/fuzz/,$(FUZZ))
TEST_NEEDS += $(if $(TRACE),hostcalls) $(if $(GUEST),guest-tests)
# The other ISA's are for that machine.
ifeq ($(CROSS),)
TEST_NEEDS += selftests debug-programs kernel-debug
TEST_NEEDS += $(if $(filter x86_64,$(ISA)),kernel-hvt-compile)
endif
# Except that an emulated host runs aarch64's: tests/aarch64/aarch64.mk.
DEPS_TEST := build test run $(DEPS_CROSS) $(DEPS_EMULATE)
# A suite that calls make starts afresh.
SUITE_ENV = env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS \
	ISA=$(ISA) HOST_ISA=$(HOST_ISA) CC='$(CC)'

.PHONY: test test-long test-build test-now test-long-now fuzz

test-build: userland kernel $(TEST_NEEDS)	## build what the suites need

# What is installed decides what is built: the second make looks again.
test:			## run the quick suites (SUITES="10-unit 2*": only those)
	$(Q)tools/deps.sh --install $(DEPS_TEST)
	+$(Q)$(MAKE) test-now

test-now: test-build
	$(Q)$(SUITE_ENV) NABLA_LONG= tests/run.sh $(O) $(SUITES)

test-long:		## run the long lists (SUITES= too); what they find goes to docs/test-long.txt
	$(Q)tools/deps.sh --install $(DEPS_TEST)
	+$(Q)$(MAKE) test-long-now

test-long-now: test-build $(if $(CROSS),,kernel-smp)
	$(Q)$(SUITE_ENV) tests/run-long.sh $(O) $(SUITES)

fuzz: $(addprefix $(O)/tests/fuzz/,$(FUZZ)) | $(DEPS_DONE)	## search with each fuzz harness (FUZZ_SECONDS=60)
	$(Q)$(SUITE_ENV) NABLA_LONG=1 tests/run.sh $(O) 20-fuzz
