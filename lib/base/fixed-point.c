/* SPDX-License-Identifier: MIT */
/*
 * Decimal fixed point: `whole`, and `frac` in 1/100,000,000ths.  Both parts
 * have the sign of the number.
 *
 * Everything is done on one 64-bit count of 1/100,000,000ths.  Results are cut
 * towards zero, and saturate where they do not fit; x / 0 is 0.
 */

#include "base/base.h"

#include <string.h>

enum {
	FX_DIGITS = 8, /* decimals in LWS_FX_FRACTION_MSD */
};

#define FX_ONE ((uint64_t)LWS_FX_FRACTION_MSD)
#define FX_MAX ((uint64_t)INT32_MAX * FX_ONE + FX_ONE - 1)

static int64_t
fx_get(const lws_fx_t *a)
{
	return (int64_t)a->whole * LWS_FX_FRACTION_MSD + a->frac;
}

static uint64_t
fx_size(int64_t v)
{
	return v < 0 ? (uint64_t)-v : (uint64_t)v;
}

static const lws_fx_t *
fx_set(lws_fx_t *r, uint64_t size, bool is_negative)
{
	if (size > FX_MAX)
		size = FX_MAX;
	r->whole = (int32_t)(size / FX_ONE);
	r->frac = (int32_t)(size % FX_ONE);
	if (is_negative) {
		r->whole = -r->whole;
		r->frac = -r->frac;
	}

	return r;
}

const lws_fx_t *
lws_fx_add(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b)
{
	int64_t v = fx_get(a) + fx_get(b);

	return fx_set(r, fx_size(v), v < 0);
}

const lws_fx_t *
lws_fx_sub(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b)
{
	int64_t v = fx_get(a) - fx_get(b);

	return fx_set(r, fx_size(v), v < 0);
}

const lws_fx_t *
lws_fx_mul(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b)
{
	int64_t va = fx_get(a), vb = fx_get(b);
	uint64_t aw = fx_size(va) / FX_ONE, af = fx_size(va) % FX_ONE,
		 bw = fx_size(vb) / FX_ONE, bf = fx_size(vb) % FX_ONE,
		 size = FX_MAX;

	if (aw * bw <= INT32_MAX)
		size = aw * bw * FX_ONE + aw * bf + af * bw + af * bf / FX_ONE;

	return fx_set(r, size, (va < 0) != (vb < 0));
}

const lws_fx_t *
lws_fx_div(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b)
{
	int64_t va = fx_get(a), vb = fx_get(b);
	uint64_t q, rest, by = fx_size(vb);
	int i;

	if (!by)
		return fx_set(r, 0, false);

	q = fx_size(va) / by;
	rest = fx_size(va) % by;
	if (q > INT32_MAX)
		return fx_set(r, FX_MAX, (va < 0) != (vb < 0));

	for (i = 0; i < FX_DIGITS; i++) {
		rest *= 10;
		q = q * 10 + rest / by;
		rest %= by;
	}

	return fx_set(r, q, (va < 0) != (vb < 0));
}

static uint64_t
whole_sqrt(uint64_t v)
{
	uint64_t root = 0, bit = (uint64_t)1 << 62;

	while (bit > v)
		bit >>= 2;
	for (; bit; bit >>= 2) {
		if (v >= root + bit) {
			v -= root + bit;
			root = (root >> 1) + bit;
		} else
			root >>= 1;
	}

	return root;
}

/* the root of a negative number is 0 */
const lws_fx_t *
lws_fx_sqrt(lws_fx_t *r, const lws_fx_t *a)
{
	int64_t v = fx_get(a);
	uint64_t root, rest, digit;
	int i;

	if (v <= 0)
		return fx_set(r, 0, false);

	/* sqrt(v / 10^8) in 10^-8ths is sqrt(v) * 10^4: four more decimals of
	 * the whole root, each digit as in long division */
	root = whole_sqrt((uint64_t)v);
	rest = (uint64_t)v - root * root;
	for (i = 0; i < FX_DIGITS / 2; i++) {
		rest *= 100;
		for (digit = 9; (20 * root + digit) * digit > rest; digit--)
			;
		rest -= (20 * root + digit) * digit;
		root = 10 * root + digit;
	}

	return fx_set(r, root, false);
}

int
lws_fx_comp(const lws_fx_t *a, const lws_fx_t *b)
{
	int64_t va = fx_get(a), vb = fx_get(b);

	return (va > vb) - (va < vb);
}

/* away from zero */
int
lws_fx_roundup(const lws_fx_t *a)
{
	lws_fx_t n;
	int64_t v = fx_get(a);

	fx_set(&n, fx_size(v), v < 0);
	if (!n.frac || n.whole == INT32_MAX || n.whole == -INT32_MAX)
		return n.whole;

	return v < 0 ? n.whole - 1 : n.whole + 1;
}

/* towards zero */
int
lws_fx_rounddown(const lws_fx_t *a)
{
	lws_fx_t n;
	int64_t v = fx_get(a);

	fx_set(&n, fx_size(v), v < 0);

	return n.whole;
}

const char *
lws_fx_string(const lws_fx_t *a, char *buf, size_t size)
{
	char text[32];
	int64_t v = fx_get(a);
	size_t len;

	if (!size)
		return buf;

	len = (size_t)lws_snprintf(text, sizeof(text), "%s%lu.%08lu",
				   v < 0 ? "-" : "",
				   (unsigned long)(fx_size(v) / FX_ONE),
				   (unsigned long)(fx_size(v) % FX_ONE));
	while (text[len - 1] == '0' && text[len - 2] != '.')
		len--;

	if (len + 1 > size) /* cut short: two NULs */
		len = size > 2 ? size - 2 : 0;
	text[len] = '\0';

	return lws_strncpy(buf, text, size > len + 2 ? len + 2 : size);
}
