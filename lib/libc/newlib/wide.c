/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A wide character is a Unicode code point. newlib asks for a translation from
 * Japanese encodings before it looks at one, which it has only with LIBNEWLIB_UTF8.
 */
#include <wctype.h>

struct __locale_t;
wint_t _jp2uc(wint_t character);
wint_t _jp2uc_l(wint_t character, struct __locale_t *locale);
wint_t _uc2jp_l(wint_t character, struct __locale_t *locale);

wint_t _jp2uc(wint_t character)
{
	return character;
}

wint_t _jp2uc_l(wint_t character, struct __locale_t *locale)
{
	(void)locale;
	return character;
}

wint_t _uc2jp_l(wint_t character, struct __locale_t *locale)
{
	(void)locale;
	return character;
}
