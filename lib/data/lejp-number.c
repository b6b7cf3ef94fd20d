/* SPDX-License-Identifier: MIT */
/*
 * LEJP: numbers (RFC 8259 s6), given to the user as the text that stood there.
 *
 * dcount is the place in the grammar; the next place, or the reason why there
 * is none, stands in a table.  A number has no end of its own: it ends with the
 * first byte that cannot belong to any number.
 */

#include "data/lejp.h"

#include <float.h>
#include <string.h>

enum num_place {
	NUM_MINUS,    /* after the sign */
	NUM_ZERO,     /* after a leading 0: no digit may follow */
	NUM_INT,      /* among the digits of the integer part */
	NUM_POINT,    /* after the point */
	NUM_FRACTION, /* among the digits behind it */
	NUM_E,        /* after the E */
	NUM_E_SIGN,   /* after the sign of the exponent */
	NUM_EXPONENT, /* among its digits */
	NUM_PLACES,
};

enum num_class {
	CLASS_ZERO,
	CLASS_DIGIT,
	CLASS_POINT,
	CLASS_E,
	CLASS_MINUS,
	CLASS_PLUS,
	CLASS_OTHER, /* not of a number: here it must be able to end */
	CLASS_COUNT,
};

#define ENDS   NUM_PLACES
#define BAD    LEJP_REJECT_MP_VAL_NUM_FORMAT
#define NOFRAC LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC
#define BADEXP LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP

/* columns: 0, 1-9, point, E, minus, plus, other */
static const int16_t num_next[NUM_PLACES][CLASS_COUNT] = {
	[NUM_MINUS] = {NUM_ZERO, NUM_INT, BAD, BAD, BAD, BAD, BAD},
	[NUM_ZERO] = {BAD, BAD, NUM_POINT, NUM_E, BAD, BAD, ENDS},
	[NUM_INT] = {NUM_INT, NUM_INT, NUM_POINT, NUM_E, BAD, BAD, ENDS},
	[NUM_POINT] = {NUM_FRACTION, NUM_FRACTION, NOFRAC, NOFRAC, NOFRAC,
		       NOFRAC, NOFRAC},
	[NUM_FRACTION] = {NUM_FRACTION, NUM_FRACTION, BAD, NUM_E, BAD, BAD,
			  ENDS},
	[NUM_E] = {NUM_EXPONENT, NUM_EXPONENT, BADEXP, BADEXP, NUM_E_SIGN,
		   NUM_E_SIGN, BADEXP},
	[NUM_E_SIGN] = {NUM_EXPONENT, NUM_EXPONENT, BADEXP, BADEXP, BADEXP,
			BADEXP, BADEXP},
	[NUM_EXPONENT] = {NUM_EXPONENT, NUM_EXPONENT, BADEXP, BADEXP, BADEXP,
			  BADEXP, ENDS},
};

static enum num_class
num_class(uint8_t c)
{
	switch (c) {
	case '0':
		return CLASS_ZERO;
	case '.':
		return CLASS_POINT;
	case 'e':
	case 'E':
		return CLASS_E;
	case '-':
		return CLASS_MINUS;
	case '+':
		return CLASS_PLUS;
	}

	return c >= '1' && c <= '9' ? CLASS_DIGIT : CLASS_OTHER;
}

/* the public flags of what was seen */
static unsigned int
num_flags(enum num_place place)
{
	switch (place) {
	case NUM_MINUS:
		return LEJP_SEEN_MINUS;
	case NUM_POINT:
		return LEJP_SEEN_POINT;
	case NUM_FRACTION:
		return LEJP_SEEN_POST_POINT;
	case NUM_E:
		return LEJP_SEEN_EXP;
	case NUM_ZERO:
	case NUM_INT:
	case NUM_E_SIGN:
	case NUM_EXPONENT:
	case NUM_PLACES:
		break;
	}

	return 0;
}

/*
 * The power of ten of its first digit that is not 0, the one in the text and
 * the one after the E together; at most 9999, which is too much anyway.
 */
static long
num_magnitude(const char *text)
{
	long power = -1, exponent = 0;
	bool saw_point = false, saw_digit = false;
	const char *p = text + (*text == '-');

	for (; *p && *p != 'e' && *p != 'E'; p++) {
		if (*p == '.') {
			saw_point = true;
			continue;
		}
		saw_digit = saw_digit || *p != '0';
		if (saw_digit && !saw_point)
			power++;
		if (!saw_digit && saw_point)
			power--;
	}
	if (!saw_digit) /* 0e999 is 0 */
		return 0;
	if (*p) {
		bool is_negative = *++p == '-';

		p += *p == '-' || *p == '+';
		for (; *p && exponent < 9999; p++)
			exponent = exponent * 10 + (*p - '0');
		exponent = is_negative ? -exponent : exponent;
	}

	return power + exponent;
}

/* the number is whole */
static int
num_end(struct lejp_ctx *ctx)
{
	bool is_float = ctx->f & (LEJP_SEEN_POINT | LEJP_SEEN_EXP);

	/* no double is that large (RFC 8259 s6 lets us set the range) */
	if (is_float && num_magnitude(ctx->buf) > DBL_MAX_10_EXP)
		return LEJP_REJECT_NUM_TOO_LONG;
	lws__lejp_set_state(ctx, LEJP_MP_COMMA_OR_END);

	return lws__lejp_tell(ctx, is_float ? LEJPCB_VAL_NUM_FLOAT
					    : LEJPCB_VAL_NUM_INT)
		       ? LEJP_REJECT_CALLBACK
		       : 0;
}

static void
num_add(struct lejp_ctx *ctx, uint8_t c, enum num_place place)
{
	ctx->buf[ctx->npos++] = (char)c;
	ctx->buf[ctx->npos] = '\0';
	ctx->dcount = (uint8_t)place;
	ctx->f |= (uint8_t)num_flags(place);
	if (place == NUM_E)
		lws__lejp_set_state(ctx, LEJP_MP_VALUE_NUM_EXP);
}

bool
lws__lejp_number_starts(uint8_t c)
{
	return c == '-' || (c >= '0' && c <= '9');
}

/* the first byte goes to lws__lejp_number_feed() as well */
void
lws__lejp_number_begin(struct lejp_ctx *ctx)
{
	ctx->npos = 0;
	ctx->f &= (uint8_t)~LEJP_DOC_NUM;
	lws__lejp_set_state(ctx, LEJP_MP_VALUE_NUM_INT);
}

int
lws__lejp_number_feed(struct lejp_ctx *ctx, uint8_t c, bool *is_taken)
{
	int next;

	*is_taken = true;
	if (!ctx->npos) {
		num_add(ctx, c,
			c == '-'   ? NUM_MINUS
			: c == '0' ? NUM_ZERO
				   : NUM_INT);
		return 0;
	}
	next = num_next[ctx->dcount][num_class(c)];
	if (next < 0)
		return next;
	if (next == ENDS) {
		*is_taken = false;
		return num_end(ctx);
	}
	if (ctx->npos == LEJP_STRING_CHUNK)
		return LEJP_REJECT_NUM_TOO_LONG;
	num_add(ctx, c, (enum num_place)next);

	return 0;
}
