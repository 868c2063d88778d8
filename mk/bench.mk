# SPDX-License-Identifier: ISC
#
# Benchmarks: each executable in bench/ whose name begins with a number is one;
# what it prints is kept in $(O)/bench/.

BENCHES := $(sort $(wildcard bench/[0-9]*))

.PHONY: bench bench-now

bench:			## run the benchmarks (BENCHES="bench/10-boot": only those)
	$(Q)tools/deps.sh --install build run bench $(DEPS_CROSS)
	+$(Q)$(MAKE) bench-now

bench-now: userland kernel
	$(Q)mkdir -p $(O)/bench; [ -n '$(BENCHES)' ] || { \
		echo 'bench: there is no benchmark in bench/' >&2; exit 1; }; \
	for b in $(BENCHES); do \
		echo "  BENCH   $$b"; \
		ISA=$(ISA) NABLA_OUT=$(TOP)/$(O) $$b </dev/null | \
			tee $(O)/bench/$${b##*/}.txt || exit; \
	done
