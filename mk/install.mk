# SPDX-License-Identifier: ISC
#
# Installation: programs to PREFIX/bin, the kernel to PREFIX/lib/nabla, man pages.
# Guest init is in the kernel's image already.  What unikernels are built with goes
# to bin, include/solo5, lib/ARCH-solo5-none-static and lib/pkgconfig.

PREFIX ?= /usr/local
INSTALL ?= install
bindir = $(DESTDIR)$(PREFIX)/bin
libdir = $(DESTDIR)$(PREFIX)/lib/nabla
mandir = $(DESTDIR)$(PREFIX)/share/man
compdir = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
docdir = $(DESTDIR)$(PREFIX)/share/doc/nabla

INSTALLED := $(filter-out nabla-init,$(PROGRAMS))
MANPAGES := $(wildcard docs/man/*.[1-8])

.PHONY: install uninstall

install: userland kernel	## install to DESTDIR and PREFIX (/usr/local)
	$(Q)$(INSTALL) -d $(bindir) $(libdir) $(docdir)
	$(Q)$(INSTALL) -m 755 -s --strip-program=$(STRIP) \
		$(addprefix $(BIN)/,$(INSTALLED)) $(bindir)
	$(Q)$(INSTALL) -m 644 $(O)/vmlinux $(libdir)/vmlinux-$(ISA)
	$(Q)[ ! -e $(O)/vmlinux-hvt ] || \
		$(INSTALL) -m 644 $(O)/vmlinux-hvt $(libdir)/vmlinux-hvt-$(ISA)
	$(Q)$(INSTALL) -m 644 README.md LICENSES/*.txt $(docdir)
	$(Q)cd $(SOLO5) && for f in $$(find * -type f); do \
		mode=644; [ ! -x $$f ] || mode=755; \
		$(INSTALL) -D -m $$mode $$f $(DESTDIR)$(PREFIX)/$$f || exit; \
	done
	$(Q)$(INSTALL) -D -m 644 tools/completion/runnc $(compdir)/runnc
	$(Q)for m in $(MANPAGES); do \
		$(INSTALL) -D -m 644 $$m $(mandir)/man$${m##*.}/$${m##*/} || exit; \
	done

uninstall:		## remove what install put there
	$(Q)rm -f $(addprefix $(bindir)/,$(INSTALLED)) \
		$(libdir)/vmlinux-$(ISA) $(libdir)/vmlinux-hvt-$(ISA)
	$(Q)rm -f $(foreach m,$(MANPAGES),$(mandir)/man$(subst .,,$(suffix $m))/$(notdir $m))
	$(Q)cd $(SOLO5) && for f in $$(find * -type f); do \
		rm -f $(DESTDIR)$(PREFIX)/$$f; \
	done
	$(Q)rm -f $(compdir)/runnc
	$(Q)rm -rf $(docdir); rmdir $(libdir) 2>/dev/null || true
