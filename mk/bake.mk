# SPDX-License-Identifier: ISC
#
# nabla-bake.

BAKE_SRC := $(call src,bake)

PROGRAMS += nabla-bake
userland: $(BIN)/nabla-bake

$(BIN)/nabla-bake: $(call objs,pie,$(BAKE_SRC)) $(O)/obj/pie/libnabla.a mk/bake.mk
	$(say) LD $@
	$(call link,$(CC) -pie,-lelf)
