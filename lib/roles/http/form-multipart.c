/* SPDX-License-Identifier: MIT */
/*
 * Multipart bodies.
 *
 *   in   bytes of the body
 *   out  fields, to a sink
 *
 * A boundary has no CR, so of a delimiter that fails to match, no later byte
 * but its last can begin another one: what matched is data, and comes from the
 * copy of the delimiter that we have.
 */

#include "roles/http/form-multipart.h"

#include <string.h>

enum {
	PART_DATA,   /* a value; `matched` bytes of a delimiter may be held */
	PART_TAIL,   /* behind a delimiter: padding, CR, or the first '-' */
	PART_DASH,   /* after that '-': the second */
	PART_CLOSED, /* after "--": the end, unless text follows */
	PART_CR,     /* behind a delimiter: the LF */
	PART_LINE,   /* a header line */
	PART_LINE_LF,
	PART_EPILOGUE, /* after the last boundary: dropped */
};

struct run {
	struct lws__form_multipart *m;
	const struct lws__form_sink *sink;
	void *arg;
};

/* before the first part, nobody wants it */
static enum lws__form_error
emit(const struct run *run, const uint8_t *data, size_t len)
{
	if (len && run->m->in_part && run->sink->data(run->arg, data, len))
		return LWS__FORM_REFUSED;

	return LWS__FORM_OK;
}

/* what was held was data after all */
static enum lws__form_error
emit_held(const struct run *run)
{
	struct lws__form_multipart *m = run->m;
	size_t from = m->absent;
	size_t to = (size_t)m->matched + m->tail;

	m->matched = 0;
	m->absent = 0;
	m->tail = 0;

	return from < to ? emit(run, m->delimiter + from, to - from)
			 : LWS__FORM_OK;
}

static void
hold_tail(struct lws__form_multipart *m, uint8_t c)
{
	m->delimiter[m->delimiter_len + m->tail++] = c;
}

static enum lws__form_error
end_part(const struct run *run)
{
	struct lws__form_multipart *m = run->m;
	bool was_in_part = m->in_part;

	m->matched = 0;
	m->absent = 0;
	m->tail = 0;
	m->in_part = false;

	return was_in_part && run->sink->end(run->arg) ? LWS__FORM_REFUSED
						       : LWS__FORM_OK;
}

static enum lws__form_error
begin_part(const struct run *run)
{
	struct lws__form_multipart *m = run->m;
	struct lws__form_field field = {.name = m->part.name};

	/* RFC 7578 4.2 */
	if (!m->names_optional && !m->part.has_name)
		return LWS__FORM_NAME_BAD;
	if (m->part.has_filename)
		field.filename = m->part.filename;
	m->state = PART_DATA;
	m->in_part = true;
	/* RFC 2046 5.1.1: the line end of a header may belong to a delimiter,
	 * then the part has no body */
	m->matched = m->absent = 2;

	return run->sink->begin(run->arg, &field) ? LWS__FORM_REFUSED
						  : LWS__FORM_OK;
}

static enum lws__form_error
start_head(struct lws__form_multipart *m)
{
	if (m->fields == LWS__FORM_FIELDS_MAX)
		return LWS__FORM_MANY_FIELDS;
	m->fields++;
	memset(&m->part, 0, sizeof(m->part));
	m->line_len = 0;
	m->head_len = 0;
	m->state = PART_LINE;

	return LWS__FORM_OK;
}

/* at a byte of data, with nothing held: everything up to the next CR */
static enum lws__form_error
take_plain(const struct run *run, struct lws_cursor *in)
{
	size_t left = lws__cursor_left(in);
	const uint8_t *start = in->at;
	const uint8_t *cr = memchr(start, '\r', left);

	in->at += cr ? (size_t)(cr - start) : left;
	if (cr) {
		in->at++;
		run->m->matched = 1;
	}

	return emit(run, start, cr ? (size_t)(cr - start) : left);
}

static enum lws__form_error
take_data(const struct run *run, struct lws_cursor *in)
{
	struct lws__form_multipart *m = run->m;

	if (!m->matched)
		return take_plain(run, in);
	if (*in->at != m->delimiter[m->matched])
		return emit_held(run); /* the byte is looked at again */
	in->at++;
	if (++m->matched == m->delimiter_len)
		m->state = PART_TAIL;

	return LWS__FORM_OK;
}

/* behind a delimiter stood what makes it data */
static enum lws__form_error
is_data(const struct run *run)
{
	run->m->state = PART_DATA;

	return emit_held(run);
}

static enum lws__form_error
take_tail(const struct run *run, struct lws_cursor *in)
{
	struct lws__form_multipart *m = run->m;
	uint8_t c = *in->at;

	if (c == '\r') {
		m->state = PART_CR;
		in->at++;
	} else if (c == '-' && !m->tail) {
		hold_tail(m, c);
		m->state = PART_DASH;
		in->at++;
	} else if ((c == ' ' || c == '\t') && m->tail < LWS__FORM_PADDING_MAX) {
		hold_tail(m, c);
		in->at++;
	} else
		return is_data(run);

	return LWS__FORM_OK;
}

static enum lws__form_error
take_dash(const struct run *run, struct lws_cursor *in)
{
	if (*in->at != '-')
		return is_data(run);
	hold_tail(run->m, *in->at++);
	run->m->state = PART_CLOSED;

	return LWS__FORM_OK;
}

static enum lws__form_error
take_closed(const struct run *run, struct lws_cursor *in)
{
	uint8_t c = *in->at;

	if (c != '\r' && c != '\n' && c != ' ' && c != '\t')
		return is_data(run);
	run->m->state = PART_EPILOGUE;

	return end_part(run);
}

static enum lws__form_error
take_cr(const struct run *run, struct lws_cursor *in)
{
	struct lws__form_multipart *m = run->m;
	enum lws__form_error e;

	if (*in->at != '\n') {
		e = is_data(run);
		m->matched = 1; /* that CR: the byte is looked at again */
		return e;
	}
	in->at++;
	e = end_part(run);

	return e ? e : start_head(m);
}

static enum lws__form_error
take_line(const struct run *run, struct lws_cursor *in)
{
	struct lws__form_multipart *m = run->m;
	uint8_t c = *in->at++;

	if (++m->head_len > LWS__FORM_HEAD_MAX)
		return LWS__FORM_HEAD_LONG;
	if (c == '\r') {
		m->state = PART_LINE_LF;
		return LWS__FORM_OK;
	}
	if (m->line_len == LWS__FORM_LINE_MAX)
		return LWS__FORM_HEAD_LONG;
	m->line[m->line_len++] = (char)c;

	return LWS__FORM_OK;
}

static enum lws__form_error
take_line_lf(const struct run *run, struct lws_cursor *in)
{
	struct lws__form_multipart *m = run->m;
	uint16_t len = m->line_len;

	if (*in->at++ != '\n')
		return LWS__FORM_BAD_HEAD; /* RFC 5322 2.2: no bare CR */
	if (!len)
		return begin_part(run);
	m->line_len = 0;
	m->state = PART_LINE;

	return lws__form_part_line(&m->part, m->line, len);
}

static enum lws__form_error
step(const struct run *run, struct lws_cursor *in)
{
	switch (run->m->state) {
	case PART_DATA:
		return take_data(run, in);
	case PART_TAIL:
		return take_tail(run, in);
	case PART_DASH:
		return take_dash(run, in);
	case PART_CLOSED:
		return take_closed(run, in);
	case PART_CR:
		return take_cr(run, in);
	case PART_LINE:
		return take_line(run, in);
	case PART_LINE_LF:
		return take_line_lf(run, in);
	default:
		in->at = in->end;
		return LWS__FORM_OK;
	}
}

static enum lws_feed
answer(struct lws__form_multipart *m, enum lws__form_error e)
{
	m->error = (uint8_t)e;
	if (e)
		return LWS_FEED_BAD;

	return m->state == PART_EPILOGUE ? LWS_FEED_DONE : LWS_FEED_MORE;
}

void
lws__form_multipart_start(struct lws__form_multipart *m, const char *boundary,
			  bool names_optional)
{
	size_t len = strnlen(boundary, LWS__FORM_BOUNDARY_MAX);

	memset(m, 0, sizeof(*m));
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, boundary, len);
	m->delimiter_len = (uint8_t)(len + 4);
	m->names_optional = names_optional;
	/* the start of the body is the start of a line */
	m->matched = m->absent = 2;
}

enum lws_feed
lws__form_multipart_feed(struct lws__form_multipart *m, struct lws_cursor *in,
			 const struct lws__form_sink *sink, void *arg)
{
	struct run run = {m, sink, arg};
	enum lws__form_error e = (enum lws__form_error)m->error;

	while (in->at < in->end && !e)
		e = step(&run, in);

	return answer(m, e);
}

enum lws_feed
lws__form_multipart_finish(struct lws__form_multipart *m,
			   const struct lws__form_sink *sink, void *arg)
{
	struct run run = {m, sink, arg};
	enum lws__form_error e = (enum lws__form_error)m->error;

	/* RFC 2046 5.1.1: nothing need follow the last boundary */
	if (!e && m->state == PART_CLOSED) {
		m->state = PART_EPILOGUE;
		e = end_part(&run);
	}
	if (!e && m->state != PART_EPILOGUE)
		e = LWS__FORM_NOT_ENDED;

	return answer(m, e);
}
