/* SPDX-License-Identifier: MIT */
/*
 * Words into frames; README.md of this folder has the language.
 */
#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
	"DATA",         "HEADERS", "PRIORITY", "RST_STREAM",    "SETTINGS",
	"PUSH_PROMISE", "PING",    "GOAWAY",   "WINDOW_UPDATE", "CONTINUATION"};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

/* a frame as its words have it so far */
struct draft {
	struct h2_peer *p;
	struct octets body;
	const char *fault;
	uint32_t type, stream, step;
	uint32_t dep, weight, exclusive;
	uint8_t flags;
	bool has_stream, is_reserved, is_last;
	int64_t pad, padlen, size, claim, window;
};

void
octets_add(struct octets *out, const void *bytes, size_t len)
{
	if (out->len + len > out->room) {
		out->room = (out->len + len) * 2 + 64;
		out->of = realloc(out->of, out->room);
		if (!out->of)
			abort();
	}
	if (bytes && len)
		memcpy(out->of + out->len, bytes, len);
	out->len += len;
}

static void
add_same(struct octets *out, uint8_t octet, size_t count)
{
	size_t at = out->len;

	octets_add(out, NULL, count);
	if (count)
		memset(out->of + at, octet, count);
}

static void
add_int(struct octets *out, uint64_t value, unsigned int octets)
{
	uint8_t b;

	while (octets--) {
		b = (uint8_t)(value >> (8 * octets));
		octets_add(out, &b, 1);
	}
}

void
macro_set(struct macros *m, const char *name, const char *text)
{
	size_t n;

	for (n = 0; n < m->count; n++)
		if (!strcmp(m->of[n].name, name))
			break;
	if (n == MACROS_MAX || strlen(name) >= sizeof(m->of[n].name) ||
	    strlen(text) >= sizeof(m->of[n].text)) {
		fprintf(stderr, "too many or too long: let %s\n", name);
		exit(2);
	}
	if (n == m->count)
		m->count++;
	snprintf(m->of[n].name, sizeof(m->of[n].name), "%s", name);
	snprintf(m->of[n].text, sizeof(m->of[n].text), "%s", text);
}

/* the macro that stands at "$...", with how long its name is */
static const char *
macro_at(const struct macros *m, const char *at, size_t *len)
{
	size_t n;

	for (*len = 0;
	     isalnum((unsigned char)at[1 + *len]) || at[1 + *len] == '_';)
		(*len)++;
	for (n = 0; n < m->count; n++)
		if (strlen(m->of[n].name) == *len &&
		    !strncmp(m->of[n].name, at + 1, *len))
			return m->of[n].text;

	return NULL;
}

static bool
expand(char *out, size_t room, const char *in, const struct macros *m)
{
	char tmp[4 * WORD_LEN];
	const char *text;
	size_t at = 0, len, pass;

	snprintf(out, room, "%s", in);
	for (pass = 0; pass < 4; pass++) {
		snprintf(tmp, sizeof(tmp), "%s", out);
		for (at = 0, in = tmp; *in && at + 1 < room; in++) {
			text = *in == '$' ? macro_at(m, in, &len) : NULL;
			if (!text) {
				out[at++] = *in;
				continue;
			}
			if (at + strlen(text) + 1 >= room)
				return false;
			memcpy(out + at, text, strlen(text));
			at += strlen(text);
			in += len;
		}
		out[at] = 0;
	}

	return at + 1 < room;
}

void
macro_default(struct macros *m, const char *name, const char *text)
{
	size_t n;

	for (n = 0; n < m->count; n++)
		if (!strcmp(m->of[n].name, name))
			return;
	macro_set(m, name, text);
}

bool
words_cut(struct words *w, const char *line, const struct macros *m)
{
	char *at = w->text;

	w->count = 0;
	if (!expand(w->text, sizeof(w->text), line, m))
		return false;
	while (w->count < WORDS_MAX) {
		while (isspace((unsigned char)*at))
			*at++ = 0;
		if (!*at)
			return true;
		w->of[w->count++] = at;
		while (*at && !isspace((unsigned char)*at))
			at++;
	}

	return false;
}

/* one term of a number; where it ends, or NULL */
static const char *
term(const struct h2_peer *p, const char *at, int64_t *out)
{
	char *end;
	uint32_t n;
	size_t len, i;

	if (isdigit((unsigned char)*at)) {
		*out = (int64_t)strtoll(at, &end, 0);
		return end;
	}
	if (*at == '$' && (at[1] == 's' || at[1] == 'w')) {
		n = (uint32_t)strtoul(at + 2, &end, 10);
		if (at[1] == 's') {
			*out = n < H2_SETTINGS_KEPT ? p->settings[n] : 0;
			return end;
		}
		*out = n ? p->initial_credit : p->credit;
		for (i = 0; n && i < p->stream_count; i++)
			if (p->streams[i].id == n)
				*out = p->streams[i].credit;
		return end;
	}
	for (n = 0; n < 14; n++) {
		len = strlen(h2_code_name(n));
		if (!strncmp(at, h2_code_name(n), len) &&
		    !isalnum((unsigned char)at[len]) && at[len] != '_') {
			*out = n;
			return at + len;
		}
	}

	return NULL;
}

bool
number(const struct h2_peer *p, const char *word, int64_t *out)
{
	const char *at = term(p, word, out);
	int64_t more;
	char op;

	while (at && *at) {
		op = *at;
		if (!strchr("+-*/", op))
			return false;
		at = term(p, at + 1, &more);
		if (!at)
			return false;
		if (op == '+')
			*out += more;
		else if (op == '-')
			*out -= more;
		else if (op == '*')
			*out *= more;
		else if (more)
			*out /= more;
	}

	return at != NULL;
}

/* -- payloads -------------------------------------------------------------- */

static int
hex_digit(char c)
{
	const char *all = "0123456789abcdef", *at;

	at = c ? strchr(all, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - all) : -1;
}

static void
add_hex(struct draft *d, const char *text)
{
	uint8_t b;

	for (; *text; text += 2) {
		if (hex_digit(text[0]) < 0 || hex_digit(text[1]) < 0) {
			d->fault = "not hex";
			return;
		}
		b = (uint8_t)(hex_digit(text[0]) << 4 | hex_digit(text[1]));
		octets_add(&d->body, &b, 1);
	}
}

/* \s is a space, \xNN an octet, a*9 nine of them */
static void
add_text(struct octets *out, const char *text, size_t len)
{
	size_t n;
	uint8_t b;

	if (len > 2 && text[1] == '*' && isdigit((unsigned char)text[2])) {
		add_same(out, (uint8_t)text[0],
			 (size_t)strtoul(text + 2, NULL, 10));
		return;
	}
	for (n = 0; n < len; n++) {
		b = (uint8_t)text[n];
		if (b == '\\' && n + 1 < len && text[n + 1] == 's') {
			b = ' ';
			n++;
		} else if (b == '\\' && n + 3 < len && text[n + 1] == 'x') {
			b = (uint8_t)(hex_digit(text[n + 2]) << 4 |
				      hex_digit(text[n + 3]));
			n += 3;
		}
		octets_add(out, &b, 1);
	}
}

static void
add_string(struct octets *out, const char *text, size_t len)
{
	struct octets s = {0};
	uint8_t head[8];

	add_text(&s, text, len);
	octets_add(out, head, hpack_put_int(head, 0, 7, s.len));
	octets_add(out, s.of, s.len);
	free(s.of);
}

/* name:value, a literal that is not kept; "+name:value" is kept, "!" never
 * indexed */
static void
add_field(struct draft *d, const char *word)
{
	uint8_t form = 0;
	const char *colon;

	if (*word == '+')
		form = 0x40;
	if (*word == '!')
		form = 0x10;
	word += form ? 1 : 0;
	colon = *word ? strchr(word + 1, ':') : NULL;
	if (!colon && *word == ':') /* an empty name */
		colon = word;
	if (!colon) {
		d->fault = "no word of a frame";
		return;
	}
	octets_add(&d->body, &form, 1);
	add_string(&d->body, word, (size_t)(colon - word));
	add_string(&d->body, colon + 1, strlen(colon + 1));
}

/* -- words ------------------------------------------------------------------
 */

struct keyword {
	const char *name;
	void (*take)(struct draft *d, int64_t value);
};

static void
take_len(struct draft *d, int64_t v)
{
	if (v > 1 << 26)
		d->fault = "too long for this suite";
	else
		add_same(&d->body, 'x', v < 0 ? 0 : (size_t)v);
}

static void
take_u32(struct draft *d, int64_t v)
{
	add_int(&d->body, (uint64_t)v, 4);
}

static void
take_pad(struct draft *d, int64_t v)
{
	d->pad = d->padlen = v;
	d->flags |= H2_PADDED;
}

static void
take_padlen(struct draft *d, int64_t v)
{
	d->padlen = v;
	d->flags |= H2_PADDED;
}

static void
take_flags(struct draft *d, int64_t v)
{
	d->flags = (uint8_t)v;
}

static void
take_dep(struct draft *d, int64_t v)
{
	d->dep = (uint32_t)v;
	if (d->type == H2_HEADERS)
		d->flags |= H2_HAS_PRIORITY;
}

static void
take_weight(struct draft *d, int64_t v)
{
	d->weight = (uint32_t)v;
}

static void
take_size(struct draft *d, int64_t v)
{
	d->size = v;
}

static void
take_claim(struct draft *d, int64_t v)
{
	d->claim = v;
}

static const struct keyword keywords[] = {
	{"len", take_len},     {"pad", take_pad},     {"padlen", take_padlen},
	{"flags", take_flags}, {"dep", take_dep},     {"weight", take_weight},
	{"size", take_size},   {"claim", take_claim}, {"code", take_u32},
	{"last", take_u32},    {"inc", take_u32},     {"promised", take_u32},
	{"u32", take_u32},
};

static void
take_setting(struct draft *d, int64_t id, int64_t value)
{
	add_int(&d->body, (uint64_t)id, 2);
	add_int(&d->body, (uint64_t)value, 4);
	if (id == 4 && value <= 0x7fffffff)
		d->window = value;
	if (id == 1)
		d->p->table_told = (size_t)value;
	if (id == 1 && d->p->table_told > d->p->hpack.limit)
		d->p->hpack.limit = d->p->table_told;
	if (id == 2)
		d->p->push_is_off = !value;
}

/* "key=value"; false when it is none */
static bool
take_pair(struct draft *d, const char *word)
{
	const char *value = strchr(word, '=');
	size_t n, len = value ? (size_t)(value - word) : 0;
	int64_t v = 0, id;
	char key[16];

	if (!value || !len || len >= sizeof(key))
		return false;
	snprintf(key, sizeof(key), "%.*s", (int)len, word);
	if (!strcmp(key, "hex")) {
		add_hex(d, value + 1);
		return true;
	}
	if (!strcmp(key, "text")) {
		add_text(&d->body, value + 1, strlen(value + 1));
		return true;
	}
	if (!number(d->p, value + 1, &v))
		return false;
	for (n = 0; n < sizeof(keywords) / sizeof(keywords[0]); n++)
		if (!strcmp(key, keywords[n].name)) {
			keywords[n].take(d, v);
			return true;
		}
	if (d->type != H2_SETTINGS || !number(d->p, key, &id))
		return false;
	take_setting(d, id, v);

	return true;
}

static bool
take_flag(struct draft *d, const char *word)
{
	static const struct {
		const char *name;
		uint8_t flag;
	} flags[] = {
		{"ES", H2_END_STREAM}, {"EH", H2_END_HEADERS}, {"ACK", H2_ACK}};
	size_t n;

	for (n = 0; n < sizeof(flags) / sizeof(flags[0]); n++)
		if (!strcmp(word, flags[n].name)) {
			d->flags |= flags[n].flag;
			return true;
		}
	if (!strcmp(word, "excl"))
		d->exclusive = 0x80000000;
	else if (!strcmp(word, "R"))
		d->is_reserved = true;
	else
		return false;

	return true;
}

/* "3", or "1..41" of which this is step */
static bool
take_stream(struct draft *d, const char *word)
{
	char first[WORD_LEN];
	const char *dots = strstr(word, "..");
	int64_t from, to;

	snprintf(first, sizeof(first), "%.*s",
		 dots ? (int)(dots - word) : (int)strlen(word), word);
	if (d->has_stream || strchr(first, ':') || !number(d->p, first, &from))
		return false;
	to = from;
	if (dots && !number(d->p, dots + 2, &to))
		return false;
	d->has_stream = true;
	d->stream = (uint32_t)(from + 2 * (int64_t)d->step);
	d->is_last = d->stream + 2 > to;

	return true;
}

static void
draft_write(struct draft *d, struct octets *out)
{
	struct octets body = {0};
	uint8_t zero = 0;

	if (d->flags & H2_PADDED && d->padlen >= 0)
		add_int(&body, (uint64_t)d->padlen, 1);
	if (d->type == H2_PRIORITY ||
	    (d->type == H2_HEADERS && d->flags & H2_HAS_PRIORITY)) {
		add_int(&body, d->dep | d->exclusive, 4);
		add_int(&body, d->weight, 1);
	}
	octets_add(&body, d->body.of, d->body.len);
	if (d->pad > 0)
		add_same(&body, 0, (size_t)d->pad);
	while (d->size >= 0 && body.len < (size_t)d->size)
		octets_add(&body, &zero, 1);
	if (d->size >= 0)
		body.len = (size_t)d->size;
	add_int(out, d->claim >= 0 ? (uint64_t)d->claim : body.len, 3);
	add_int(out, d->type, 1);
	add_int(out, d->flags, 1);
	add_int(out, d->stream | (d->is_reserved ? 0x80000000u : 0), 4);
	octets_add(out, body.of, body.len);
	if (d->type == H2_DATA) {
		d->p->credit -= (int64_t)body.len;
		h2_peer_stream(d->p, d->stream)->credit -= (int64_t)body.len;
	}
	free(body.of);
}

/* what sending this means for what may come */
static void
draft_note(const struct draft *d)
{
	struct h2_peer *p = d->p;
	struct h2_stream *s;
	int64_t by = 0;

	if (d->type == H2_SETTINGS && !(d->flags & H2_ACK))
		h2_peer_told_window(p, d->window);
	if (d->type == H2_HEADERS && p->is_server && d->stream)
		h2_peer_stream(p, d->stream);
	if (d->type != H2_WINDOW_UPDATE || d->body.len < 4)
		return;
	by = (int64_t)(h2_u32(d->body.of) & 0x7fffffff);
	s = d->stream ? h2_peer_find(p, d->stream) : NULL;
	if (!d->stream)
		p->window += by;
	else if (s)
		s->window += by;
}

static bool
type_of(const char *name, uint32_t *type)
{
	for (*type = 0; *type < NAMES; (*type)++)
		if (!strcmp(name, names[*type]))
			return true;
	if (strncmp(name, "TYPE", 4) || !isdigit((unsigned char)name[4]))
		return false;
	*type = (uint32_t)strtoul(name + 4, NULL, 0);

	return true;
}

bool
is_frame_name(const char *word)
{
	uint32_t type;

	return type_of(word, &type) || !strcmp(word, "BYTES");
}

const char *
frame_add(struct octets *out, struct h2_peer *p, const struct words *w,
	  uint32_t step, bool *is_last)
{
	struct draft d = {.p = p,
			  .step = step,
			  .weight = 15,
			  .is_last = true,
			  .padlen = -1,
			  .pad = -1,
			  .size = -1,
			  .claim = -1,
			  .window = -1};
	bool is_bytes = !strcmp(w->of[0], "BYTES");
	size_t n;

	if (!is_bytes)
		type_of(w->of[0], &d.type);
	for (n = 1; n < w->count && !d.fault; n++)
		if (!take_flag(&d, w->of[n]) && !take_pair(&d, w->of[n]) &&
		    (is_bytes || !take_stream(&d, w->of[n])))
			add_field(&d, w->of[n]);
	if (is_bytes) {
		octets_add(out, d.body.of, d.body.len);
	} else {
		draft_write(&d, out);
		draft_note(&d);
	}
	free(d.body.of);
	*is_last = d.is_last;

	return d.fault;
}
