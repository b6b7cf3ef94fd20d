/* SPDX-License-Identifier: MIT */

#include "h2-frame-run.h"

#include <stdarg.h>
#include <stdio.h>

static void __attribute__((format(printf, 2, 3)))
say(struct h2_record *r, const char *format, ...)
{
	va_list ap;
	int n;

	if (r->len + 100 > sizeof(r->text))
		return; /* enough is enough */
	va_start(ap, format);
	n = vsnprintf(r->text + r->len, sizeof(r->text) - r->len, format, ap);
	va_end(ap);
	r->len += (size_t)n;
}

static void
say_piece(struct h2_record *r, const struct lws__h2_rx *f)
{
	if (!r->in_piece)
		say(r, "'");
	r->in_piece = true;
	for (const uint8_t *p = f->piece.at; p < f->piece.end; p++)
		if (*p > ' ' && *p < 0x7f)
			say(r, "%c", *p);
		else
			say(r, "%02x", *p);
}

static void
say_fixed(struct h2_record *r, const struct lws__h2_rx *f,
	  enum lws__h2_event event)
{
	switch (event) {
	case LWS__H2_PINGED:
		say(r, "PING%s %.*s; ", f->is_ack ? " ACK" : "",
		    (int)f->opaque_len, (const char *)f->opaque);
		break;
	case LWS__H2_GONE:
		say(r, "GOAWAY %u %s ", (unsigned int)f->last_stream,
		    lws__h2_code_name(f->code));
		break;
	case LWS__H2_WINDOW:
		say(r, "WINDOW %u +%u; ", (unsigned int)f->stream,
		    (unsigned int)f->value);
		break;
	case LWS__H2_RESET:
		say(r, "RESET %u %s; ", (unsigned int)f->stream,
		    lws__h2_code_name(f->code));
		break;
	case LWS__H2_PRIORITISED:
		say(r, "PRIORITISED %u %.*s; ", (unsigned int)f->target,
		    (int)f->opaque_len, (const char *)f->opaque);
		break;
	default:
		break;
	}
}

static void
say_event(struct h2_record *r, const struct lws__h2_rx *f,
	  enum lws__h2_event event)
{
	const struct lws__h2_bad_rule *rule =
		lws__h2_bad_rule((enum lws__h2_bad)f->bad);

	if (r->in_piece && event != LWS__H2_PIECE)
		say(r, "' ");
	if (event != LWS__H2_PIECE)
		r->in_piece = false;
	switch (event) {
	case LWS__H2_MORE:
		break;
	case LWS__H2_BAD:
		say(r, "BAD %s: %s", lws__h2_code_name(rule->code),
		    rule->words);
		break;
	case LWS__H2_STREAM_ERROR:
		say(r, "STREAM_ERROR %u %s: %s; ", (unsigned int)f->stream,
		    lws__h2_code_name(rule->code), rule->words);
		break;
	case LWS__H2_HEAD:
		say(r, "%s %u/%u %x ", lws__h2_type_name(f->type),
		    (unsigned int)f->stream, (unsigned int)f->len, f->flags);
		break;
	case LWS__H2_PIECE:
		say_piece(r, f);
		break;
	case LWS__H2_END:
		say(r, "END; ");
		break;
	case LWS__H2_SETTING:
		say(r, "%u=%u ", f->id, (unsigned int)f->value);
		break;
	case LWS__H2_SETTINGS_END:
		say(r, "SETTINGS; ");
		break;
	case LWS__H2_SETTINGS_ACK:
		say(r, "SETTINGS ACK; ");
		break;
	case LWS__H2_IGNORED:
		say(r, "IGNORED %s %u/%u; ", lws__h2_type_name(f->type),
		    (unsigned int)f->stream, (unsigned int)f->len);
		break;
	case LWS__H2_PINGED:
	case LWS__H2_GONE:
	case LWS__H2_WINDOW:
	case LWS__H2_RESET:
	case LWS__H2_PRIORITISED:
		say_fixed(r, f, event);
		break;
	}
}

bool
h2_record_input(struct h2_record *r, struct lws__h2_rx *f,
		struct lws_cursor *in)
{
	enum lws__h2_event event;

	do {
		event = lws__h2_rx_next(f, in);
		/* MORE between two parts of a piece is no end of it */
		if (event != LWS__H2_MORE)
			say_event(r, f, event);
	} while (event != LWS__H2_MORE && event != LWS__H2_BAD);

	return event != LWS__H2_BAD;
}
