/* SPDX-License-Identifier: MIT */
/*
 * See fault-text.h.  A rule ends at a comma outside brackets; what is between
 * is looked at as a whole, so that a bad one harms no other.
 */

#include "base/fault-text.h"

#include <string.h>

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* [*from, *to) without the spaces around it */
static void
trim(const char **from, const char **to)
{
	while (*from < *to && is_space(**from))
		(*from)++;
	while (*from < *to && is_space((*to)[-1]))
		(*to)--;
}

/* digits at *at, which moves behind them; false: none, or over 64 bits */
static bool
number(const char **at, const char *to, uint64_t *value)
{
	const char *from = *at;

	*value = 0;
	for (; *at < to && **at >= '0' && **at <= '9'; (*at)++) {
		uint64_t digit = (uint64_t)(**at - '0');

		if (*value > (UINT64_MAX - digit) / 10)
			return false;
		*value = *value * 10 + digit;
	}

	return *at > from;
}

/* ---- the parts of a rule ------------------------------------------------- */

static enum lws__fault_text
take_name(const char *from, const char *to, struct lws__fault_rule *rule)
{
	rule->name = from;
	rule->name_len = (size_t)(to - from);
	if (!rule->name_len || *from == '/' || to[-1] == '/')
		return LWS__FAULT_TEXT_NO_NAME;
	if (rule->name_len > LWS__FAULT_NAME_MAX)
		return LWS__FAULT_TEXT_NAME_LONG;
	for (; from < to; from++) {
		if ((uint8_t)*from <= ' ' || *from == 0x7f || *from == ')')
			return LWS__FAULT_TEXT_NAME_BAD;
		if (*from == '/' && from[1] == '/')
			return LWS__FAULT_TEXT_NO_NAME;
	}

	return LWS__FAULT_TEXT_RULE;
}

static enum lws__fault_text
take_pattern(const char *from, const char *to, struct lws__fault_rule *rule)
{
	rule->type = LWSFI_PATTERN;
	memset(rule->pattern, 0, sizeof(rule->pattern));
	for (; from < to; from++) {
		if (*from != '.' && *from != 'X' && *from != 'x')
			return LWS__FAULT_TEXT_WHEN_BAD;
		if (rule->count == LWS__FAULT_BITS_MAX)
			return LWS__FAULT_TEXT_PATTERN_LONG;
		if (*from != '.')
			rule->pattern[rule->count / 8] |=
				(uint8_t)(1 << (rule->count % 8));
		rule->count++;
	}

	return LWS__FAULT_TEXT_RULE;
}

static enum lws__fault_text
take_range(const char *at, const char *to, struct lws__fault_rule *rule)
{
	rule->type = LWSFI_RANGE;
	if (to - at < 2 || at[0] != '.' || at[1] != '.')
		return LWS__FAULT_TEXT_WHEN_BAD;
	at += 2;
	if (at == to || *at < '0' || *at > '9')
		return LWS__FAULT_TEXT_WHEN_BAD;
	if (!number(&at, to, &rule->count))
		return LWS__FAULT_TEXT_RANGE_BAD;
	if (at != to)
		return LWS__FAULT_TEXT_WHEN_BAD;

	return rule->count < rule->pre ? LWS__FAULT_TEXT_RANGE_BAD
				       : LWS__FAULT_TEXT_RULE;
}

static enum lws__fault_text
take_percent(const char *at, const char *to, struct lws__fault_rule *rule)
{
	rule->type = LWSFI_PROBABILISTIC;
	if (at + 1 != to)
		return LWS__FAULT_TEXT_WHEN_BAD;

	return rule->pre > 100 ? LWS__FAULT_TEXT_PERCENT_BAD
			       : LWS__FAULT_TEXT_RULE;
}

/* what is in the brackets */
static enum lws__fault_text
take_when(const char *from, const char *to, struct lws__fault_rule *rule)
{
	if (from == to)
		return LWS__FAULT_TEXT_WHEN_BAD;
	if (*from < '0' || *from > '9')
		return take_pattern(from, to, rule);
	if (!number(&from, to, &rule->pre))
		return LWS__FAULT_TEXT_RANGE_BAD;
	if (from < to && *from == '%')
		return take_percent(from, to, rule);

	return take_range(from, to, rule);
}

static enum lws__fault_text
take_rule(const char *from, const char *to, struct lws__fault_rule *rule)
{
	const char *bracket = memchr(from, '(', (size_t)(to - from));
	enum lws__fault_text answer;

	answer = take_name(from, bracket ? bracket : to, rule);
	if (answer != LWS__FAULT_TEXT_RULE || !bracket)
		return answer;
	if (to[-1] != ')' || memchr(bracket, ')', (size_t)(to - bracket) - 1))
		return LWS__FAULT_TEXT_NO_BRACKET;

	return take_when(bracket + 1, to - 1, rule);
}

/* ---- the list ------------------------------------------------------------ */

/* the comma that ends the rule, or the end */
static const char *
rule_end(const char *at, const char *end)
{
	bool inside = false;

	for (; at < end && (inside || *at != ','); at++)
		if (*at == '(' || *at == ')')
			inside = *at == '(';

	return at;
}

enum lws__fault_text
lws__fault_text_next(const char **at, const char *end,
		     struct lws__fault_rule *rule)
{
	const char *from = *at, *to;

	rule->type = LWSFI_ALWAYS;
	rule->pre = rule->count = 0;
	rule->name = from;
	rule->name_len = 0;
	if (from == end)
		return LWS__FAULT_TEXT_END;
	to = rule_end(from, end);
	*at = to < end ? to + 1 : end;
	trim(&from, &to);
	if (from == to)
		return LWS__FAULT_TEXT_NO_NAME;

	return take_rule(from, to, rule);
}

const char *
lws__fault_text_why(enum lws__fault_text answer)
{
	switch (answer) {
	case LWS__FAULT_TEXT_RULE:
	case LWS__FAULT_TEXT_END:
		break;
	case LWS__FAULT_TEXT_NO_NAME:
		return "a name is missing";
	case LWS__FAULT_TEXT_NAME_LONG:
		return "the name is too long";
	case LWS__FAULT_TEXT_NAME_BAD:
		return "no name looks like that";
	case LWS__FAULT_TEXT_NO_BRACKET:
		return "the brackets do not match";
	case LWS__FAULT_TEXT_WHEN_BAD:
		return "in brackets may be 10%, ..X.X or 1..9";
	case LWS__FAULT_TEXT_PERCENT_BAD:
		return "more than 100 percent";
	case LWS__FAULT_TEXT_PATTERN_LONG:
		return "the pattern is too long";
	case LWS__FAULT_TEXT_RANGE_BAD:
		return "the numbers are in no order, or too large";
	}

	return "";
}
