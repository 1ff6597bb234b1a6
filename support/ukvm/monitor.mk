# SPDX-License-Identifier: BSD-3-Clause
# The monitor of an image: a program for the build's host, linked from its core and from the modules
# that the image's components name (MONITOR-y). Read by support/build/image.mk.

MONITOR_FOLDER := $(ROOT)/support/ukvm
# A module with a path is an application's own.
MONITOR_SOURCES := $(foreach s,$(sort $(IMAGE_MONITOR)) main print options image place page_table system_page \
	file vm boot run crash sandbox,$(if $(filter /%,$(s)),$(s),$(MONITOR_FOLDER)/$(s)).c)
# What the image's note asks for: drivers' modules, not the platform's
MONITOR_DEVICES := $(filter-out clock thread_pointer,$(sort $(notdir $(IMAGE_MONITOR))))
MONITOR_CFLAGS := -std=gnu17 -m64 -Os -ffreestanding -fno-stack-protector -fno-pic -fno-pie -fomit-frame-pointer \
	-fcf-protection=none -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -flto $(WARNINGS)
MONITOR_LDFLAGS := -static -nostdlib $(if $(is_clang),-fuse-ld=lld,-no-pie) -Wl,--build-id=none -Wl,-z,norelro \
	-Wl,-z,noexecstack -Wl,--gc-sections -Wl,-T,$(MONITOR_FOLDER)/monitor.lds

$(eval $(call keep_flags,$(O)/obj/monitor,$(CC) $(MONITOR_CFLAGS) $(MONITOR_LDFLAGS) $(MONITOR_SOURCES)))

$(IMAGE)-ukvm: $(sort $(MONITOR_SOURCES)) $(wildcard $(MONITOR_FOLDER)/*.h) $(ROOT)/include/uk/ukvm_abi.h \
		$(MONITOR_FOLDER)/monitor.lds $(O)/obj/monitor/flags
	$(call say,MONITOR,$(notdir $@))$(CC) $(MONITOR_CFLAGS) -I$(ROOT)/include -I$(MONITOR_FOLDER) $(MONITOR_LDFLAGS) -o $@.partial \
		$(sort $(MONITOR_SOURCES)) && strip $@.partial && mv $@.partial $@

$(IMAGE).ukvm: $(IMAGE).dbg $(ROOT)/support/build/pack_ukvm.py $(ROOT)/support/build/pack.py
	$(call say,PACK,$(notdir $@))$(PYTHON) $(ROOT)/support/build/pack_ukvm.py $< $@ $(MONITOR_DEVICES)
