/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The steps of uk_param_parse(); pure, but for the help.
 */
#ifndef UKPARAM_PRIVATE_H
#define UKPARAM_PRIVATE_H

#include <uk/param.h>

/*
 * The next word of `*line`, terminated in place and without its quotes; NULL at the
 * end. `*line` moves behind it. An unclosed quote lasts to the end.
 */
char *next_word(char **line);

/* Stores the value that `text` spells. 0 or -EINVAL: not of the type, or too large. */
int param_set(const struct uk_param *param, const char *text);

void param_help(void);

/* "number", ... for messages */
const char *param_type_name(enum uk_param_type type);

#endif /* UKPARAM_PRIVATE_H */
