# SPDX-License-Identifier: ISC
#
# Benchmarks: programs of bench/ are built here, bench/run.sh measures.  Stands on
# the flavours of mk/userland.mk; one more:
#
#	bench	the micro benchmark: static, without what hardens ours

BENCH_BIN := $(O)/bench/bin
BENCH_PROGRAMS := $(addprefix $(BENCH_BIN)/,micro exit-dynamic hello stopwatch files)

cc-bench = $(CC)
cflags-bench := -O2 -fno-pie -pthread
$(eval $(call flavour,bench))

$(BENCH_BIN)/micro: $(call objs,bench,$(call src,bench/micro)) mk/bench.mk
	$(say) LD $@
	$(call link,$(CC) -static -pthread)

$(BENCH_BIN)/exit-dynamic: $(call objs,pie,bench/programs/exit.c) mk/bench.mk
	$(say) LD $@
	$(call link,$(CC) -pie)

$(BENCH_BIN)/files: $(call objs,bench,bench/programs/files.c) mk/bench.mk
	$(say) LD $@
	$(call link,$(CC) -static)

$(BENCH_BIN)/stopwatch: $(call objs,pie,bench/programs/stopwatch.c) mk/bench.mk
	$(say) LD $@
	$(call link,$(CC) -pie)

# As small as guest init, so that it is not the program that is measured.
$(BENCH_BIN)/hello: $(call objs,small,bench/programs/hello.c) mk/bench.mk
	$(say) LD $@
	$(call link,$(CC) -static -nostdlib $(MUSL_LIB)/crt1.o $(MUSL_LIB)/crti.o,\
		-L$(MUSL_LIB) -lc $(shell $(CC) -print-libgcc-file-name) $(MUSL_LIB)/crtn.o)

.PHONY: bench bench-build bench-now

bench-build: $(BENCH_PROGRAMS)

bench:			## measure against the host (BENCH="micro redis" CONTENDERS= ROUNDS= PIN=)
	$(Q)tools/deps.sh --install build run bench $(DEPS_CROSS)
	+$(Q)$(MAKE) bench-now

bench-now: userland kernel bench-build
	$(Q)ISA=$(ISA) CONTENDERS='$(CONTENDERS)' ROUNDS='$(ROUNDS)' PIN='$(PIN)' \
		bench/run.sh $(BENCH)
