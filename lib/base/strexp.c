/* SPDX-License-Identifier: MIT */
/*
 * Expands ${name} in a text, any split of the text, into output buffers of any
 * size.  A callback writes the values and may need several buffers for one.
 *
 * A '$' that does not begin a "${" is text, and so is what follows it; alone at
 * the very end, or as the beginning of an unfinished name, it is dropped.
 */

#include "base/base.h"

#include <string.h>

enum strexp_state {
	STREXP_TEXT,
	STREXP_DOLLAR,      /* saw '$', not written yet */
	STREXP_DOLLAR_TEXT, /* wrote the '$'; the next character is text */
	STREXP_DOLLARS,     /* wrote "$$": a '{' makes the last one special,
			     * too */
	STREXP_NAME,        /* in the name, or at its '}' */
};

void
lws_strexp_init(lws_strexp_t *exp, void *priv, lws_strexp_expand_cb cb,
		char *out, size_t olen)
{
	memset(exp, 0, sizeof(*exp));
	exp->cb = cb;
	exp->priv = priv;
	exp->out = out;
	exp->olen = olen;
}

void
lws_strexp_reset_out(lws_strexp_t *exp, char *out, size_t olen)
{
	exp->out = out;
	exp->olen = olen;
	exp->pos = 0;
}

/* nonzero when there is no room, or none is left now */
static int
strexp_put(lws_strexp_t *exp, char c)
{
	if (exp->out)
		exp->out[exp->pos] = c;

	return ++exp->pos >= exp->olen ? LSTRX_FILLED_OUT : LSTRX_DONE;
}

/* c belongs to a name; at its end the callback writes the value, and the '}'
 * is not taken before the callback is done with it */
static int
strexp_name(lws_strexp_t *exp, char c, bool *took)
{
	int n;

	if (c != '}') {
		if (exp->name_pos >= sizeof(exp->name) - 1)
			return LSTRX_FATAL_NAME_TOO_LONG;
		exp->name[exp->name_pos++] = c;

		return LSTRX_DONE;
	}

	exp->name[exp->name_pos] = '\0';
	n = exp->cb(exp->priv, exp->name, exp->out, &exp->pos, exp->olen,
		    &exp->exp_ofs);
	*took = n == LSTRX_DONE;
	if (*took) {
		exp->exp_ofs = 0;
		exp->name_pos = 0;
		exp->state = STREXP_TEXT;
	}

	return n;
}

/* c is text, and so is a '$' in front of it that still has to be written */
static int
strexp_text(lws_strexp_t *exp, char c, bool *took)
{
	if (exp->pos >= exp->olen) {
		*took = false;
		return LSTRX_FILLED_OUT;
	}
	if (exp->state == STREXP_DOLLAR) {
		*took = false;
		exp->state = STREXP_DOLLAR_TEXT;

		return strexp_put(exp, '$');
	}
	exp->state = c == '$' ? STREXP_DOLLARS : STREXP_TEXT;

	return strexp_put(exp, c);
}

/* what c does in each state; *took is false when it must be looked at again */
static int
strexp_char(lws_strexp_t *exp, char c, bool *took)
{
	*took = true;

	switch ((enum strexp_state)exp->state) {
	case STREXP_NAME:
		return strexp_name(exp, c, took);
	case STREXP_DOLLAR:
	case STREXP_DOLLARS:
		if (c == '{') {
			exp->state = STREXP_NAME;
			return LSTRX_DONE;
		}
		break;
	case STREXP_TEXT:
		if (c == '$') {
			exp->state = STREXP_DOLLAR;
			return LSTRX_DONE;
		}
		break;
	case STREXP_DOLLAR_TEXT:
		break;
	}

	return strexp_text(exp, c, took);
}

int
lws_strexp_expand(lws_strexp_t *exp, const char *in, size_t len,
		  size_t *pused_in, size_t *pused_out)
{
	size_t used = 0;
	int n = LSTRX_DONE;

	while (used < len && n == LSTRX_DONE) {
		bool took;

		n = strexp_char(exp, in[used], &took);
		if (took)
			used++;
	}

	if (n == LSTRX_FATAL_NAME_TOO_LONG)
		return n;

	/* what is done is terminated: a value that just fits is not done */
	if (n == LSTRX_DONE && exp->pos >= exp->olen)
		n = LSTRX_FILLED_OUT;
	if (n == LSTRX_DONE && exp->out)
		exp->out[exp->pos] = '\0';
	*pused_in = used;
	*pused_out = exp->pos;

	return n;
}
