# SPDX-License-Identifier: ISC
#
# relayctl, which speaks to nabla-relay as the runtime does.

RELAYCTL := $(O)/tests/control/relayctl

$(RELAYCTL): $(call objs,pie,tests/control/relayctl.c) $(O)/obj/pie/libnabla.a \
		tests/control/control.mk
	$(say) LD $@
	$(call link,$(CC) -pie)

TEST_NEEDS += $(RELAYCTL)
