/* SPDX-License-Identifier: MIT */
/*
 * Numbers for people: 1536 with the binary schema is "1.500Ki", 61,000,000 with
 * the time schema is "1:01min".
 *
 * A schema lists units, largest first, and the next smaller unit decides how
 * the rest is shown: as three decimals when it is a thousandth (or 1/1024th)
 * of this one, else counted, after a colon.
 */

#include "base/base.h"

#include <string.h>

const lws_humanize_unit_t humanize_schema_si[7] = {
	{"Pi", 1125899906842624u},
	{"Ti", 1099511627776u},
	{"Gi", 1073741824u},
	{"Mi", 1048576u},
	{"Ki", 1024u},
	{"", 1u},
	{NULL, 0},
};

const lws_humanize_unit_t humanize_schema_si_bytes[7] = {
	{"PiB", 1125899906842624u},
	{"TiB", 1099511627776u},
	{"GiB", 1073741824u},
	{"MiB", 1048576u},
	{"KiB", 1024u},
	{"B", 1u},
	{NULL, 0},
};

const lws_humanize_unit_t humanize_schema_us[8] = {
	{"y", (uint64_t)365 * 24 * 3600 * 1000000},
	{"d", (uint64_t)24 * 3600 * 1000000},
	{"hr", (uint64_t)3600 * 1000000},
	{"min", (uint64_t)60 * 1000000},
	{"s", 1000000u},
	{"ms", 1000u},
	{"\316\274s", 1u}, /* U+03BC: micro */
	{NULL, 0},
};

enum {
	HUMANIZE_PAD = 7, /* "123.456", or "1234:56" */
};

/* decimal digits of the largest count below `ratio` */
static int
digits_below(uint64_t ratio)
{
	int n = 1;

	for (ratio--; ratio > 9; ratio /= 10)
		n++;

	return n;
}

/* rest / factor in thousandths, rounded down */
static unsigned int
thousandths(uint64_t rest, uint64_t factor)
{
	uint64_t t = rest <= UINT64_MAX / 1000 ? rest * 1000 / factor
					       : rest / (factor / 1000);

	return t > 999 ? 999 : (unsigned int)t;
}

int
lws_humanize(char *buf, size_t len, uint64_t value,
	     const lws_humanize_unit_t *schema)
{
	uint64_t rest, ratio;

	/* the first unit that fits, or the last one */
	while (schema[1].name && value < schema->factor)
		schema++;

	if (!schema->name || !schema->factor)
		return lws_snprintf(buf, len, "%llu",
				    (unsigned long long)value);

	rest = value % schema->factor;
	value /= schema->factor;
	ratio = schema[1].name && schema[1].factor
			? schema->factor / schema[1].factor
			: 1;

	if (ratio > 1 && ratio != 1000 && ratio != 1024)
		return lws_snprintf(
			buf, len, "%llu:%0*llu%s", (unsigned long long)value,
			digits_below(ratio),
			(unsigned long long)(rest / schema[1].factor),
			schema->name);
	if (rest)
		return lws_snprintf(
			buf, len, "%llu.%03u%s", (unsigned long long)value,
			thousandths(rest, schema->factor), schema->name);

	return lws_snprintf(buf, len, "%llu%s", (unsigned long long)value,
			    schema->name);
}

/* as wide for every value of up to HUMANIZE_PAD characters and any unit */
int
lws_humanize_pad(char *p, size_t len, uint64_t v,
		 const lws_humanize_unit_t *schema)
{
	const lws_humanize_unit_t *u;
	size_t unit_len = 0;
	char text[64];

	for (u = schema; u->name; u++)
		if (strlen(u->name) > unit_len)
			unit_len = strlen(u->name);
	lws_humanize(text, sizeof(text), v, schema);

	return lws_snprintf(p, len, "%*s", (int)(HUMANIZE_PAD + unit_len),
			    text);
}
