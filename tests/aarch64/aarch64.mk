# SPDX-License-Identifier: ISC
#
# What tests/suites/80-aarch64 runs in an emulated host: all of aarch64, built here.

ifeq ($(HOST_ISA) $(ISA),x86_64 x86_64)

DEPS_EMULATE := emulate cross-aarch64
TEST_NEEDS += test-build-aarch64

.PHONY: test-build-aarch64
test-build-aarch64: | $(DEPS_DONE)
	+$(Q)$(MAKE) ISA=aarch64 userland kernel guest-tests hostcalls files-tests
	$(Q)mkdir -p out/aarch64/tests/guest/go
	$(Q)cd tests/guest/programs/go && GOARCH=arm64 CGO_ENABLED=0 GOPROXY=off \
		GOFLAGS=-mod=mod GOCACHE=$(TOP)/out/aarch64/tests/guest/go/cache \
		go build -o $(TOP)/out/aarch64/tests/guest/go/program .

endif
