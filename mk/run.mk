# SPDX-License-Identifier: ISC
#
# make run: see it work.  On a fresh machine it installs, builds and shows all by
# itself; ARGS are handed to the demonstration.

.PHONY: run run-now

run:			## build what is needed and show a container at work
	$(Q)tools/deps.sh --install build run $(DEPS_CROSS)
	+$(Q)$(MAKE) run-now

run-now: userland kernel
	$(Q)ISA=$(ISA) tools/demo.sh $(ARGS)
