# SPDX-License-Identifier: ISC
#
# hostcalls, the tracer.  Stands alone, or is part of the whole.

ifndef O
include mk/config.mk
endif

TRACE := $(O)/tests/hostcalls
TRACE_SRC := $(wildcard tests/trace/*.c) lib/err.c

.PHONY: hostcalls
hostcalls: $(TRACE)

# The host's numbers and names, out of its headers; a number may be another name.
$(O)/tests/trace/call_names.h: tests/trace/trace.mk
	$(Q)mkdir -p $(@D)
	$(Q)echo '#include <sys/syscall.h>' | $(CC) -E -dM - | \
		sed -n 's/^#define SYS_\([a-z0-9_]*\) __NR_.*/[__NR_\1] = "\1",/p' | \
		LC_ALL=C sort > $@

$(TRACE): $(TRACE_SRC) $(wildcard tests/trace/*.h tests/trace/$(ISA)/*.h) \
		$(O)/tests/trace/call_names.h
	$(say) CC $@
	$(Q)$(CC) $(CPPFLAGS_ALL) -I$(O)/tests/trace -Itests/trace/$(ISA) -include sys/syscall.h \
		$(CFLAGS_ALL) $(CFLAGS_HARD) -o $@ $(TRACE_SRC)
