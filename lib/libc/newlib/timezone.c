/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The environment's TZ (POSIX.1-2017, 8.3), in place of newlib's reading of it, which brings
 * scanf() into every image that knows local time. As there, the rules of the United
 * States are those of a summer time that has none, and what is not understood is UTC.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sys/_tz_structs.h> /* which needs <time.h> */

#define NAME_LEAST 3 /* _POSIX_TZNAME_MAX */
#define NAME_MOST 10
#define MINUTE 60
#define HOUR (60 * MINUTE)
#define HOURS_MOST 167 /* a week's, as POSIX.1-2024 has it for rules */

/* newlib's, for its own files */
struct _reent;
void __tz_lock(void);
void __tz_unlock(void);
int __tzcalc_limits(int year);
void _tzset_unlocked_r(struct _reent *nothing);
void _tzset_r(struct _reent *nothing);

static char standard[NAME_MOST + 1], summer[NAME_MOST + 1];
/* What TZ said last, so that it is read once; empty where it is longer */
static char seen[64];

/* A name, quoted by < and > where it is not all letters; false: there is none. */
static bool take_name(const char **at, char *name)
{
	const char *start = *at;
	bool is_quoted = *start == '<';
	size_t length = 0;

	start += is_quoted;
	while (isalpha((unsigned char)start[length]) ||
	       (is_quoted && (isdigit((unsigned char)start[length]) ||
			      start[length] == '+' || start[length] == '-')))
		length++;
	if (length < NAME_LEAST || length > NAME_MOST ||
	    (is_quoted && start[length] != '>'))
		return false;
	memcpy(name, start, length);
	name[length] = '\0';
	*at = start + length + is_quoted;
	return true;
}

static bool take_number(const char **at, int least, int most, int *number)
{
	const char *digit = *at;
	int value = 0;

	for (; isdigit((unsigned char)*digit) && value <= most; digit++)
		value = value * 10 + (*digit - '0');
	if (digit == *at || value < least || value > most)
		return false;
	*at = digit;
	*number = value;
	return true;
}

/* [+-]hh[:mm[:ss]] in seconds */
static bool take_time(const char **at, int *seconds)
{
	int hours, minutes = 0, rest = 0;
	bool is_negative = **at == '-';

	*at += is_negative || **at == '+';
	if (!take_number(at, 0, HOURS_MOST, &hours))
		return false;
	if (**at == ':' &&
	    (++*at, !take_number(at, 0, 59, &minutes)))
		return false;
	if (**at == ':' && (++*at, !take_number(at, 0, 59, &rest)))
		return false;
	*seconds = hours * HOUR + minutes * MINUTE + rest;
	if (is_negative)
		*seconds = -*seconds;
	return true;
}

/* When a time begins: Mm.n.d, Jn or n, and perhaps the time of day. */
static bool take_rule(const char **at, __tzrule_type *rule)
{
	const __tzrule_type usual = *rule;
	char kind = **at;

	if (!kind) /* as it is */
		return true;
	*rule = (__tzrule_type){ .ch = 'D', .s = usual.s };
	if (kind == 'M') {
		++*at;
		if (!take_number(at, 1, 12, &rule->m) || *(*at)++ != '.' ||
		    !take_number(at, 1, 5, &rule->n) || *(*at)++ != '.' ||
		    !take_number(at, 0, 6, &rule->d))
			return false;
		rule->ch = kind;
	} else {
		*at += kind == 'J';
		rule->ch = kind == 'J' ? kind : 'D';
		if (!take_number(at, kind == 'J', 365, &rule->d))
			return false;
	}
	return **at != '/' || (++*at, take_time(at, &rule->s));
}

/* What follows the standard time; all that there is must make sense. */
static bool take_summer(const char **at, __tzrule_type rules[2])
{
	int offset = (int)rules[0].offset - HOUR;

	if (!take_name(at, summer) ||
	    (**at && **at != ',' && !take_time(at, &offset)))
		return false;
	/* second Sunday of March to first of November, at two */
	rules[0] = (__tzrule_type){ .ch = 'M', .m = 3, .n = 2, .s = 2 * HOUR,
				    .offset = rules[0].offset };
	rules[1] = (__tzrule_type){ .ch = 'M', .m = 11, .n = 1, .s = 2 * HOUR };
	for (int i = 0; i < 2; i++) {
		long kept = i ? offset : rules[0].offset;

		if (**at == ',')
			++*at;
		if (!take_rule(at, &rules[i]))
			return false;
		rules[i].offset = kept;
	}
	return !**at;
}

void _tzset_unlocked_r(struct _reent *nothing __attribute__((unused)))
{
	static const __tzrule_type none = { .ch = 'J' };
	__tzinfo_type *zone = __gettzinfo();
	__tzrule_type rules[2] = { none, none };
	const char *text = getenv("TZ");
	bool has_summer = false;
	int offset;

	if (text && *seen && !strcmp(text, seen))
		return;
	*seen = '\0';
	if (text && strlen(text) < sizeof(seen))
		strcpy(seen, text);
	zone->__tzrule[0] = zone->__tzrule[1] = none;
	_timezone = 0;
	_daylight = 0;
	_tzname[0] = _tzname[1] = text ? "" : "GMT";
	if (!text)
		return;
	text += *text == ':';
	if (!take_name(&text, standard) || !take_time(&text, &offset))
		return;
	rules[0].offset = offset;
	if (*text) {
		if (!take_summer(&text, rules))
			return;
		has_summer = true;
	}
	zone->__tzrule[0] = rules[0];
	zone->__tzrule[1] = rules[1];
	_tzname[0] = standard;
	_tzname[1] = has_summer ? summer : standard;
	_timezone = offset;
	if (has_summer) {
		__tzcalc_limits(zone->__tzyear);
		_daylight = rules[0].offset != rules[1].offset;
	}
}

void _tzset_r(struct _reent *nothing)
{
	__tz_lock();
	_tzset_unlocked_r(nothing);
	__tz_unlock();
}
