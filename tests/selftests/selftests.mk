# SPDX-License-Identifier: ISC
#
# Linux's selftests, out of the kernel's source package, for the host's C library,
# which is that of the guest's root too.  build.sh leaves them in
# $(O)/tests/selftests/FOLDER.  Stands alone, or is part of the whole.

ifndef O
include mk/config.mk
endif

SELFTESTS_TAR ?= /usr/src/linux-source-6.1.tar.xz
SELFTESTS_VERSION := $(shell dpkg-query -W -f '$${Version}' linux-source-6.1 \
	2>/dev/null || echo unknown)
SELFTESTS := $(O)/stamp/selftests-$(SELFTESTS_VERSION)

.PHONY: selftests
selftests: $(SELFTESTS)

$(SELFTESTS): tests/selftests/build.sh tests/selftests/list.txt
	$(Q)tests/selftests/build.sh $(SELFTESTS_TAR) $(O)/selftests \
		$(O)/tests/selftests
	$(Q)mkdir -p $(@D) && touch $@
