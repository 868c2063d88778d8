# SPDX-License-Identifier: ISC
#
# For those who write the code: style, and what an editor's language server reads.

STYLE_FILES ?=
INDEXED := $(LIB_SRC) $(RUN_SRC) $(wildcard tests/unit/*.c tests/fuzz/*.c)

.PHONY: check-style compile_commands.json

check-style:		## hold C sources to the house's style (STYLE_FILES="a.c b.c": only those)
	$(Q)tools/deps.sh --check style
	$(Q)tools/check-style.sh $(STYLE_FILES)

# $(call entry,FILE,COMPILER AND FLAGS): one object of the JSON array
entry = { "directory": "$(TOP)", "file": "$1", "command": "$(subst ",\",$2) -c $1" }$(comma)
comma := ,

# The kernel's part is read from what Kbuild left, under the overlay's own names.
compile_commands.json:	## write it, for editors; the kernel's part if it is built
	$(say) GEN $@
	$(Q)mkdir -p $(O)
	$(Q){ echo '['; \
		$(foreach f,$(filter %.c,$(INDEXED)),echo '$(call \
			entry,$f,$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(cflags-pie))';) \
		$(foreach f,$(filter %.c,$(INIT_SRC)),echo '$(call \
			entry,$f,$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(cflags-small))';) \
	} | sed '$$s/,$$//' > $@; echo ']' >> $@
	$(Q)[ ! -e $(O)/vmlinux ] || tools/compile-commands.py $(LINUX) $@
