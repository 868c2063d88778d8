# SPDX-License-Identifier: ISC
#
# What is built, for which ISA, by which tools, with which flags.

MAKEFLAGS += -rR --no-print-directory
.DELETE_ON_ERROR:
.SUFFIXES:
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

# All processors, unless the caller says otherwise.
ifeq ($(MAKELEVEL),0)
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif
endif

ISAS := x86_64 aarch64
HOST_ISA := $(shell uname -m)
ISA ?= $(HOST_ISA)
ifeq ($(filter $(ISA),$(ISAS)),)
$(error ISA=$(ISA) is not one of: $(ISAS))
endif

TOP := $(CURDIR)
O := out/$(ISA)
BIN := $(O)/bin

ifneq ($(V),)
Q :=
say = @:
else
Q := @
say = @printf '  %-7s %s\n'
endif

CROSS := $(if $(filter $(HOST_ISA),$(ISA)),,$(ISA)-linux-gnu-)
ifneq ($(filter default undefined,$(origin CC)),)
CC := $(CROSS)gcc
else ifneq ($(CROSS),)
ifeq ($(notdir $(CC)),clang)
override CC := $(CC) --target=$(ISA)-linux-gnu
endif
endif
AR := $(CROSS)ar
OBJCOPY := $(CROSS)objcopy
STRIP := $(CROSS)strip
HOSTCC ?= gcc

CPPFLAGS_ALL := -D_GNU_SOURCE -Iinclude -Iinclude/$(ISA) -I$(O)/gen -I.
# What an initialiser leaves out is zero: an idiom, not a mistake.
CFLAGS_WARN := -Wall -Wextra -Wvla -Wimplicit-fallthrough \
	-Wno-missing-field-initializers
CFLAGS_ALL := -std=gnu11 -g $(CFLAGS_WARN) -fno-strict-aliasing \
	-ffunction-sections -fdata-sections -ffile-prefix-map=$(TOP)=.
CFLAGS_HARD := -O2 -fstack-protector-strong -D_FORTIFY_SOURCE=2
LDFLAGS_ALL := -Wl,--gc-sections -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack

ifneq ($(CI)$(WERROR),)
CFLAGS_ALL += -Werror
endif

# $(call remember,FILE,TEXT): FILE holds TEXT, and is touched only when it changes:
# a change of flags or of the compiler rebuilds what depends on FILE.
define remember
$(shell mkdir -p $(dir $1); printf '%s\n' '$(subst ','\'',$2)' > $1.new; \
	cmp -s $1.new $1 && rm $1.new || mv $1.new $1)
endef
