# SPDX-License-Identifier: ISC
#
# What the suites of the debug kernel run in a guest, under $(O)/tests/debug/.
# Stands alone, or is part of the whole.

ifndef O
include mk/config.mk
endif

DEBUG_PROGRAMS := $(basename $(notdir $(wildcard tests/debug/$(ISA)/*.c)))

.PHONY: debug-programs
debug-programs: $(addprefix $(O)/tests/debug/,$(DEBUG_PROGRAMS))

$(O)/tests/debug/%: tests/debug/$(ISA)/%.c tests/debug/debug.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -static -D_GNU_SOURCE -std=gnu11 -O2 $(CFLAGS_WARN) -o $@ $<
