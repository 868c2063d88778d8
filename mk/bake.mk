# SPDX-License-Identifier: ISC
#
# nabla-bake.  Debian has its library for the machine's own ISA only.

BAKE_SRC := $(call src,bake)

ifeq ($(CROSS),)
PROGRAMS += nabla-bake
userland: $(BIN)/nabla-bake
endif

$(BIN)/nabla-bake: $(call objs,pie,$(BAKE_SRC)) $(O)/obj/pie/libnabla.a mk/bake.mk
	$(say) LD $@
	$(call link,$(CC) -pie,-lelf)
