# SPDX-License-Identifier: ISC
#
# Programs of suite 60-files, static, under $(O)/tests/files/.  Stands alone, or
# is part of the whole.

ifndef O
include mk/config.mk
endif

FILES_TESTS := $(O)/tests/files
FILES_NAMES := names attributes kinds data change inside turns appends late \
	locks long

.PHONY: files-tests
files-tests: $(addprefix $(FILES_TESTS)/,$(FILES_NAMES))

$(FILES_TESTS)/%: tests/files/%.c tests/files/place.c tests/guest/check.c \
		tests/files/place.h tests/guest/check.h tests/files/files.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -static -D_GNU_SOURCE -std=gnu11 -g -O2 $(CFLAGS_WARN) \
		-pthread -Iinclude -Itests/guest -Itests/files -o $@ $(filter %.c,$^)
