/* SPDX-License-Identifier: MIT */
/*
 * HTTP dates.
 *
 *   in   a time_t, or text
 *   out  text in IMF-fixdate, or a time_t
 *
 * RFC 9110 5.6.7.  Calendar arithmetic is our own: gmtime() and timegm() are
 * neither everywhere nor thread safe, and locale must not matter.
 */

#include "roles/http/date.h"

#include <libwebsockets.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const char day_names[] = "SunMonTueWedThuFriSat";
static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

struct civil {
	int64_t year;
	int month; /* 1..12 */
	int day;   /* 1..31; the forgiving parser lets it run over */
	int hour, minute, second;
};

/* days since 1970-01-01 of a Gregorian date */
static int64_t
days_of(int64_t year, int month, int day)
{
	int64_t era, day_of_year, day_of_era;
	int64_t year_of_era;

	/* count years from March, so that the leap day ends one */
	if (month <= 2)
		year--;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;
	day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100;

	return era * 146097 + day_of_era + day_of_year + day - 1 - 719468;
}

static void
civil_of(struct civil *c, int64_t t)
{
	int64_t days = (t >= 0 ? t : t - 86399) / 86400;
	int64_t secs = t - days * 86400;
	int64_t era, day_of_era, year_of_era, day_of_year, month;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	day_of_era = days - era * 146097;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
		       day_of_era / 146096) /
		      365;
	day_of_year = day_of_era -
		      (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month = (5 * day_of_year + 2) / 153;

	c->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	c->month = (int)(month < 10 ? month + 3 : month - 9);
	c->year = year_of_era + era * 400 + (c->month <= 2);
	c->hour = (int)(secs / 3600);
	c->minute = (int)(secs / 60 % 60);
	c->second = (int)(secs % 60);
}

static int64_t
time_of(const struct civil *c)
{
	return days_of(c->year, c->month, c->day) * 86400 +
	       (int64_t)c->hour * 3600 + (int64_t)c->minute * 60 + c->second;
}

static void
put_digits(char *to, int64_t value, int digits)
{
	while (digits--) {
		to[digits] = (char)('0' + value % 10);
		value /= 10;
	}
}

int
lws_http_date_render_from_unix(char *buf, size_t len, const time_t *t)
{
	char text[] = "Thu, 01 Jan 1970 00:00:00 GMT";
	int64_t days;
	struct civil c;

	/* a buffer one short gets the text without its last letter */
	if (len < LWS__HTTP_DATE_LEN)
		return -1;

	civil_of(&c, (int64_t)*t);
	if (c.year < 0 || c.year > 9999)
		return -1;

	days = days_of(c.year, c.month, c.day);
	memcpy(text, day_names + 3 * (((days + 4) % 7 + 7) % 7), 3);
	put_digits(text + 5, c.day, 2);
	memcpy(text + 8, month_names + (ptrdiff_t)3 * (c.month - 1), 3);
	put_digits(text + 12, c.year, 4);
	put_digits(text + 17, c.hour, 2);
	put_digits(text + 20, c.minute, 2);
	put_digits(text + 23, c.second, 2);

	if (len > LWS__HTTP_DATE_LEN)
		len = LWS__HTTP_DATE_LEN + 1;
	memcpy(buf, text, len - 1);
	buf[len - 1] = '\0';

	return 0;
}

/* ---- reading --------------------------------------------------------- */

/* `digits` of them; -1: something else */
static int
take_digits(const char *s, int digits)
{
	int value = 0;

	while (digits--) {
		if (*s < '0' || *s > '9')
			return -1;
		value = value * 10 + *s++ - '0';
	}

	return value;
}

/* which of the three-letter names is it, from 0; -1: none */
static int
take_name(const char *s, const char *names)
{
	for (int i = 0; names[i]; i += 3)
		if (!memcmp(s, names + i, 3))
			return i / 3;

	return -1;
}

/* "08:49:37"; nonzero: not so */
static int
take_clock(struct civil *c, const char *s)
{
	c->hour = take_digits(s, 2);
	c->minute = take_digits(s + 3, 2);
	c->second = take_digits(s + 6, 2);

	return s[2] != ':' || s[5] != ':' || c->hour < 0 || c->hour > 23 ||
	       c->minute < 0 || c->minute > 59 || c->second < 0 ||
	       c->second > 61;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", 29 characters at least */
static int
take_fixdate(struct civil *c, const char *s)
{
	int month = take_name(s + 8, month_names);

	c->day = take_digits(s + 5, 2);
	c->month = month + 1;
	c->year = take_digits(s + 12, 4);

	return take_name(s, day_names) < 0 || memcmp(s + 3, ", ", 2) ||
	       c->day < 0 || s[7] != ' ' || month < 0 || s[11] != ' ' ||
	       c->year < 0 || s[16] != ' ' || take_clock(c, s + 17) ||
	       memcmp(s + 25, " GMT", 4);
}

int
lws_http_date_parse_unix(const char *b, size_t len, time_t *t)
{
	struct civil c;

	if (len < LWS__HTTP_DATE_LEN || take_fixdate(&c, b))
		return -1;

	*t = (time_t)time_of(&c);

	return 0;
}

/* "Sunday, 06-Nov-94 08:49:37 GMT" */
static int
take_rfc850(struct civil *c, const char *s, size_t len, time_t now)
{
	const char *comma = memchr(s, ',', len);
	struct civil today;
	int month, year;

	if (!comma || comma - s < 6 || len - (size_t)(comma - s) != 24 ||
	    take_name(s, day_names) < 0)
		return 1;

	s = comma;
	month = take_name(s + 5, month_names);
	year = take_digits(s + 9, 2);
	c->day = take_digits(s + 2, 2);
	c->month = month + 1;
	if (s[1] != ' ' || c->day < 0 || s[4] != '-' || month < 0 ||
	    s[8] != '-' || year < 0 || s[11] != ' ' || take_clock(c, s + 12) ||
	    memcmp(s + 20, " GMT", 4))
		return 1;

	civil_of(&today, (int64_t)now);
	c->year = today.year - today.year % 100 + year;
	if (c->year > today.year + 50)
		c->year -= 100;

	return 0;
}

/* "Sun Nov  6 08:49:37 1994" */
static int
take_asctime(struct civil *c, const char *s)
{
	int month = take_name(s + 4, month_names);

	c->day = s[8] == ' ' ? take_digits(s + 9, 1) : take_digits(s + 8, 2);
	c->month = month + 1;
	c->year = take_digits(s + 20, 4);

	return take_name(s, day_names) < 0 || s[3] != ' ' || month < 0 ||
	       s[7] != ' ' || c->day < 0 || s[10] != ' ' ||
	       take_clock(c, s + 11) || s[19] != ' ' || c->year < 0;
}

/* is it a day that exists? */
static bool
is_real_day(const struct civil *c)
{
	struct civil back;

	civil_of(&back, days_of(c->year, c->month, c->day) * 86400);

	return c->day >= 1 && back.day == c->day && back.month == c->month;
}

int
lws__http_date_read(const char *s, size_t len, time_t now, time_t *t)
{
	struct civil c;
	int bad;

	if (len == LWS__HTTP_DATE_LEN && s[3] == ',')
		bad = take_fixdate(&c, s);
	else if (len == 24)
		bad = take_asctime(&c, s);
	else
		bad = take_rfc850(&c, s, len, now);

	if (bad || !is_real_day(&c) || c.second > 60)
		return -1;

	*t = (time_t)time_of(&c);

	return 0;
}
