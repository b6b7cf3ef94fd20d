/* SPDX-License-Identifier: MIT */
/*
 * Content-Disposition of a part.
 *
 *   in   a header line
 *   out  name and file name
 */

#include "roles/http/form-part.h"

#include "roles/http/token-list.h"

#include <string.h>

struct text {
	const char *at;
	const char *end;
};

static void
skip_blanks(struct text *t)
{
	while (t->at < t->end && (*t->at == ' ' || *t->at == '\t'))
		t->at++;
}

static bool
skip(struct text *t, char c)
{
	if (t->at == t->end || *t->at != c)
		return false;
	t->at++;

	return true;
}

static size_t
take_token(struct text *t)
{
	const char *start = t->at;

	while (t->at < t->end && lws__http_is_tchar((unsigned char)*t->at))
		t->at++;

	return (size_t)(t->at - start);
}

/* out NULL: nobody wants it */
static enum lws__form_error
put(char *out, size_t *len, char c)
{
	if (!out)
		return LWS__FORM_OK;
	if (*len == LWS__FORM_NAME_MAX)
		return LWS__FORM_NAME_LONG;
	out[(*len)++] = c;
	out[*len] = '\0';

	return LWS__FORM_OK;
}

static enum lws__form_error
take_quoted(struct text *t, char *out)
{
	enum lws__form_error e;
	size_t len = 0;

	while (t->at < t->end) {
		char c = *t->at++;

		if (c == '"')
			return LWS__FORM_OK;
		if (c == '\\' && t->at < t->end &&
		    (*t->at == '"' || *t->at == '\\'))
			c = *t->at++;
		e = put(out, &len, c);
		if (e)
			return e;
	}

	return LWS__FORM_BAD_HEAD; /* RFC 9110 5.6.4: no end of the quotes */
}

static enum lws__form_error
take_value(struct text *t, char *out)
{
	enum lws__form_error e = LWS__FORM_OK;
	const char *start = t->at;
	size_t len = 0;

	if (skip(t, '"'))
		return take_quoted(t, out);
	if (!take_token(t))
		return LWS__FORM_BAD_HEAD;
	while (start < t->at && !e)
		e = put(out, &len, *start++);

	return e;
}

/* where the value of that parameter goes; nonzero: it was there already */
static int
place_of(struct lws__form_part *part, const char *name, size_t len, char **out)
{
	bool *seen;

	*out = NULL;
	if (lws__http_same_text(name, len, "name", 4)) {
		*out = part->name;
		seen = &part->has_name;
	} else if (lws__http_same_text(name, len, "filename", 8)) {
		*out = part->filename;
		seen = &part->has_filename;
	} else
		return 0;
	if (*seen)
		return 1;
	*seen = true;

	return 0;
}

static enum lws__form_error
take_param(struct lws__form_part *part, struct text *t)
{
	const char *name;
	char *out;
	size_t len;

	skip_blanks(t);
	if (t->at == t->end) /* a ';' that nothing follows */
		return LWS__FORM_OK;
	name = t->at;
	len = take_token(t);
	if (!len || !skip(t, '=') || place_of(part, name, len, &out))
		return LWS__FORM_BAD_HEAD;

	return take_value(t, out);
}

static enum lws__form_error
take_disposition(struct lws__form_part *part, struct text *t)
{
	enum lws__form_error e;

	if (part->is_disposed)
		return LWS__FORM_BAD_HEAD;
	part->is_disposed = true;
	skip_blanks(t);
	if (!take_token(t)) /* form-data, attachment */
		return LWS__FORM_BAD_HEAD;
	skip_blanks(t);
	while (t->at < t->end) {
		if (!skip(t, ';'))
			return LWS__FORM_BAD_HEAD;
		e = take_param(part, t);
		if (e)
			return e;
		skip_blanks(t);
	}

	return LWS__FORM_OK;
}

enum lws__form_error
lws__form_part_line(struct lws__form_part *part, const char *line, size_t len)
{
	static const char disposition[] = "content-disposition";
	struct text t = {line, line + len};
	size_t name_len, n;

	/* a NUL would end a file name before its end */
	for (n = 0; n < len; n++)
		if (((unsigned char)line[n] < ' ' && line[n] != '\t') ||
		    line[n] == 0x7f)
			return LWS__FORM_BAD_HEAD; /* RFC 9110 5.5 */

	name_len = take_token(&t);
	if (!name_len || !skip(&t, ':'))
		return LWS__FORM_BAD_HEAD; /* RFC 5322 2.2; folds as well */
	if (!lws__http_same_text(line, name_len, disposition,
				 sizeof(disposition) - 1))
		return LWS__FORM_OK;

	return take_disposition(part, &t);
}
