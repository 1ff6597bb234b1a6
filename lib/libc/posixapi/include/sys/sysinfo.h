/* SPDX-License-Identifier: BSD-3-Clause */
/* What the machine has (sysinfo(2)), in Linux's layout (linux/sysinfo.h). */
#ifndef _SYS_SYSINFO_H
#define _SYS_SYSINFO_H

#include <sys/cdefs.h>

#define SI_LOAD_SHIFT 16

struct sysinfo {
	long uptime; /* seconds */
	unsigned long loads[3];
	unsigned long totalram;
	unsigned long freeram; /* 0 without the heap's statistics (LIBUKALLOC_STATS) */
	unsigned long sharedram;
	unsigned long bufferram;
	unsigned long totalswap;
	unsigned long freeswap;
	unsigned short procs;
	unsigned short pad;
	unsigned long totalhigh;
	unsigned long freehigh;
	unsigned int mem_unit; /* bytes that the sizes count in */
};

__BEGIN_DECLS

int sysinfo(struct sysinfo *to);
int get_nprocs(void);
int get_nprocs_conf(void);
long get_phys_pages(void);
long get_avphys_pages(void);

__END_DECLS

#endif /* _SYS_SYSINFO_H */
