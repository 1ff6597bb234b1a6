/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * String and memory functions with the C standard's names and meaning
 * (C17, 7.24). Any context.
 */
#ifndef UK_STRING_H
#define UK_STRING_H

#include <uk/essentials.h>

void *memcpy(void *restrict to, const void *restrict from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *a, const void *b, size_t length);
void *memchr(const void *in, int byte, size_t length);
size_t strlen(const char *string);
size_t strnlen(const char *string, size_t most);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t most);
char *strchr(const char *in, int character);

#endif /* UK_STRING_H */
