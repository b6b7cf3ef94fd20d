/* SPDX-License-Identifier: MIT */
/*
 * lws_chunked_html_process(): "$name" in HTML that passes by becomes what the
 * application says it is.
 *
 *   in   args->p, args->len: a piece; args->max_len: room at args->p
 *   out  the same place: the piece with names replaced, the longest that fits
 *        first; args->chunked: as one chunk, behind the last piece the end of
 *        the body, and args->chunked is 0 then
 *
 * A name may be cut by the end of a piece: then what may still become one (up
 * to 15 bytes) waits in the state for the next piece.  A "$" that begins no
 * name is text.
 */

#include "roles/http/html-process.h"
#include "base/base.h"

#include <string.h>

#define CHUNK_END "\r\n"
#define BODY_END  "0\r\n\r\n"

enum {
	SIZE_LINE_MAX = 18, /* 16 digits, CR LF */
};

/* state: what was held back is swallow[0..pos) */

struct output {
	char *text; /* owned */
	size_t len;
	size_t room;
};

static int
put(struct output *o, const char *text, size_t len)
{
	if (len > o->room - o->len)
		return 1;
	memcpy(o->text + o->len, text, len);
	o->len += len;

	return 0;
}

/* the longest name that text begins with, or -1; *cut: it may yet become one */
static int
name_at(const struct lws_process_html_state *s, const char *text, size_t len,
	bool *cut)
{
	size_t best_len = 0;
	int best = -1;

	*cut = false;
	for (int n = 0; n < s->count_vars; n++) {
		size_t l = strlen(s->vars[n]);

		if (l > len && !memcmp(text, s->vars[n], len))
			*cut = true;
		if (l && l <= len && l > best_len &&
		    !memcmp(text, s->vars[n], l)) {
			best = n;
			best_len = l;
		}
	}

	return best;
}

static int
put_value(struct output *o, struct lws_process_html_state *s, int index)
{
	const char *value = s->replace ? s->replace(s->data, index) : NULL;

	return value ? put(o, value, strlen(value)) : 0;
}

/* nonzero: no room, or a name that is too long to be held back */
static int
replace_all(struct output *o, struct lws_process_html_state *s,
	    const char *text, size_t len, bool final)
{
	size_t at = 0, start = 0;

	while (at < len) {
		bool cut = false;
		int n = -1;

		if (text[at] == '$')
			n = name_at(s, text + at, len - at, &cut);
		if (cut && !final) {
			if (len - at > sizeof(s->swallow) ||
			    put(o, text + start, at - start))
				return 1;
			memcpy(s->swallow, text + at, len - at);
			s->pos = (int)(len - at);
			return 0;
		}
		if (n < 0) {
			at++;
			continue;
		}
		if (put(o, text + start, at - start) || put_value(o, s, n))
			return 1;
		at += strlen(s->vars[n]);
		start = at;
	}

	return put(o, text + start, len - start);
}

/* how many bytes chunked coding may add */
static size_t
overhead(const struct lws_process_html_args *args)
{
	return SIZE_LINE_MAX + sizeof(CHUNK_END) - 1 +
	       (args->final ? sizeof(BODY_END) - 1 : 0);
}

int
lws__html_chunk(struct lws_process_html_args *args)
{
	char size[SIZE_LINE_MAX + 1], *end = args->p + args->len;
	size_t n;

	if ((size_t)(args->max_len - args->len) < overhead(args))
		return 1;
	args->chunked = 0; /* done */
	if (args->len) {
		n = (size_t)lws_snprintf(size, sizeof(size), "%X\r\n",
					 (unsigned int)args->len);
		memmove(args->p + n, args->p, (size_t)args->len);
		memcpy(args->p, size, n);
		end += n;
		memcpy(end, CHUNK_END, sizeof(CHUNK_END) - 1);
		end += sizeof(CHUNK_END) - 1;
	}
	if (args->final) {
		memcpy(end, BODY_END, sizeof(BODY_END) - 1);
		end += sizeof(BODY_END) - 1;
	}
	args->len = lws_ptr_diff(end, args->p);

	return 0;
}

int
lws_chunked_html_process(struct lws_process_html_args *args,
			 struct lws_process_html_state *s)
{
	size_t held = (size_t)s->pos, len = held + (size_t)args->len;
	size_t extra = args->chunked ? overhead(args) : 0;
	size_t room = (size_t)args->max_len;
	struct output o = {0};
	char *in;
	int ret;

	if (args->len < 0 || args->max_len < args->len || s->pos < 0 ||
	    held > sizeof(s->swallow) || room < extra)
		return -1;
	/* both in one: what came in, and what becomes of it */
	in = lws__malloc(len + room + 2, "html");
	if (!in)
		return -1;
	memcpy(in, s->swallow, held);
	memcpy(in + held, args->p, (size_t)args->len);
	s->pos = 0;
	o.text = in + len;
	o.room = room - extra;
	ret = replace_all(&o, s, in, len, !!args->final);
	if (!ret) {
		memcpy(args->p, o.text, o.len);
		args->len = (int)o.len;
		ret = args->chunked ? lws__html_chunk(args) : 0;
	}
	lws__free(in);

	return ret ? -1 : 0;
}
