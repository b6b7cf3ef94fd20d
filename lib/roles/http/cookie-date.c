/* SPDX-License-Identifier: MIT */
/*
 * Dates in cookies, which are in any order and form (RFC 6265 5.1.1).
 *
 *   in   "Wed, 21-Oct-15 07:28:00 GMT"
 *   out  unix seconds
 */

#include "roles/http/set-cookie.h"

#include "roles/http/token-list.h"

#include <string.h>

/* -1: not met yet */
struct date {
	int day, month, year, hour, minute, second;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_delimiter(char c)
{
	return c == '\t' || (c >= ' ' && c <= '/') || (c >= ';' && c <= '@') ||
	       (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

/* a number of min..max digits at *at that no digit follows; -1: there is none
 */
static int
take_number(const char **at, const char *end, int min, int max)
{
	const char *s = *at;
	int n = 0, digits = 0;

	while (s < end && is_digit(*s) && digits < max) {
		n = n * 10 + *s++ - '0';
		digits++;
	}
	if (digits < min || (s < end && is_digit(*s)))
		return -1;
	*at = s;

	return n;
}

static bool
take_time(struct date *d, const char *s, const char *end)
{
	int *const fields[] = {&d->hour, &d->minute, &d->second};
	int n[3];

	for (int i = 0; i < 3; i++) {
		if (i && (s == end || *s++ != ':'))
			return false;
		n[i] = take_number(&s, end, 1, 2);
		if (n[i] < 0)
			return false;
	}
	for (int i = 0; i < 3; i++)
		*fields[i] = n[i];

	return true;
}

static int
month_of(const char *s, const char *end)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	if (end - s < 3)
		return -1;
	for (int n = 0; n < 12; n++)
		if (lws__http_same_text(s, 3, names + n * 3, 3))
			return n + 1;

	return -1;
}

static void
take_word(struct date *d, const char *s, const char *end)
{
	const char *at = s;
	int n;

	if (d->hour < 0 && take_time(d, s, end))
		return;
	if (d->day < 0) {
		n = take_number(&at, end, 1, 2);
		if (n >= 0) {
			d->day = n;
			return;
		}
	}
	if (d->month < 0) {
		d->month = month_of(s, end);
		if (d->month > 0)
			return;
	}
	if (d->year < 0)
		d->year = take_number(&at, end, 2, 4);
}

/* days since 1970-01-01 of the Gregorian calendar */
static int64_t
days_of(int year, int month, int day)
{
	int y = month > 2 ? year : year - 1, era = y / 400;
	int of_era = y - era * 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return (int64_t)era * 146097 + of_era * 365 + of_era / 4 -
	       of_era / 100 + of_year - 719468;
}

static bool
is_real(const struct date *d)
{
	static const int8_t days[] = {31, 28, 31, 30, 31, 30,
				      31, 31, 30, 31, 30, 31};
	bool leap = (d->year % 4 == 0 && d->year % 100) || d->year % 400 == 0;

	return d->day >= 1 && d->month >= 1 && d->year >= 1601 &&
	       d->hour >= 0 && d->hour <= 23 && d->minute <= 59 &&
	       d->second <= 59 &&
	       d->day <= days[d->month - 1] + (leap && d->month == 2);
}

bool
lws__cookie_date_read(const char *s, size_t len, int64_t *t)
{
	struct date d = {-1, -1, -1, -1, -1, -1};
	const char *end = s + len;

	while (s < end) {
		const char *word = s;

		while (s < end && !is_delimiter(*s))
			s++;
		if (s > word)
			take_word(&d, word, s);
		else
			s++;
	}
	if (d.year >= 70 && d.year <= 99)
		d.year += 1900;
	else if (d.year >= 0 && d.year <= 69)
		d.year += 2000;
	if (!is_real(&d))
		return false;
	*t = days_of(d.year, d.month, d.day) * 86400 + d.hour * 3600 +
	     d.minute * 60 + d.second;

	return true;
}
