/* SPDX-License-Identifier: MIT */
/*
 * Faults as text, one rule behind the other with commas between:
 *
 *   wsi=client/connfail          always
 *   wsi/udp_rx_loss(10%)         so often
 *   sendfail(....X.X)            these times, and from the start again
 *   timedclose_ms(100..300)      a number for the fault to use
 *
 * A name is scopes and the fault itself, with '/' between; a scope may say
 * which object it means.  Spaces around rules are passed over.
 */

#ifndef LWS_BASE_FAULT_TEXT_H
#define LWS_BASE_FAULT_TEXT_H

#include "base/base.h"

enum lws__fault_text_limits {
	LWS__FAULT_NAME_MAX = 127, /* scopes included */
	LWS__FAULT_BITS_MAX = 1024,
};

enum lws__fault_text {
	LWS__FAULT_TEXT_RULE,         /* *rule is set */
	LWS__FAULT_TEXT_END,          /* there are no more */
	LWS__FAULT_TEXT_NO_NAME,      /* it, or a part of it, is empty */
	LWS__FAULT_TEXT_NAME_LONG,    /* over LWS__FAULT_NAME_MAX */
	LWS__FAULT_TEXT_NAME_BAD,     /* a control character, space or ')' */
	LWS__FAULT_TEXT_NO_BRACKET,   /* '(' without ')' at the end */
	LWS__FAULT_TEXT_WHEN_BAD,     /* in brackets is none of the forms */
	LWS__FAULT_TEXT_PERCENT_BAD,  /* over 100 */
	LWS__FAULT_TEXT_PATTERN_LONG, /* over LWS__FAULT_BITS_MAX */
	LWS__FAULT_TEXT_RANGE_BAD,    /* backwards, or over 64 bits */
};

struct lws__fault_rule {
	const char *name; /* borrowed from the text, without NUL */
	size_t name_len;
	uint64_t pre;   /* as in lws_fi_t */
	uint64_t count; /* as in lws_fi_t */
	char type;      /* LWSFI_ALWAYS, _PROBABILISTIC, _PATTERN, _RANGE */
	uint8_t pattern[LWS__FAULT_BITS_MAX / 8];
};

/* the rule at *at, which moves behind it, whether it is good or not */
enum lws__fault_text lws__fault_text_next(const char **at, const char *end,
					  struct lws__fault_rule *rule);
/* what is wrong, in words; constant */
const char *lws__fault_text_why(enum lws__fault_text answer);

#endif
