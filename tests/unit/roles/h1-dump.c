/* SPDX-License-Identifier: MIT */
/* What the h1 parser made of its input, as text. */

#include "h1-dump.h"

#include "roles/http/http.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sink {
	char *at;
	char *end;
};

static void __attribute__((format(printf, 2, 3)))
say(struct sink *s, const char *format, ...)
{
	size_t room = (size_t)(s->end - s->at);
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(s->at, room, format, ap);
	va_end(ap);
	if (n > 0)
		s->at += (size_t)n < room ? (size_t)n : room - 1;
}

static void
say_headers(struct sink *s, const struct lws__http_headers *h)
{
	const char *name, *value;
	size_t name_len, len;
	unsigned int iter;

	for (int t = 0; t < WSI_TOKEN_COUNT; t++) {
		enum lws_token_indexes token = (enum lws_token_indexes)t;

		name = lws__http_token_name(token, NULL);
		iter = 0;
		while ((value = lws__http_headers_next(h, token, &iter, &len)))
			say(s, "%s[%s]\n", name ? name : "-", value);
	}

	iter = 0;
	while (lws__http_headers_custom_next(h, &iter, &name, &name_len, &value,
					     &len))
		say(s, "%.*s{%s}\n", (int)name_len, name, value);
}

void
h1_dump_headers(const struct lws__http_headers *h, char *out, size_t len)
{
	struct sink s = {out, out + len};

	*out = '\0';
	say_headers(&s, h);
}

static void
say_head(struct sink *s, const struct lws__h1_parser *p)
{
	static const char *const framing[] = {"none", "length", "chunked",
					      "until-close", "tunnel"};
	static const char *const target[] = {"origin", "absolute", "authority",
					     "asterisk"};
	const struct lws__h1_head *head = &p->head;

	if (head->method)
		say(s, "%s %s\n", head->method->name, target[head->target]);
	else
		say(s, "status %u\n", head->status);
	say(s, "1.%u %s", head->minor, framing[head->framing]);
	if (head->has_content_length)
		say(s, " %" PRIu64, head->content_length);
	say(s, "%s%s connection %x upgrade %x\n",
	    head->keep_alive ? " keep-alive" : " close",
	    head->expects_continue ? " expect" : "", head->connection,
	    head->upgrade);
	say_headers(s, p->headers);
}

void
h1_dump(const struct h1_setup *setup, uint8_t *const *in, const size_t *len,
	size_t count, char *out, size_t out_len)
{
	struct lws__http_headers *h = lws__http_headers_create(setup->limit);
	struct sink s = {out, out + out_len};
	enum lws_feed r = LWS_FEED_MORE;
	struct lws__h1_parser p;
	size_t used = 0;

	if (!h)
		abort();
	*out = '\0';
	lws__h1_parse_start(&p, setup->side, h);
	p.allow_no_host = setup->allow_no_host;
	p.answers_head = setup->answers_head;
	p.answers_connect = setup->answers_connect;

	for (size_t i = 0; i < count && r == LWS_FEED_MORE; i++) {
		struct lws_cursor c = {in[i], in[i] + len[i]};

		r = lws__h1_parse_feed(&p, &c);
		used += (size_t)(c.at - in[i]);
		if (r == LWS_FEED_MORE && c.at != c.end)
			abort();
	}

	switch (r) {
	case LWS_FEED_MORE:
		say(&s, "more\n");
		break;
	case LWS_FEED_BAD:
		say(&s, "bad %u %s\n", lws__h1_error_facts(p.error)->status,
		    lws__h1_error_facts(p.error)->words);
		break;
	case LWS_FEED_DONE:
		say(&s, "done %zu\n", used);
		say_head(&s, &p);
		break;
	}

	lws__http_headers_destroy(&h);
}
