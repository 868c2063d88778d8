#!/bin/sh
# SPDX-License-Identifier: ISC
# @ARCH@-solo5-none-static-objcopy
exec "${SOLO5_OBJCOPY:-@OBJCOPY@}" "$@"
