/* SPDX-License-Identifier: MIT */
/*
 * Urlencoded bodies.
 *
 *   in   bytes of the body
 *   out  fields, to a sink
 *
 * The percent decoder stands before the field decoder, so that an encoded '&'
 * or '=' separates nothing.  Spec: the URL standard's urlencoded parser, but a
 * '%' without two digits is refused, as in a request target.
 */

#include "roles/http/form-urlencoded.h"

enum {
	FORM_NAME,  /* a name, or what may become one */
	FORM_VALUE, /* after '=': the field was begun */
};

/* decoded bytes of a value on their way to the sink */
struct run {
	struct lws__form_urlencoded *f;
	const struct lws__form_sink *sink;
	void *arg;
	size_t len;
	uint8_t bytes[256];
};

static enum lws__form_error
flush(struct run *run)
{
	size_t len = run->len;

	run->len = 0;
	if (len && run->sink->data(run->arg, run->bytes, len))
		return LWS__FORM_REFUSED;

	return LWS__FORM_OK;
}

static enum lws__form_error
begin(struct run *run)
{
	struct lws__form_urlencoded *f = run->f;
	struct lws__form_field field = {.name = f->name};

	if (f->fields == LWS__FORM_FIELDS_MAX)
		return LWS__FORM_MANY_FIELDS;
	f->fields++;
	f->name[f->name_len] = '\0';
	f->name_len = 0;
	f->state = FORM_VALUE;

	return run->sink->begin(run->arg, &field) ? LWS__FORM_REFUSED
						  : LWS__FORM_OK;
}

/* at '&', or at the end of the body */
static enum lws__form_error
end(struct run *run)
{
	struct lws__form_urlencoded *f = run->f;
	enum lws__form_error e;

	if (f->state == FORM_NAME) {
		if (!f->name_len)
			return LWS__FORM_OK;
		e = begin(run);
	} else
		e = flush(run);
	if (e)
		return e;
	f->state = FORM_NAME;

	return run->sink->end(run->arg) ? LWS__FORM_REFUSED : LWS__FORM_OK;
}

/* a byte that is text, not syntax */
static enum lws__form_error
take(struct run *run, uint8_t c)
{
	struct lws__form_urlencoded *f = run->f;

	if (f->state == FORM_VALUE) {
		run->bytes[run->len++] = c;

		return run->len == sizeof(run->bytes) ? flush(run)
						      : LWS__FORM_OK;
	}
	if (!c)
		return LWS__FORM_NAME_BAD;
	if (f->name_len == LWS__FORM_NAME_MAX)
		return LWS__FORM_NAME_LONG;
	f->name[f->name_len++] = (char)c;

	return LWS__FORM_OK;
}

static enum lws__form_error
take_digit(struct run *run, uint8_t c)
{
	struct lws__form_urlencoded *f = run->f;
	int digit = lws__hex_digit((char)c);

	if (digit < 0)
		return LWS__FORM_BAD_ESCAPE;
	f->byte = (uint8_t)((f->byte << 4) | digit);

	return --f->escape ? LWS__FORM_OK : take(run, f->byte);
}

static enum lws__form_error
step(struct run *run, uint8_t c)
{
	struct lws__form_urlencoded *f = run->f;

	if (f->escape)
		return take_digit(run, c);

	switch (c) {
	case '%':
		f->escape = 2;
		f->byte = 0;
		return LWS__FORM_OK;
	case '&':
		return end(run);
	case '=':
		return f->state == FORM_NAME ? begin(run) : take(run, c);
	default:
		return take(run, c == '+' ? ' ' : c);
	}
}

static enum lws_feed
bad(struct lws__form_urlencoded *f, enum lws__form_error e)
{
	f->error = (uint8_t)e;

	return LWS_FEED_BAD;
}

enum lws_feed
lws__form_urlencoded_feed(struct lws__form_urlencoded *f, struct lws_cursor *in,
			  const struct lws__form_sink *sink, void *arg)
{
	struct run run = {.f = f, .sink = sink, .arg = arg};
	enum lws__form_error e = LWS__FORM_OK;

	if (f->error)
		return LWS_FEED_BAD;
	while (in->at < in->end && !e)
		e = step(&run, *in->at++);
	if (!e)
		e = flush(&run);

	return e ? bad(f, e) : LWS_FEED_MORE;
}

enum lws_feed
lws__form_urlencoded_finish(struct lws__form_urlencoded *f,
			    const struct lws__form_sink *sink, void *arg)
{
	struct run run = {.f = f, .sink = sink, .arg = arg};
	enum lws__form_error e;

	if (f->error)
		return LWS_FEED_BAD;
	e = f->escape ? LWS__FORM_BAD_ESCAPE : end(&run);

	return e ? bad(f, e) : LWS_FEED_DONE;
}
