# SPDX-License-Identifier: BSD-3-Clause
# The monitor of an image: a program for the build's host, linked from its core and from the modules
# that the image's components name (MONITOR-y). Read by support/build/image.mk.

MONITOR_FOLDER := $(ROOT)/support/ukvm
# A module with a path is an application's own.
MONITOR_SOURCES := $(foreach s,$(sort $(IMAGE_MONITOR)) main print options image place page_table system_page \
	file vm boot run crash sandbox teardown,$(if $(filter /%,$(s)),$(s),$(MONITOR_FOLDER)/$(s)).c)
# What the image's note asks for: drivers' modules, not the platform's, nor what these share; a name with
# '_' is a part of a module.
MONITOR_DEVICES := $(foreach m,$(filter-out clock initrd ring io parts,$(sort $(notdir $(IMAGE_MONITOR)))),$(if $(findstring _,$m),,$m))
# Found by trying what GCC has: 2% fewer bytes
MONITOR_SMALL := -fno-thread-jumps -mpreferred-stack-boundary=3 -fno-move-loop-invariants -fno-caller-saves -fno-tree-forwprop \
	-fno-if-conversion -fno-cse-follow-jumps
MONITOR_CFLAGS := -std=gnu17 -m64 -Oz -mgeneral-regs-only -ffreestanding -fno-stack-protector -fno-pic -fno-pie -fomit-frame-pointer \
	-fcf-protection=none -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -flto -g $(WARNINGS) \
	$(if $(is_clang),,-malign-data=abi -fno-inline-functions-called-once -fconserve-stack $(MONITOR_SMALL))
MONITOR_LDFLAGS := -static -nostdlib $(if $(is_clang),-fuse-ld=lld,-no-pie) -Wl,--build-id=none -Wl,-z,norelro \
	-Wl,-z,noexecstack -Wl,--gc-sections -Wl,-T,$(MONITOR_FOLDER)/monitor.lds

# $(1): what its name ends with; $(2): its sources
define MONITOR
$(call keep,$(O)/obj/monitor$(1)/flags,$(CC) $(MONITOR_CFLAGS) $(MONITOR_LDFLAGS) $(sort $(2)))

$(IMAGE)-ukvm$(1).dbg: $(sort $(2)) $(wildcard $(MONITOR_FOLDER)/*.h) $(ROOT)/include/uk/ukvm_abi.h \
		$(MONITOR_FOLDER)/monitor.lds $(O)/obj/monitor$(1)/flags
	$$(call say,MONITOR,$(notdir $(IMAGE)-ukvm$(1)))$(CC) $(MONITOR_CFLAGS) -I$(ROOT)/include -I$(MONITOR_FOLDER) $(MONITOR_LDFLAGS) \
		-o $$@ $(sort $(2))

$(IMAGE)-ukvm$(1): $(IMAGE)-ukvm$(1).dbg $(ROOT)/support/build/pack_monitor.py $(ROOT)/support/build/pack.py
	$$(Q)$(PYTHON) $(ROOT)/support/build/pack_monitor.py $$< $$@
endef

$(eval $(call MONITOR,,$(MONITOR_SOURCES)))
# With gdb's stub, for `make debug`
$(eval $(call MONITOR,-debug,$(MONITOR_SOURCES) $(addprefix $(MONITOR_FOLDER)/,gdb.c gdb_packet.c)))

$(IMAGE).ukvm: $(IMAGE).dbg $(ROOT)/support/build/pack_ukvm.py $(ROOT)/support/build/pack.py
	$(call say,PACK,$(notdir $@))$(PYTHON) $(ROOT)/support/build/pack_ukvm.py $< $@ $(MONITOR_DEVICES)
