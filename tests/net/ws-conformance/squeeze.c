/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate with zlib.
 */
#include "squeeze.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* RFC 7692 7.2.1 */
static const uint8_t tail[4] = {0, 0, 0xff, 0xff};

/* a parameter of the first extension in a list; its value in out.  0: not
 * there, 1: without a value, 2: with one */
static int
parameter(const char *list, const char *name, char *out, size_t size)
{
	const char *at = list, *end = list + strcspn(list, ",");
	size_t len = strlen(name), n;

	*out = 0;
	while ((at = memchr(at, ';', (size_t)(end - at))) != NULL) {
		at++;
		at += strspn(at, " \t");
		if (strncasecmp(at, name, len) || !strchr(" ;,=", at[len]))
			continue;
		at += len;
		at += strspn(at, " ");
		if (*at != '=')
			return 1;
		at++;
		at += strspn(at, " \"");
		n = strcspn(at, "\"; ,");
		snprintf(out, size, "%.*s", (int)n, at);
		return 2;
	}

	return 0;
}

static const char *
take_bits(const char *answer, const char *name, struct squeeze_way *w)
{
	char value[16];
	int has = parameter(answer, name, value, sizeof(value));

	w->bits = 15;
	if (!has)
		return NULL;
	w->bits = (int)strtol(value, NULL, 10);

	return has == 2 && w->bits >= 8 && w->bits <= 15 && value[0] != '0'
		       ? NULL
		       : "7.1.2: window bits that are none";
}

static bool
has(const char *list, const char *name)
{
	char value[16];

	return parameter(list, name, value, sizeof(value)) != 0;
}

/* are the members of an answer those that it may have? */
static const char *
known_only(const char *answer)
{
	static const char *const names[] = {
		"server_no_context_takeover", "client_no_context_takeover",
		"server_max_window_bits", "client_max_window_bits"};
	const char *at = answer + strspn(answer, " ");
	unsigned int seen[4] = {0};
	size_t n, len;

	if (strncasecmp(at, "permessage-deflate", 18) ||
	    (at[18] && !strchr(" ;", at[18])))
		return "5.1: an extension that was not offered";
	while ((at = strchr(at, ';')) != NULL) {
		at++;
		at += strspn(at, " ");
		len = strcspn(at, " ;=");
		for (n = 0; n < 4; n++)
			if (strlen(names[n]) == len &&
			    !strncasecmp(names[n], at, len))
				break;
		if (n == 4)
			return "7.1: a parameter that nobody knows";
		if (seen[n]++)
			return "7.1: a parameter twice";
	}

	return NULL;
}

const char *
squeeze_agree(struct squeeze *s, const char *offer, const char *answer)
{
	char value[16];
	const char *why = known_only(answer);

	if (why)
		return why;
	if (strchr(answer, ','))
		return "7: agreed to twice";
	snprintf(s->agreed, sizeof(s->agreed), "%s", answer);
	s->server.no_takeover = has(answer, "server_no_context_takeover");
	s->client.no_takeover = has(answer, "client_no_context_takeover");
	why = take_bits(answer, "server_max_window_bits", &s->server);
	if (!why)
		why = take_bits(answer, "client_max_window_bits", &s->client);
	if (why)
		return why;
	if (has(offer, "server_no_context_takeover") && !s->server.no_takeover)
		return "7.1.1.1: server_no_context_takeover was asked for";
	if (has(answer, "client_max_window_bits") &&
	    !has(offer, "client_max_window_bits"))
		return "7.1.2.2: client_max_window_bits was not offered";
	if (parameter(offer, "server_max_window_bits", value, sizeof(value)) ==
		    2 &&
	    s->server.bits > strtol(value, NULL, 10))
		return "7.1.2.1: a larger window than was asked for";
	/* a server need not repeat what the client says of itself */
	if (parameter(offer, "client_max_window_bits", value, sizeof(value)) ==
	    2) {
		if (!has(answer, "client_max_window_bits"))
			s->client.bits = (int)strtol(value, NULL, 10);
		else if (s->client.bits > strtol(value, NULL, 10))
			return "7.1.2.2: a larger window than the client has";
	}
	s->is_on = true;

	return NULL;
}

bool
squeeze_is_offered(const char *offer, const char *answer)
{
	return strstr(offer, "permessage-deflate") &&
	       (!has(answer, "client_max_window_bits") ||
		has(offer, "client_max_window_bits"));
}

static void
must(int result, const char *what)
{
	if (result == Z_OK)
		return;
	fprintf(stderr, "zlib: %s: %d\n", what, result);
	exit(2);
}

/* zlib has no window of 8 bits for raw deflate: one without looking back */
static void
way_begin_deflate(struct squeeze_way *w, int level)
{
	if (!w->is_begun) {
		must(deflateInit2(&w->z, level, Z_DEFLATED,
				  w->bits == 8 ? -9 : -w->bits, 8,
				  w->bits == 8 ? Z_RLE : Z_DEFAULT_STRATEGY),
		     "deflateInit2");
		w->is_begun = true;
		return;
	}
	if (w->no_takeover)
		must(deflateReset(&w->z), "deflateReset");
}

void
squeeze_message(struct squeeze *s, const struct squeeze_how *how,
		const struct octets *in, struct octets *out)
{
	struct squeeze_way *w = s->we_serve ? &s->server : &s->client;
	static uint8_t piece[65536];
	int flush = how->is_final ? Z_FINISH : Z_SYNC_FLUSH;

	way_begin_deflate(w, how->level);
	w->z.next_in = in->of;
	w->z.avail_in = (unsigned int)in->len;
	do {
		w->z.next_out = piece;
		w->z.avail_out = sizeof(piece);
		deflate(&w->z, flush);
		octets_add(out, piece, sizeof(piece) - w->z.avail_out);
	} while (!w->z.avail_out || w->z.avail_in);
	if (how->is_final) {
		/* 7.2.3.4: an octet that makes an empty block of the tail */
		octets_byte(out, 0);
		must(deflateReset(&w->z), "deflateReset");
	} else if (!how->keeps && out->len >= sizeof(tail)) {
		out->len -= sizeof(tail);
	}
	if (!out->len) /* 7.2.3.6 */
		octets_byte(out, 0);
}

/* what there is of a deflate stream; false: broken */
static bool
inflate_all(z_stream *z, struct octets *out)
{
	static uint8_t piece[65536];
	int n;

	do {
		z->next_out = piece;
		z->avail_out = sizeof(piece);
		n = inflate(z, Z_SYNC_FLUSH);
		octets_add(out, piece, sizeof(piece) - z->avail_out);
		if (n == Z_STREAM_END) /* and what is behind begins anew */
			inflateReset(z);
		else if (n != Z_OK && n != Z_BUF_ERROR)
			return false;
	} while (!z->avail_out || (z->avail_in && n != Z_BUF_ERROR));

	return true;
}

const char *
squeeze_undo(struct squeeze *s, struct octets *in, struct octets *out)
{
	struct squeeze_way *w = s->we_serve ? &s->client : &s->server;

	if (!w->is_begun)
		/* a window of 8 bits is refused by some */
		must(inflateInit2(&w->z, w->bits == 8 ? -9 : -w->bits),
		     "inflateInit2");
	else if (w->no_takeover)
		must(inflateReset(&w->z), "inflateReset");
	w->is_begun = true;
	octets_add(in, tail, sizeof(tail));
	w->z.next_in = in->of;
	w->z.avail_in = (unsigned int)in->len;

	return inflate_all(&w->z, out) ? NULL : "7.2.2: it does not inflate";
}

void
squeeze_end(struct squeeze *s)
{
	struct squeeze_way *ours = s->we_serve ? &s->server : &s->client;
	struct squeeze_way *theirs = s->we_serve ? &s->client : &s->server;

	if (ours->is_begun)
		deflateEnd(&ours->z);
	if (theirs->is_begun)
		inflateEnd(&theirs->z);
	*s = (struct squeeze){0};
}
