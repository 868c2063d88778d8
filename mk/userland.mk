# SPDX-License-Identifier: ISC
#
# Programs of the host and of the guest.  A new .c file in one of the folders
# needs no edit here.  Objects exist in flavours, each under its own folder of
# $(O)/obj: the same source, other flags.
#
#	pie	what is shipped
#	small	guest init, which every boot unpacks; musl
#	tiny	what each container starts; musl, position-independent
#	san	unit tests: address and undefined-behaviour sanitizers
#	fuzz	fuzz harnesses: the same by clang, with coverage

# $(call src,FOLDERS): their C and assembly files, those of ISA included
src = $(sort $(wildcard $(foreach d,$1,$d/*.c $d/$(ISA)/*.c $d/*.S $d/$(ISA)/*.S)))
# $(call objs,FLAVOUR,SOURCES)
objs = $(patsubst %,$(O)/obj/$1/%.o,$(basename $2))

LIB_SRC := $(call src,lib)
RUN_SRC := $(call src,tenders/run)
INIT_SRC := $(call src,init)
GOFER_SRC := $(call src,gofer)
RUNTIME_SRC := $(call src,runtime)
RELAY_SRC := $(call src,relay)

# What is installed serves this machine's ISA; tools/libraries.sh fetches another's.
LIBRARIES := $(if $(CROSS),$(O)/libraries)
LIBRARIES_DONE := $(if $(CROSS),$(O)/stamp/libraries)
ifneq ($(CROSS),)
LIBRARIES_CPPFLAGS := -idirafter $(LIBRARIES)/usr/include/$(ISA)-linux-gnu \
	-idirafter $(LIBRARIES)/usr/include
LIBRARIES_LDFLAGS := -L$(LIBRARIES)/usr/lib/$(ISA)-linux-gnu \
	-Wl,-rpath-link,$(LIBRARIES)/usr/lib/$(ISA)-linux-gnu
endif

# What each start waits for is linked with musl: 13 KB where glibc starts at 680, and
# no walk through cpuid, some milliseconds in a virtual machine.
MUSL_LIB := $(LIBRARIES)/usr/lib/$(ISA)-linux-musl
UAPI_DIRS := $(if $(CROSS),/usr/$(ISA)-linux-gnu/include,/usr/include/$(ISA)-linux-gnu /usr/include)
cflags-musl = -nostdinc -isystem $(shell $(CC) -print-file-name=include 2>/dev/null) \
	-isystem $(LIBRARIES)/usr/include/$(ISA)-linux-musl \
	$(addprefix -idirafter ,$(UAPI_DIRS))

cc-pie = $(CC)
cc-small = $(CC)
cflags-pie = $(CFLAGS_HARD) -fPIE $(LIBRARIES_CPPFLAGS)
cflags-small := $(cflags-musl) -Os -fno-pie -fstack-protector-strong \
	-fno-asynchronous-unwind-tables
cc-tiny = $(CC)
cflags-tiny := $(cflags-musl) $(LIBRARIES_CPPFLAGS) -Os -fPIE -fstack-protector-strong \
	-fno-asynchronous-unwind-tables

PROGRAMS := $(if $(RUN_SRC),nabla-run) $(if $(INIT_SRC),nabla-init) \
	$(if $(RELAY_SRC),nabla-relay) $(if $(GOFER_SRC),nabla-gofer) \
	$(if $(RUNTIME_SRC),runnc)

.PHONY: userland
userland: $(addprefix $(BIN)/,$(PROGRAMS))	## build the programs

# The rules of one flavour.
define flavour
$(O)/obj/$1/%.o: %.c $(O)/obj/$1/flags | $(DEPS_DONE) $(LIBRARIES_DONE)
	$$(say) CC '$$<'
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(cc-$1) $$(CPPFLAGS_ALL) $$(CFLAGS_ALL) $$(cflags-$1) $$(CFLAGS) \
		-MMD -MP -c -o $$@ $$<

$(O)/obj/$1/%.o: %.S $(O)/obj/$1/flags | $(DEPS_DONE)
	$$(say) AS '$$<'
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(cc-$1) $$(CPPFLAGS_ALL) -g -MMD -MP -c -o $$@ $$<

$(O)/obj/$1/libnabla.a: $(call objs,$1,$(LIB_SRC)) | $(DEPS_DONE)
	$$(say) AR '$$@'
	$$(Q)mkdir -p $$(@D) && rm -f $$@
	$$(Q)$$(AR) rcsD $$@ $$(filter %.o,$$^)

$$(call remember,$(O)/obj/$1/flags,$$(cc-$1) $$(CPPFLAGS_ALL) $$(CFLAGS_ALL) \
	$$(cflags-$1) $$(CFLAGS))
endef
$(foreach f,pie small tiny,$(eval $(call flavour,$f)))

# $(call link,COMPILER AND FLAGS[,LIBRARIES]): objects, then archives.
link = $(Q)mkdir -p $(@D) && $1 $(LDFLAGS_ALL) $(LIBRARIES_LDFLAGS) $(LDFLAGS) -o $@ \
	$(filter %.o,$^) $(filter %.a,$^) $2

# $(call link_musl,FLAGS,START[,LIBRARIES]): a program that starts by musl's START.
# gcc's library wants something of libc, too: __getauxval, on aarch64.
link_musl = $(call link,$(CC) $1 -nostdlib $(MUSL_LIB)/$2 $(MUSL_LIB)/crti.o,\
	$3 -L$(MUSL_LIB) -lc $(shell $(CC) -print-libgcc-file-name) -lc $(MUSL_LIB)/crtn.o)

$(BIN)/nabla-run: $(call objs,tiny,$(RUN_SRC)) $(O)/obj/tiny/libnabla.a mk/userland.mk
	$(say) LD $@
	$(call link_musl,-static-pie,rcrt1.o)

# Static, since it may be started where there is no file system but a container's.
GOFER_LIBS := -lfuse3 -lseccomp -lcap -lpthread -ldl

$(BIN)/nabla-gofer: $(call objs,pie,$(GOFER_SRC)) $(O)/obj/pie/libnabla.a mk/userland.mk
	$(say) LD $@
	$(call link,$(CC) -static-pie,$(GOFER_LIBS))

$(BIN)/nabla-init: $(call objs,small,$(INIT_SRC)) $(O)/obj/small/libnabla.a mk/userland.mk
	$(say) LD $@
	$(call link_musl,-static,crt1.o)

# Debian's static libraries, which were compiled against glibc (lib/musl).
debian_libs = $(patsubst %,$(LIBRARIES)/usr/lib/$(ISA)-linux-gnu/lib%.a,$1)
FORTIFY := $(O)/obj/tiny/lib/musl/fortify.o

# It gives networks back by the code that sets them up in guests.
RUNTIME_SRC += $(addprefix init/,config.c netlink.c network.c value.c)
# It knows Solo5 unikernels by the code of their tenders.
RUNTIME_SRC += $(addprefix tenders/common/,manifest.c unikernel.c)
# It bakes for virtual machines.
RUNTIME_SRC += $(addprefix bake/,baked.c image.c unikernel.c writer.c)

$(BIN)/runnc: $(call objs,tiny,$(RUNTIME_SRC)) $(O)/obj/tiny/libnabla.a $(FORTIFY) mk/userland.mk
	$(say) LD $@
	$(call link_musl,-static-pie,rcrt1.o,$(call debian_libs,json-c seccomp cap))

# The filters are made by libseccomp while building: the program is without it.
RELAY_FILTERS := $(O)/gen/relay/filters.h

$(O)/tools/relay-filters: tools/relay-filters.c | $(DEPS_DONE)
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -D_GNU_SOURCE -O2 -Wall -o $@ $< -lseccomp

$(RELAY_FILTERS): $(O)/tools/relay-filters
	$(say) GEN $@
	$(Q)mkdir -p $(@D)
	$(Q)$< $(ISA) > $@

$(foreach f,tiny san pie fuzz,$(call objs,$f,$(RELAY_SRC))): | $(RELAY_FILTERS)

$(BIN)/nabla-relay: $(call objs,tiny,$(RELAY_SRC)) $(O)/obj/tiny/libnabla.a mk/userland.mk
	$(say) LD $@
	$(call link_musl,-static-pie,rcrt1.o)

$(O)/stamp/libraries: tools/libraries.sh tools/apt.sh mk/packages.txt | $(DEPS_DONE)
	$(say) FETCH 'libraries for $(ISA)'
	$(Q)tools/libraries.sh $(ISA) $(O)
	$(Q)mkdir -p $(@D) && touch $@

-include $(shell find $(O)/obj -name '*.d' 2>/dev/null)
