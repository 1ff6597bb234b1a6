# SPDX-License-Identifier: BSD-3-Clause
# Builds one image from a finished configuration: reads what kconfig.py generated, then each enabled
# component's Makefile.uk, compiles, links, strips. Run by the top Makefile, never by hand.

.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.DELETE_ON_ERROR:

O := $(UK_OUT)
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-8s %s\n' '$(1)' '$(2)';)

include $(O)/config.mk
include $(O)/components.mk
include $(ROOT)/support/build/keep.mk

on = $(filter y,$(CONFIG_$(1)))
is_clang := $(findstring clang,$(notdir $(firstword $(CC))))

CACHE := $(or $(UKULELE_CACHE),$(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME)/ukulele),$(HOME)/.cache/ukulele)

# $(1): component. New when the link to its archives in the cache leads elsewhere
linked = $(O)/obj/$(1)/linked
# When the C library's archive is there, so are its headers.
LIBC_READY := $(call linked,$(if $(call on,LIBMUSL),musl,newlib))

# ---- flags
OPTIMIZE := $(if $(call on,OPTIMIZE_SIZE),-Os)$(if $(call on,OPTIMIZE_SPEED),-O2)$(if $(call on,OPTIMIZE_DEBUG),-Og)

# What every object of the image must agree on, third-party archives too.
ABI_FLAGS := -m64 -fno-pic -fno-pie -mcmodel=small -ftls-model=local-exec -fno-common \
	-fcf-protection=none -fno-asynchronous-unwind-tables -fno-unwind-tables \
	$(if $(call on,FRAME_POINTER),-fno-omit-frame-pointer,-fomit-frame-pointer) \
	$(if $(call on,LIBUKSTACKPROTECTOR),-fstack-protector-strong -mstack-protector-guard=global,-fno-stack-protector)
CODE_FLAGS := $(OPTIMIZE) $(ABI_FLAGS) -ffunction-sections -fdata-sections -fno-stack-clash-protection
WARNINGS := -Wall -Wextra -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Werror
LTO_FLAGS := $(if $(call on,LTO),$(if $(is_clang),-flto,-flto=auto -fno-fat-lto-objects))
# The compiler's own headers (stddef.h and kin), and no system's.
COMPILER_INCLUDE := $(shell $(CC) -print-file-name=include)
CFLAGS := -std=$(or $(STD),gnu17) -gdwarf-4 $(CODE_FLAGS) $(WARNINGS) -nostdinc
KERNEL_CFLAGS := -ffreestanding -mgeneral-regs-only
# What the C library wants of all that is compiled against it
HOSTED_CFLAGS :=
INCLUDES := -I$(ROOT)/include -I$(ROOT)/arch/x86_64/include

# ---- the components' Makefile.uk files
# A relative path is in the tree; an application outside it has an absolute one.
absolute = $(if $(filter /%,$(1)),$(1),$(ROOT)/$(1))
objects_of = $(addprefix $(O)/obj/$(1)/,$(addsuffix .o,$(subst ../,_/,$(2))))

# Where `make toolchain` puts the cross-compiler, and the file that says that it is whole
TOOLCHAIN := $(O)/toolchain
TOOLCHAIN_STAMP := $(TOOLCHAIN)/.complete

OBJECTS :=
ARCHIVES :=
FROM_CACHE :=
LINKED :=
IMAGE_LDFLAGS :=
PREREQUISITES :=
IMAGE_PORTS :=
IMAGE_NICS :=
IMAGE_ROOTFS :=
IMAGE_IMPLEMENTS :=
IMAGE_PROGRAM :=
IMAGE_MONITOR :=

# Archives in the cache, to which a link in the output folder leads. They serve other folders, too, and
# their age says nothing here: what is built with them goes by the link's stamp, which is made again
# where somebody emptied the cache. $(1): component, $(2): its archives; it has the stamp's recipe.
define from_cache
ARCHIVES-y += $(2)
PREREQUISITES-y += $(call linked,$(1))
FROM_CACHE += $(2)
LINKED += $(call linked,$(1))
$(if $(filter-out $(wildcard $(2)),$(2)),.PHONY: $(call linked,$(1)))
endef
# $(1): archives. What their users are made again for
archives_of = $(filter-out $(FROM_CACHE),$(1)) $(LINKED)

# $(1): component. Reads its Makefile.uk and keeps what it set under its name.
define read_component
SRCS-y :=
TESTS-y :=
CFLAGS-y :=
ASFLAGS-y :=
INCLUDES-y :=
NOLTO-y :=
ARCHIVES-y :=
PREREQUISITES-y :=
PORTS-y :=
NICS-y :=
ROOTFS-y :=
PROGRAM :=
MONITOR-y :=
IMPLEMENTS :=
IS_LIBC :=
HOSTED_CFLAGS-y :=
LINK_SCRIPT :=
LDFLAGS-y :=
NAME := $(1)
DIR := $$(call absolute,$$($(1).dir))
-include $$(DIR)/Makefile.uk
$(1).path := $$(DIR)
$(1).sources := $$(SRCS-y)
$(1).tests := $$(if $$(call on,LIBUKTEST),$$(TESTS-y))
$(1).cflags := $$(CFLAGS-y)
$(1).asflags := $$(ASFLAGS-y)
$(1).nolto := $$(NOLTO-y)
$(1).include := $$(foreach i,$$(INCLUDES-y),$$(if $$(filter /%,$$(i)),-isystem $$(i),-I$$(DIR)/$$(i))) \
	$$(if $$(wildcard $$(DIR)/include),-I$$(DIR)/include)
OBJECTS += $$(call objects_of,$(1),$$(SRCS-y) $$($(1).tests))
HOSTED_CFLAGS += $$(HOSTED_CFLAGS-y)
$(1).archives := $$(ARCHIVES-y)
ARCHIVES += $$(ARCHIVES-y)
PREREQUISITES += $$(PREREQUISITES-y)
IMAGE_PORTS += $$(PORTS-y)
IMAGE_NICS += $$(NICS-y)
IMAGE_ROOTFS += $$(foreach r,$$(ROOTFS-y),$$(if $$(filter /%,$$(r)),$$(r),$$(DIR)/$$(r)))
IMAGE_IMPLEMENTS += $$(IMPLEMENTS)
IMAGE_PROGRAM += $$(PROGRAM)
IMAGE_MONITOR += $$(MONITOR-y)
ifneq ($$(LINK_SCRIPT),)
IMAGE_SCRIPT_SOURCE := $$(DIR)/$$(LINK_SCRIPT)
IMAGE_SCRIPT_CONFIG := $(O)/config/$(1).h
endif
IMAGE_LDFLAGS += $$(LDFLAGS-y)
endef
$(foreach c,$(COMPONENTS),$(eval $(call read_component,$(c))))

ifneq ($(strip $(IMAGE_ROOTFS)),)
ifeq ($(call on,LIBCPIO),)
$(error $(UK_APP) has files for the image (ROOTFS-y), which LIBCPIO builds in: select it in its Config.uk)
endif
endif

# $(1): component. Its flags, in a file that changes only when they do: objects depend on it.
define component_rules
$(1).flags = $$(CFLAGS) $$(if $$($(1).hosted),$$(HOSTED_CFLAGS),$$(KERNEL_CFLAGS)) -DUK_COMPONENT='"$(1)"' -include $(O)/config/$(1).h $$(INCLUDES) \
	$$(foreach s,$$($(1).sees),$$($$(s).include)) -isystem $$(COMPILER_INCLUDE) $$($(1).cflags)
endef
# $(2), $(3): of a source beside the component's folder, ../x.c, the object is _/x.c.o
define source_rules
$(O)/obj/$(1)/$(2)%.c.o: $$($(1).path)/$(3)%.c $(O)/obj/$(1)/flags $(O)/config/$(1).h | $$(PREREQUISITES)
	$$(call say,CC,$$(patsubst $(ROOT)/%,%,$$<))mkdir -p $$(@D); $$(CC) $$($(1).flags) \
		$$(if $$(filter $(3)$$*.c,$$($(1).nolto)),-fno-lto,$$(LTO_FLAGS)) -MMD -MP -c -o $$@ $$<
$(O)/obj/$(1)/$(2)%.S.o: $$($(1).path)/$(3)%.S $(O)/obj/$(1)/flags $(O)/config/$(1).h | $$(PREREQUISITES)
	$$(call say,AS,$$(patsubst $(ROOT)/%,%,$$<))mkdir -p $$(@D); $$(CC) $$($(1).flags) \
		$$($(1).asflags) -D__ASSEMBLY__ -MMD -MP -c -o $$@ $$<
endef
$(foreach c,$(COMPONENTS),$(eval $(call component_rules,$(c)))$(eval $(call source_rules,$(c),,))$(eval $(call source_rules,$(c),_/,../)))
# suites see uktest besides what their library sees
$(foreach c,$(COMPONENTS),$(foreach t,$($(c).tests),$(eval $(call objects_of,$(c),$(t)): CFLAGS += $(foreach s,$(uktest.sees),$($(s).include)))))

# Preemption must tell the application's code from the kernel's (uk/image.h).
application_flags = $(if $(and $(call on,WANTS_PREEMPTION),$(filter $(UK_APP),$(1))),-fno-lto)
ifneq ($(call application_flags,$(UK_APP)),)
$(O)/obj/$(UK_APP)/%.o: LTO_FLAGS := -fno-lto
endif

$(foreach c,$(COMPONENTS),$(call keep,$(O)/obj/$(c)/flags,$(CC) $($(c).flags) $(LTO_FLAGS) $(call application_flags,$(c)) $($(c).asflags) $($(c).nolto)))

# ---- the image
IMAGE := $(O)/$(UK_APP)
IMAGE_SCRIPT := $(O)/obj/image.lds
LIBGCC := $(wildcard $(shell $(CC) -print-libgcc-file-name))
comma := ,
LDFLAGS := $(CODE_FLAGS) $(LTO_FLAGS) -nostdlib -static $(if $(is_clang),,-no-pie) -gdwarf-4 -Wl,-n -Wl,--build-id=none -Wl,-z,nostart-stop-gc \
	-Wl,-z,noexecstack $(if $(is_clang),-fuse-ld=lld,-Wno-lto-type-mismatch) $(if $(call on,DCE),-Wl$(comma)--gc-sections) \
	-Wl,-Map,$(IMAGE).map $(IMAGE_LDFLAGS)

$(call keep,$(O)/obj/flags,$(CC) $(LDFLAGS) $(IMAGE_SCRIPT) $(OBJECTS) $(ARCHIVES))

# What the launcher must know to choose the machine's devices (support/run/about.py)
define ABOUT
components: $(COMPONENTS)
implements: $(sort $(IMAGE_IMPLEMENTS))
ports: $(strip $(IMAGE_PORTS))
nics: $(strip $(IMAGE_NICS))
fstab: $(patsubst "%",%,$(CONFIG_LIBVFS_FSTAB))
endef
$(call keep,$(IMAGE).about,$(ABOUT))

.PHONY: image
ifneq ($(call on,PLAT_XEN),)
image: $(IMAGE) $(IMAGE).cfg
$(IMAGE).cfg: $(IMAGE) $(IMAGE).about $(ROOT)/support/run/xl.py
	$(Q)$(PYTHON) $(ROOT)/support/run/xl.py $<
else ifeq ($(strip $(IMAGE_MONITOR)),)
image: $(IMAGE)
else
# A monitor of its own: the image is one of its files.
include $(ROOT)/support/ukvm/monitor.mk
image: $(IMAGE).ukvm $(IMAGE)-ukvm
endif
	@:

ifneq ($(strip $(IMAGE_PROGRAM)),)
# Its own build has linked it, by the toolchain.
$(IMAGE).dbg: $(strip $(IMAGE_PROGRAM))
	$(Q)cp $<.dbg $@; cp $<.map $(IMAGE).map
else
$(IMAGE).dbg: $(OBJECTS) $(IMAGE_SCRIPT) $(call archives_of,$(ARCHIVES)) $(O)/obj/flags
	$(call say,LD,$(notdir $(IMAGE)))$(CC) $(LDFLAGS) -T $(IMAGE_SCRIPT) -o $@ $(OBJECTS) \
		$(if $(ARCHIVES),-Wl$(comma)--start-group $(ARCHIVES) -Wl$(comma)--end-group) $(LIBGCC)
endif

$(IMAGE): $(IMAGE).dbg $(ROOT)/support/build/pack.py $(ROOT)/support/build/lz4.py
	$(call say,PACK,$(notdir $(IMAGE)))$(PYTHON) $(ROOT)/support/build/pack.py $< $@

$(O)/config/%.h: ;
# $(1): what of the text is the application's
link_script = $(CC) -E -P -x assembler-with-cpp -I$(ROOT)/include -include $(IMAGE_SCRIPT_CONFIG) '-DUK_PROGRAM_TEXT=$(1)' -o $@ $<
IMAGE_SCRIPT_PARTS := $(IMAGE_SCRIPT_SOURCE) $(ROOT)/include/uk/image.lds.h $(IMAGE_SCRIPT_CONFIG)
# Each ? is a slash: one before a star would begin a comment.
$(IMAGE_SCRIPT): $(IMAGE_SCRIPT_PARTS) $(ROOT)/support/build/image.mk
	$(Q)$(call link_script,*?obj?$(UK_APP)?*.o(.text .text.*))

ifneq ($(strip $(filter toolchain,$(MAKECMDGOALS)) $(IMAGE_PROGRAM)),)
include $(ROOT)/support/toolchain/toolchain.mk
endif

-include $(OBJECTS:.o=.d)
