/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <stdlib.h>, and BSD's call that it does not have. */
#include_next <stdlib.h>

#ifndef _UK_STDLIB_H
#define _UK_STDLIB_H

#include <sys/cdefs.h>

#if __MISC_VISIBLE
__BEGIN_DECLS

int getloadavg(double loads[], int count);

__END_DECLS
#endif

#endif /* _UK_STDLIB_H */
