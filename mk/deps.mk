# SPDX-License-Identifier: ISC
#
# What must be installed first.  A plain `make` only looks, and says what is
# missing; `make deps`, `make run`, `make test` and `make bench` install it, since
# they have to work on a fresh machine with nothing but make and a shell.

DEPS_CROSS := $(if $(CROSS),cross-$(ISA))
DEPS ?= build test run

# Exists when the build group, as listed now, has been seen to be complete.
DEPS_DONE := $(O)/stamp/deps

.PHONY: deps

deps:			## install what is missing from Debian (DEPS="build test run bench style")
	$(Q)tools/deps.sh --install $(DEPS) $(DEPS_CROSS)

$(DEPS_DONE): mk/packages.txt
	$(Q)tools/deps.sh --check build $(DEPS_CROSS)
	$(Q)mkdir -p $(@D) && touch $@
