# SPDX-License-Identifier: ISC
#
# Guest test programs: one of each .c file, in four flavours, under
# $(O)/tests/guest/FLAVOUR/.  Stands alone, or is part of the whole.
#
#	static, dynamic		the Debian C library, the latter position-independent
#	musl, musl-dynamic	musl
#	protected		aarch64: landing pads, signed return addresses

ifndef O
include mk/config.mk
endif

GUEST := $(O)/tests/guest
GUEST_SRC := $(filter-out %/check.c,$(wildcard tests/guest/*.c tests/guest/$(ISA)/*.c))
GUEST_FLAVOURS_aarch64 := protected
GUEST_NAMES := $(notdir $(GUEST_SRC:.c=))
GUEST_FLAVOURS := static dynamic $(if $(CROSS),,musl musl-dynamic) \
	$(GUEST_FLAVOURS_$(ISA))
GUEST_CFLAGS := -std=gnu11 -g -O2 $(CFLAGS_WARN) -pthread -Itests/guest
GUEST_MUSL := -idirafter /usr/include -idirafter /usr/include/$(ISA)-linux-gnu

guest-cc-static := $(CC) -static
guest-cc-dynamic := $(CC) -fPIE -pie
guest-cc-protected := $(CC) -static -mbranch-protection=standard
guest-cc-musl := musl-gcc $(GUEST_MUSL) -static
guest-cc-musl-dynamic := musl-gcc $(GUEST_MUSL) -no-pie

vpath %.c tests/guest tests/guest/$(ISA)

.PHONY: guest-tests
guest-tests: $(foreach f,$(GUEST_FLAVOURS),$(addprefix $(GUEST)/$f/,$(GUEST_NAMES)))

define guest-flavour
$(GUEST)/$1/%: %.c check.c tests/guest/check.h tests/guest/guest.mk
	$$(say) CC $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(guest-cc-$1) -D_GNU_SOURCE $(GUEST_CFLAGS) -o $$@ \
		$$(filter %.c,$$^) -lm
endef
$(foreach f,$(GUEST_FLAVOURS),$(eval $(call guest-flavour,$f)))
