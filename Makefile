# SPDX-License-Identifier: ISC
#
# The only front door: `make help` lists what it does.  Userland is built without
# recursion from the fragments under mk/; the one recursion is into Kbuild, which
# shares this make's jobserver.  Nothing is written outside out/.
#
#	make ISA=aarch64	cross-build for the other ISA
#	make CC=clang		userland by clang (the kernel stays with gcc)
#	make CI=1, WERROR=1	warnings are errors
#	make V=1		show commands

.DEFAULT_GOAL := all

include mk/config.mk
include mk/deps.mk
include mk/kernel.mk
include mk/userland.mk
include mk/bake.mk
include mk/solo5.mk
include mk/test.mk
include mk/run.mk
include mk/bench.mk
include mk/install.mk
include mk/style.mk

.PHONY: all help clean distclean

all: userland kernel	## build everything for ISA

help:			## list the targets
	@awk -F ':.*## *' '/^[a-z][a-z._%-]*:.*## / { \
		printf "  %-24s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'Variables: ISA=x86_64|aarch64 CC= V=1 CI=1 WERROR=1 PREFIX= DESTDIR='

clean:			## remove what was built for ISA, keep downloads and the cache
	$(Q)rm -rf $(filter-out $(addprefix $(O)/,apt debs),$(wildcard $(O)/*))

distclean:		## remove out/ altogether
	$(Q)rm -rf out
