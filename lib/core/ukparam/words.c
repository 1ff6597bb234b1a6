/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cuts the command line into words.
 */
#include "private.h"

static bool is_space(char character)
{
	return character == ' ' || character == '\t' || character == '\n' ||
	       character == '\r';
}

char *next_word(char **line)
{
	char *from = *line;
	char *word, *to;
	char quote = '\0';

	while (is_space(*from))
		from++;
	if (!*from) {
		*line = from;
		return NULL;
	}
	/* quotes vanish, so what is behind them moves down */
	for (word = to = from; *from && (quote || !is_space(*from)); from++) {
		if (quote ? *from == quote : *from == '"' || *from == '\'')
			quote ^= *from;
		else
			*to++ = *from;
	}
	*line = *from ? from + 1 : from;
	*to = '\0';
	return word;
}
