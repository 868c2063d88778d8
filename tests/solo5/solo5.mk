# SPDX-License-Identifier: ISC
# What the suites of Solo5 need; the unikernels' rules are in mk/solo5.mk.

UNIT_DIR_common := tenders/common
UNIT_DIR_elftool := elftool
UNIT_PARTS += common elftool

$(O)/tests/solo5/peer $(O)/tests/solo5/echo: $(O)/tests/solo5/%: \
		tests/solo5/%.c tests/solo5/solo5.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -static $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(CFLAGS_HARD) -o $@ $<

solo5-tests: $(O)/tests/solo5/peer $(O)/tests/solo5/echo
TEST_NEEDS += solo5-tests
