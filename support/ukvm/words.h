/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Options of files: FILE[,word][,word=value]...
 */
#ifndef UKVM_WORDS_H
#define UKVM_WORDS_H

#include "monitor.h"

/*
 * Takes the last word off if it is `name` alone, or `name`value where that ends with '='. NULL,
 * or the value. A comma before other words belongs to the file's name.
 */
static inline const char *words_take(char *text, const char *name)
{
	char *last = text + length_of(text);

	while (last > text && *last != ',')
		last--;
	if (*last != ',')
		return NULL;
	for (const char *at = last + 1;; at++, name++) {
		if (*at != *name && *name)
			return NULL;
		if (!*name) {
			if (name[-1] != '=' && *at)
				return NULL;
			*last = '\0';
			return at;
		}
	}
}

#endif /* UKVM_WORDS_H */
