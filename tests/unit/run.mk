# SPDX-License-Identifier: ISC
#
# The zygote talks to a host of the test's.
UNIT_LDFLAGS_test_run_zygote := -Wl,--wrap=isa_call,--wrap=isa_enter
# A host that is not this one.
UNIT_LDFLAGS_test_run_clock := -Wl,--wrap=vdso_symbol
UNIT_LDFLAGS_test_run_host := -Wl,--wrap=sysconf,--wrap=mmap,--wrap=getauxval
