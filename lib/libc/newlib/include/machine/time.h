/* SPDX-License-Identifier: BSD-3-Clause */
/* Units of clock(): POSIX asks for microseconds (XSI, <time.h>). */
#ifndef _MACHTIME_H_
#define _MACHTIME_H_

#define _CLOCKS_PER_SEC_ 1000000

#endif /* _MACHTIME_H_ */
