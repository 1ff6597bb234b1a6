# SPDX-License-Identifier: BSD-3-Clause
# The cross-compiler of a configuration: all of its components but the application, as libraries, and tools
# around this host's compiler that compile and link against them (kit.py). Part of image.mk.

TOOLCHAIN_RECIPE := $(O)/obj/toolchain/recipe
TOOLCHAIN_OF := $(filter-out $(UK_APP),$(COMPONENTS))

# Link-time optimisation sees the whole kernel at once. What sees a C library is an archive, of which a
# program has what it calls; each of its members is compiled to the end by itself.
TOOLCHAIN_HOSTED := $(foreach c,$(TOOLCHAIN_OF),$(if $($(c).hosted),$(call objects_of,$(c),$($(c).sources))))
TOOLCHAIN_KERNEL := $(foreach c,$(TOOLCHAIN_OF),$(if $($(c).hosted),,$(call objects_of,$(c),$($(c).sources))))
TOOLCHAIN_MEMBERS := $(TOOLCHAIN_HOSTED:$(O)/obj/%=$(O)/obj/toolchain/%)
TOOLCHAIN_ARCHIVES := $(foreach c,$(TOOLCHAIN_OF),$($(c).archives))

PARTIAL_LINK := $(CC) $(CODE_FLAGS) $(if $(is_clang),-fuse-ld=lld,-flinker-output=nolto-rel -Wno-lto-type-mismatch) -r -nostdlib

$(TOOLCHAIN_MEMBERS): $(O)/obj/toolchain/%.o: $(O)/obj/%.o $(O)/obj/flags
	$(Q)mkdir -p $(@D); $(PARTIAL_LINK) $(LTO_FLAGS) -o $@ $<

# Headers in the order in which the application's files see them: ours, then what was fetched.
TOOLCHAIN_INCLUDES := $(INCLUDES) $(foreach s,$(filter-out $(UK_APP),$($(UK_APP).sees)),$($(s).include))
TOOLCHAIN_INCLUDES := $(patsubst -I%,%,$(filter -I%,$(TOOLCHAIN_INCLUDES))) $(filter-out -%,$(TOOLCHAIN_INCLUDES))

TOOLCHAIN_SCRIPT := $(O)/obj/toolchain/image.lds

define TOOLCHAIN_SAYS
cc: $(CC)
partial_link: $(PARTIAL_LINK) $(LTO_FLAGS)
compile: $(ABI_FLAGS) -ffunction-sections -fdata-sections -fno-stack-clash-protection
gc_sections: $(call on,DCE)
linker: $(subst $(comma), ,$(patsubst -Wl$(comma)%,%,$(filter -Wl$(comma)%,$(IMAGE_LDFLAGS))))
kernel: $(TOOLCHAIN_KERNEL)
members: $(TOOLCHAIN_MEMBERS)
archives: $(TOOLCHAIN_ARCHIVES)
libgcc: $(LIBGCC)
script: $(TOOLCHAIN_SCRIPT)
config: $(O)/config/$(UK_APP).h
about: $(IMAGE).about
app: $(UK_APP)
includes: $(TOOLCHAIN_INCLUDES)
endef
$(call keep,$(TOOLCHAIN_RECIPE),$(TOOLCHAIN_SAYS))

# A program's own code is all that is not ours.
TOOLCHAIN_OURS := EXCLUDE_FILE(*crt0.o *libc.a:* *libgcc.a:*)
$(TOOLCHAIN_SCRIPT): $(IMAGE_SCRIPT_PARTS) $(ROOT)/support/toolchain/toolchain.mk
	$(Q)mkdir -p $(@D); $(call link_script,*($(TOOLCHAIN_OURS) .text $(TOOLCHAIN_OURS) .text.*))

TOOLCHAIN_HEADERS = $(wildcard $(foreach i,$(TOOLCHAIN_INCLUDES),$(addprefix $(i)/,*.h */*.h */*/*.h)))

.PHONY: toolchain
toolchain: $(TOOLCHAIN_STAMP)
	@:

$(TOOLCHAIN_STAMP): $(TOOLCHAIN_KERNEL) $(TOOLCHAIN_MEMBERS) $(call archives_of,$(TOOLCHAIN_ARCHIVES)) $(TOOLCHAIN_SCRIPT) $(TOOLCHAIN_RECIPE) \
		$(O)/config/$(UK_APP).h $(wildcard $(ROOT)/support/toolchain/*.py $(ROOT)/support/toolchain/tools/*) \
		$(ROOT)/support/build/pack.py $(ROOT)/support/build/lz4.py $(filter-out $(O)/%,$(TOOLCHAIN_HEADERS)) | $(PREREQUISITES)
	$(call say,KIT,$(patsubst $(ROOT)/%,%,$(TOOLCHAIN)))$(PYTHON) $(ROOT)/support/toolchain/kit.py $(TOOLCHAIN_RECIPE) $(TOOLCHAIN)
