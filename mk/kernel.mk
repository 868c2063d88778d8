# SPDX-License-Identifier: ISC
#
# The library kernel: Debian's Linux source, our architecture laid over it, a
# configuration merged from fragments, built by Kbuild.  Kbuild is entered only
# when the overlay, the configuration, the initramfs or the source has changed.

LINUX := $(O)/linux
LINUX_TAR ?= /usr/src/linux-source-6.1.tar.xz
LINUX_VERSION := $(shell dpkg-query -W -f '$${Version}' linux-source-6.1 \
	2>/dev/null || echo unknown)
LINUX_PATCHES := $(sort $(wildcard kernel/patches/*.patch))
LINUX_ID := $(LINUX_VERSION)-$(shell cat $(LINUX_PATCHES) /dev/null | cksum | cut -d' ' -f1)

# A package's files keep the times of its build: the version names the stamp, and
# a new version starts a new tree.
LINUX_SOURCE := $(LINUX)/.nabla-source-$(LINUX_ID)
# Folders whose code this build never looks at, half of the tree; their Kconfig and
# Makefile are read.
LINUX_DROP := $(addprefix arch/,alpha arc arm csky hexagon ia64 loongarch m68k \
	microblaze mips nios2 openrisc parisc powerpc riscv s390 sh sparc \
	xtensa) $(addprefix drivers/,gpu infiniband media net/ethernet \
	net/wireless scsi staging usb) sound tools/testing

OVERLAY := $(shell find kernel/arch/nabla include 2>/dev/null)
OVERLAY_DONE := $(O)/stamp/overlay
CONFIG_FRAGMENTS := $(addprefix kernel/configs/,nabla.config optional.config $(ISA).config)
CONFIG_WANTED := $(O)/linux.config
CONFIG_DONE := $(O)/stamp/config
INITRAMFS_LIST := $(O)/initramfs.list
INITRAMFS := $(O)/initramfs.cpio

# One cache serves several clones: nothing in it depends on where they lie, nor on
# the caller's language.  What a file includes is learnt from the compiler (-MMD), not
# by a preprocessor's run before it, which made a first build half as slow again; of
# assembly it can't be (tools/cached).
export CCACHE_DIR ?= $(TOP)/out/ccache
export CCACHE_BASEDIR := $(TOP)
export CCACHE_NOHASHDIR := 1
export CCACHE_DEPEND := 1
export CCACHE_IGNOREOPTIONS := -fdebug-prefix-map=*
KERNEL_CC := $(if $(shell command -v ccache),$(TOP)/tools/cached )$(CROSS)gcc
KERNEL_MAP := -fdebug-prefix-map=$(TOP)/$(LINUX)=linux
# The same source gives the same image, whoever builds it and when.
KBUILD := LANG=C LC_CTYPE=C LC_MESSAGES=C $(MAKE) -C $(LINUX) ARCH=nabla ISA=$(ISA) CROSS_COMPILE=$(CROSS) \
	CC="$(KERNEL_CC)" KBUILD_BUILD_TIMESTAMP="1970-01-01 00:00:00 UTC" \
	KBUILD_BUILD_USER=nabla KBUILD_BUILD_HOST=nabla KBUILD_BUILD_VERSION=1 \
	KCFLAGS=$(KERNEL_MAP) KAFLAGS=$(KERNEL_MAP)
KERNEL_PROGRESS := $(if $(V),cat,tools/progress.sh)

.PHONY: kernel kbuild linux-source

kernel: $(O)/vmlinux	## build the library kernel

linux-source: $(LINUX_SOURCE) $(OVERLAY_DONE)	## unpack Linux and lay the architecture over it

kbuild: $(CONFIG_DONE)	## run a Kbuild target in the kernel's tree: make kbuild T=menuconfig
	+$(Q)$(KBUILD) $(T)

$(LINUX_SOURCE): | $(DEPS_DONE)
	$(say) TAR '$(LINUX_TAR) ($(LINUX_VERSION))'
	$(Q)rm -rf $(LINUX) && mkdir -p $(LINUX)
	$(Q)tar -xf $(LINUX_TAR) -C $(LINUX) --strip-components=1 \
		$(foreach d,$(LINUX_DROP),--exclude='linux-source-*/$d/*.[chS]') \
		--exclude='*.dts' --exclude='*.dtsi' \
		--exclude='linux-source-*/Documentation/*/*'
	$(Q)for p in $(LINUX_PATCHES); do \
		echo "  PATCH   $$p"; \
		patch -d $(LINUX) -p1 -s -N < $$p || exit; \
	done
	$(Q)touch $@

$(OVERLAY_DONE): $(LINUX_SOURCE) $(OVERLAY) tools/overlay.sh
	$(say) OVERLAY $(LINUX)/arch/nabla
	$(Q)tools/overlay.sh kernel/arch/nabla $(LINUX)/arch/nabla
	$(Q)tools/overlay.sh include $(LINUX)/arch/nabla/abi
	$(Q)mkdir -p $(@D) && touch $@

$(CONFIG_WANTED): $(CONFIG_FRAGMENTS) mk/kernel.mk
	$(Q)mkdir -p $(@D)
	$(Q)cat $(CONFIG_FRAGMENTS) > $@
	$(Q)echo 'CONFIG_INITRAMFS_SOURCE="../$(notdir $(INITRAMFS))"' >> $@

# Kconfig leaves a .config alone that would not change.
$(CONFIG_DONE): $(CONFIG_WANTED) $(LINUX_SOURCE) $(filter %/Kconfig %/Kconfig.debug,$(OVERLAY)) \
		tools/config-check.sh | $(OVERLAY_DONE)
	$(say) CONFIG $(LINUX)/.config
	+$(Q)$(KBUILD) -s KCONFIG_ALLCONFIG=$(TOP)/$(CONFIG_WANTED) allnoconfig
	$(Q)tools/config-check.sh $(CONFIG_WANTED) $(LINUX)/.config
	$(Q)touch $@

$(INITRAMFS_LIST): mk/kernel.mk
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' 'dir /dev 0755 0 0' 'dir /proc 0755 0 0' \
		'dir /sys 0755 0 0' 'dir /tmp 1777 0 0' 'dir /.nabla 0755 0 0' \
		'nod /dev/console 0600 0 0 c 5 1' \
		'file /.nabla/init $(O)/initramfs/init 0755 0 0' > $@

# The archive carries times: init's is fixed, so that the image is reproducible.
$(INITRAMFS): $(INITRAMFS_LIST) $(BIN)/nabla-init $(O)/tools/gen_init_cpio
	$(say) CPIO $@
	$(Q)mkdir -p $(O)/initramfs
	$(Q)cp $(BIN)/nabla-init $(O)/initramfs/init
	$(Q)$(STRIP) $(O)/initramfs/init && touch -d @0 $(O)/initramfs/init
	$(Q)$(O)/tools/gen_init_cpio -t 0 $(INITRAMFS_LIST) > $@

$(O)/tools/gen_init_cpio: $(LINUX_SOURCE)
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -o $@ $(LINUX)/usr/gen_init_cpio.c

# vmlinux with symbols stays in the tree, for debuggers.  Replaced and not written
# over: guests may be running from it.
$(O)/vmlinux: $(OVERLAY_DONE) $(CONFIG_DONE) $(INITRAMFS) tools/progress.sh
	$(say) KBUILD $(LINUX)
	+$(Q)$(KBUILD) vmlinux | $(KERNEL_PROGRESS)
	$(Q)$(OBJCOPY) --strip-debug $(LINUX)/vmlinux $@.new && mv $@.new $@
