# SPDX-License-Identifier: BSD-3-Clause
# lwIP's own unit tests as a host program, with lwIP's own options for them, to see
# that the sources are what their authors tested: make -f lwip.mk LWIP=folder, in the folder to build in.

LWIPDIR := $(LWIP)/src
include $(LWIPDIR)/Filelists.mk
include $(LWIP)/test/unit/Filelists.mk

SOURCES := $(abspath $(TESTFILES) $(filter-out %/slipif.c,$(LWIPNOAPPSFILES)) $(MDNSFILES) $(MQTTFILES))
OBJECTS := $(SOURCES:$(LWIP)/%.c=%.o)

lwip_tests: $(OBJECTS)
	$(CC) -o $@ $^ -lcheck -lsubunit -lm -lrt -pthread

$(OBJECTS): %.o: $(LWIP)/%.c
	@mkdir -p $(@D)
	$(CC) -g -O0 -w -I$(LWIPDIR)/include -I$(LWIP)/test/unit -I$(LWIP)/contrib/ports/unix/check \
		-I$(LWIP)/contrib/ports/unix/port/include -c -o $@ $<
