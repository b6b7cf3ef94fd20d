/* SPDX-License-Identifier: MIT */
/*
 * Tokenizer and ${} expansion.  The first two bytes are the flags, the third
 * where the rest is cut: whole and cut give the same elements.
 */

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* the text in memory of its exact size */
static char *
copy(const uint8_t *data, size_t len)
{
	char *p = malloc(len ? len : 1);

	if (!p)
		abort();
	if (len)
		memcpy(p, data, len);

	return p;
}

/* mixes the next element into a digest of all */
static uint32_t
digest(uint32_t h, int e, const struct lws_tokenize *ts)
{
	size_t i;

	h = (h ^ (uint32_t)(e + 16)) * 16777619u;
	for (i = 0; e > 0 && i < ts->token_len; i++)
		h = (h ^ (uint8_t)ts->token[i]) * 16777619u;

	return h;
}

static uint32_t
run(const uint8_t *data, size_t len, size_t cut, int flags)
{
	char *a = copy(data, cut), *b = copy(data + cut, len - cut);
	struct lws_tokenize ts;
	size_t count = 0;
	uint32_t h = 1;
	int e;

	lws_tokenize_init(&ts, a, flags | LWS_TOKENIZE_F_EXPECT_MORE);
	ts.len = cut;
	while ((e = lws_tokenize(&ts)) > 0) {
		h = digest(h, e, &ts);
		if (++count > len)
			abort();
	}
	if (e == LWS_TOKZE_WANT_READ) {
		ts.start = b;
		ts.len = len - cut;
		ts.flags &= (uint16_t)~LWS_TOKENIZE_F_EXPECT_MORE;
		while ((e = lws_tokenize(&ts)) > 0) {
			h = digest(h, e, &ts);
			if (++count > len)
				abort();
		}
	}
	free(a);
	free(b);

	return digest(h, e, &ts);
}

/* every name is its own value */
static int
expand(void *priv, const char *name, char *out, size_t *pos, size_t olen,
       size_t *exp_ofs)
{
	size_t n = strlen(name) - *exp_ofs;

	(void)priv;
	if (n > olen - *pos)
		n = olen - *pos;
	memcpy(out + *pos, name + *exp_ofs, n);
	*pos += n;
	*exp_ofs += n;

	return name[*exp_ofs] ? LSTRX_FILLED_OUT : LSTRX_DONE;
}

static void
run_strexp(const uint8_t *data, size_t len, size_t olen)
{
	char *in = copy(data, len), *out = malloc(olen);
	size_t at = 0, used, wrote;
	lws_strexp_t x;
	int n;

	if (!out)
		abort();
	lws_strexp_init(&x, NULL, expand, out, olen);
	do {
		n = lws_strexp_expand(&x, in + at, len - at, &used, &wrote);
		if (n < 0)
			break;
		if (!used && !wrote && n == LSTRX_FILLED_OUT)
			abort(); /* would go on for ever */
		at += used;
		lws_strexp_reset_out(&x, out, olen);
	} while (n == LSTRX_FILLED_OUT);
	if (n == LSTRX_DONE && at != len)
		abort();
	free(out);
	free(in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t cut;
	int flags;

	if (len < 3)
		return 0;
	flags = (data[0] | (data[1] << 8)) & 0x0fff;
	cut = data[2];
	data += 3;
	len -= 3;
	if (cut > len)
		cut = len;

	if (run(data, len, 0, flags) != run(data, len, cut, flags))
		abort();
	run_strexp(data, len, 1 + cut % 40);

	return 0;
}
