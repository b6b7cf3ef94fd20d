/* SPDX-License-Identifier: MIT */
/*
 * Base64 (RFC 4648): in one go, in pieces cut anywhere, with either alphabet;
 * and the strict form that JOSE asks for.
 *
 * The lenient decoder takes both alphabets mixed, line feeds anywhere, and
 * padding or none.  Anything else is an error, as is data after padding.
 */

#include "base/base.h"

#include <limits.h>
#include <string.h>

static const char b64_std[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
			      "wxyz0123456789+/";
static const char b64_url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
			      "wxyz0123456789-_";

/* what a character stands for, plus one, so that what is not listed is 0 */
static const uint8_t b64_value_plus_1[256] = {
	/* clang-format off */
	 0,  0,  0,  0,  0,  0,  0,  0,  0,  0, 66,  0,  0,  0,  0,  0,
	 0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
	 0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0, 63,  0, 63,  0, 64,
	53, 54, 55, 56, 57, 58, 59, 60, 61, 62,  0,  0,  0, 65,  0,  0,
	 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15,
	16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,  0,  0,  0,  0, 64,
	 0, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
	42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,  0,  0,  0,  0,  0,
	/* clang-format on */
};

/* b64_value() of what is not one of the 64; all have a bit of B64_OTHER */
enum {
	B64_PAD = 64,
	B64_NEWLINE = 65,
	B64_BAD = 255,
	B64_OTHER = 0xc0,
};

static inline uint8_t
b64_value(char c)
{
	return (uint8_t)(b64_value_plus_1[(uint8_t)c] - 1);
}

/* ---- encoding -------------------------------------------------------- */

static inline void
b64_put_quad(char *out, const uint8_t *in, const char *alphabet)
{
	uint32_t v = ((uint32_t)in[0] << 16) | ((uint32_t)in[1] << 8) | in[2];

	out[0] = alphabet[v >> 18];
	out[1] = alphabet[(v >> 12) & 63];
	out[2] = alphabet[(v >> 6) & 63];
	out[3] = alphabet[v & 63];
}

/* out_size must be larger than what is written and its NUL together */
static int
b64_encode(const char *in, int in_len, char *out, int out_size,
	   const char *alphabet)
{
	uint8_t tail[3] = {0};
	int done = 0;

	if (in_len < 0)
		return -1;

	for (; in_len >= 3 && done + 4 < out_size; done += 4) {
		b64_put_quad(out + done, (const uint8_t *)in, alphabet);
		in += 3;
		in_len -= 3;
	}

	if (in_len && done + 4 < out_size) {
		memcpy(tail, in, (size_t)in_len);
		b64_put_quad(out + done, tail, alphabet);
		out[done + 3] = '=';
		if (in_len == 1)
			out[done + 2] = '=';
		in_len = 0;
		done += 4;
	}

	if (in_len || done + 1 >= out_size)
		return -1;
	out[done] = '\0';

	return done;
}

int
lws_b64_encode_string(const char *in, int in_len, char *out, int out_size)
{
	return b64_encode(in, in_len, out, out_size, b64_std);
}

int
lws_b64_encode_string_url(const char *in, int in_len, char *out, int out_size)
{
	return b64_encode(in, in_len, out, out_size, b64_url);
}

/* ---- decoding, in pieces --------------------------------------------- */

/*
 * The state: `i` characters of the current group of four are in quad[], `c` of
 * them are padding; a group that was completed with padding leaves c set and i
 * zero, and only line feeds may follow.  `done` counts bytes produced.
 */
void
lws_b64_decode_state_init(struct lws_b64state *state)
{
	memset(state, 0, sizeof(*state));
}

/* the bytes that the group holds so far; a lone character is no whole byte */
static size_t
b64_group_len(const struct lws_b64state *s)
{
	int chars = s->i - s->c;

	return chars > 1 ? (size_t)chars - 1 : 0;
}

static uint8_t *
b64_put_group(struct lws_b64state *s, uint8_t *out)
{
	size_t len = b64_group_len(s), i;
	uint32_t v = ((uint32_t)s->quad[0] << 18) |
		     ((uint32_t)s->quad[1] << 12) |
		     ((uint32_t)s->quad[2] << 6) | s->quad[3];

	for (i = 0; i < len; i++)
		*out++ = (uint8_t)(v >> (16 - 8 * i));
	s->done += len;
	s->i = 0;

	return out;
}

/* takes one character into the group; nonzero: it cannot stand there */
static int
b64_take(struct lws_b64state *s, uint8_t v)
{
	bool closed = s->c && !s->i;

	if (v == B64_NEWLINE)
		return 0;
	if (v == B64_BAD || closed || s->i == 4)
		return -1;
	if (v == B64_PAD) {
		s->c++;
		v = 0;
	} else if (s->c)
		return -1; /* data after padding */

	s->quad[s->i++] = v;

	return 0;
}

/* whole groups of plain characters: returns how many were decoded */
static size_t
b64_take_groups(const char *in, size_t in_len, uint8_t *out, size_t room)
{
	size_t count = in_len / 4 < room / 3 ? in_len / 4 : room / 3, i;

	for (i = 0; i < count; i++, in += 4, out += 3) {
		uint8_t a = b64_value(in[0]), b = b64_value(in[1]),
			c = b64_value(in[2]), d = b64_value(in[3]);

		if ((a | b | c | d) & B64_OTHER)
			break;
		out[0] = (uint8_t)((a << 2) | (b >> 4));
		out[1] = (uint8_t)((b << 4) | (c >> 2));
		out[2] = (uint8_t)((c << 6) | d);
	}

	return i;
}

int
lws_b64_decode_stateful(struct lws_b64state *s, const char *in, size_t *in_len,
			uint8_t *out, size_t *out_size, int final)
{
	const char *p = in, *end = in + *in_len;
	uint8_t *o = out, *o_end = out ? out + *out_size : NULL;

	/* room for a whole group is asked for before any character of it */
	while (p < end && o_end - o >= 3) {
		if (!s->i && !s->c) {
			size_t groups = b64_take_groups(p, (size_t)(end - p), o,
							(size_t)(o_end - o));

			p += 4 * groups;
			o += 3 * groups;
			s->done += 3 * groups;
			if (groups)
				continue;
		}
		if (b64_take(s, b64_value(*p++)))
			return -1;
		if (s->i == 4 && !s->c)
			o = b64_put_group(s, o);
	}

	/* a group with padding waits for what follows it in this piece */
	if (p == end && s->i && (s->i == 4 || final)) {
		if ((size_t)(o_end - o) < b64_group_len(s))
			return -1; /* no room, and no later call */
		o = b64_put_group(s, o);
	}

	*in_len = (size_t)(p - in);
	*out_size = (size_t)(o - out);

	return 0;
}

/* ---- decoding, in one go --------------------------------------------- */

/* *used and *wrote, and a NUL where there is room; nonzero if broken */
static int
b64_decode(const char *in, size_t *used, char *out, int out_size, size_t *wrote)
{
	struct lws_b64state s;

	*wrote = out_size > 0 ? (size_t)out_size : 0;
	lws_b64_decode_state_init(&s);
	if (lws_b64_decode_stateful(&s, in, used, (uint8_t *)out, wrote, 1))
		return -1;
	if (out_size > 0 && *wrote < (size_t)out_size)
		out[*wrote] = '\0';

	return 0;
}

int
lws_b64_decode_string(const char *in, char *out, int out_size)
{
	size_t len = strlen(in), used = len, wrote;

	if (b64_decode(in, &used, out, out_size, &wrote) || used != len)
		return 0;

	return (int)wrote;
}

int
lws_b64_decode_string_len(const char *in, int in_len, char *out, int out_size)
{
	size_t used = in_len > 0 ? (size_t)in_len : 0, len = used, wrote;

	if (b64_decode(in, &used, out, out_size, &wrote) || used != len ||
	    !wrote)
		return -1;

	return (int)wrote;
}

int
lws__b64url_decode(const char *in, size_t len, uint8_t *out, size_t max,
		   size_t *out_len)
{
	size_t whole = len / 4 * 3, tail = len % 4, i;
	uint8_t v[3] = {0};

	*out_len = whole + (tail ? tail - 1 : 0);
	if (tail == 1 || *out_len > max || memchr(in, '+', len) ||
	    memchr(in, '/', len))
		return -1;
	if (b64_take_groups(in, len, out, whole) != len / 4)
		return -1;

	for (i = 0; i < tail; i++) {
		v[i] = b64_value(in[len - tail + i]);
		if (v[i] & B64_OTHER)
			return -1;
	}
	/* RFC 4648 s3.5: the bits that no byte takes are zero */
	if ((tail == 2 && (v[1] & 15)) || (tail == 3 && (v[2] & 3)))
		return -1;
	if (tail)
		out[whole] = (uint8_t)((v[0] << 2) | (v[1] >> 4));
	if (tail == 3)
		out[whole + 1] = (uint8_t)((v[1] << 4) | (v[2] >> 2));

	return 0;
}
