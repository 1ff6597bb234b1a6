/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Units of clock(): POSIX asks for microseconds (XSI, <time.h>). And the fields that Linux's
 * struct tm has beyond the standard's.
 */
#ifndef _MACHTIME_H_
#define _MACHTIME_H_

#define _CLOCKS_PER_SEC_ 1000000
#define __TM_GMTOFF tm_gmtoff
#define __TM_ZONE tm_zone

#endif /* _MACHTIME_H_ */
