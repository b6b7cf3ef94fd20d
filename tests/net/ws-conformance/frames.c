/* SPDX-License-Identifier: MIT */
/*
 * Frames as a line describes them, right or wrong.
 */
#include "words.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OUT_ENOUGH = 1 << 20 };

/* what the words say of the frame and not of its payload */
struct plan {
	struct ws_peer *p;
	int ms;
	bool has_more; /* no FIN */
	bool is_masked;
	bool is_squeezed;
	bool has_pings; /* one behind each fragment */
	bool is_random; /* a key of its own for each frame */
	uint8_t key[4];
	uint8_t opcode;
	unsigned int rsv;      /* of the first fragment */
	unsigned int rsv_cont; /* of the others */
	unsigned int form;     /* 16 or 64 bits of length, needed or not */
	bool has_claim;
	uint64_t claim;     /* a length that is not that of the payload */
	uint64_t cut;       /* octets of it that are sent at all */
	uint64_t chop;      /* octets of one write */
	uint64_t fragments; /* octets of each */
	struct octets out;
	uint32_t chance;
	unsigned int ping_count;
};

static uint64_t
value_or(const struct words *w, const char *name, uint64_t otherwise)
{
	const char *value = word_value(w, 1, name);
	uint64_t n;

	return value && number(value, &n) ? n : otherwise;
}

static void
plan_make(struct plan *l, struct ws_peer *p, const struct words *w, int ms)
{
	const char *key = word_value(w, 1, "key");

	memset(l, 0, sizeof(*l));
	l->p = p;
	l->ms = ms;
	l->opcode = (uint8_t)word_opcode(w->of[0]);
	l->has_more = word_is_there(w, 1, "more");
	l->has_pings = word_is_there(w, 1, "pings");
	l->is_masked = p->is_server ? !word_is_there(w, 1, "bare")
				    : word_is_there(w, 1, "masked");
	l->is_squeezed = p->z.is_on && !word_is_there(w, 1, "plain") &&
			 (l->opcode == OP_TEXT || l->opcode == OP_BINARY);
	l->is_random = !key;
	if (key) {
		uint32_t k = (uint32_t)strtoul(key, NULL, 16);

		for (size_t n = 0; n < 4; n++)
			l->key[n] = (uint8_t)(k >> (24 - 8 * n));
	}
	l->rsv = (unsigned int)value_or(w, "rsv", 0) | (l->is_squeezed ? 4 : 0);
	l->rsv_cont = (unsigned int)value_or(w, "rsvcont", 0);
	l->form = (unsigned int)value_or(w, "form", 0);
	l->has_claim = word_value(w, 1, "claim") != NULL;
	l->claim = value_or(w, "claim", 0);
	l->cut = value_or(w, "cut", UINT64_MAX);
	l->chop = value_or(w, "chop", 0);
	l->fragments = value_or(w, "fragments", 0);
	l->chance = 0x9e3779b9;
}

static void
add_length(struct plan *l, uint64_t len)
{
	unsigned int form = l->form, mask = l->is_masked ? 0x80 : 0;

	if (!form && len > 125)
		form = len > 65535 ? 64 : 16;
	octets_byte(&l->out, mask | (form == 64   ? 127
				     : form == 16 ? 126
						  : (unsigned int)len));
	while (form) {
		form -= 8;
		octets_byte(&l->out, (unsigned int)(len >> form));
	}
}

static void
add_frame(struct plan *l, uint8_t first, const uint8_t *payload, size_t len)
{
	size_t n;
	uint8_t *at;

	octets_byte(&l->out, first);
	add_length(l, l->has_claim ? l->claim : len);
	if (l->is_masked) {
		l->chance = l->chance * 1664525 + 1013904223;
		if (l->is_random)
			memcpy(l->key, &l->chance, 4);
		octets_add(&l->out, l->key, 4);
	}
	at = octets_add(&l->out, payload, len);
	if (l->is_masked)
		for (n = 0; n < len; n++)
			at[n] ^= l->key[n & 3];
}

/* that one of these has been sent, so that its answer is known */
static void
note_ping(struct ws_peer *p, const uint8_t *payload, size_t len)
{
	if (len > CONTROL_MAX || p->close_sent)
		return;
	octets_byte(&p->pings, (unsigned int)len);
	octets_add(&p->pings, payload, len);
}

/* what is ready goes out */
static bool
flush(struct plan *l)
{
	size_t at = 0, n, len = l->out.len;
	bool ok = true;

	if (l->cut < len)
		len = (size_t)l->cut;
	if (l->cut != UINT64_MAX)
		l->cut -= len;
	while (ok && at < len) {
		n = l->chop && l->chop < len - at ? (size_t)l->chop : len - at;
		ok = peer_send(l->p, l->out.of + at, n, l->ms);
		at += n;
		if (l->chop)
			sched_yield(); /* so that it may be read by itself */
	}
	l->out.len = 0;

	return ok;
}

static void
add_ping(struct plan *l)
{
	char text[24];
	size_t len = (size_t)snprintf(text, sizeof(text), "between %u",
				      l->ping_count++);

	note_ping(l->p, (const uint8_t *)text, len);
	add_frame(l, 0x80 | OP_PING, (const uint8_t *)text, len);
}

/* a message in pieces of these sizes, the first and the others */
static bool
send_pieces(struct plan *l, const struct octets *in, size_t first, size_t other,
	    size_t count)
{
	size_t at = 0, piece = first, n;
	unsigned int head;
	bool ok = true;

	for (n = 0; n < count && ok; n++) {
		if (piece > in->len - at)
			piece = in->len - at;
		head = n ? l->rsv_cont << 4 | OP_CONT : l->rsv << 4 | l->opcode;
		if (n + 1 == count && !l->has_more)
			head |= 0x80;
		add_frame(l, (uint8_t)head, in->of ? in->of + at : NULL, piece);
		if (l->has_pings)
			add_ping(l);
		at += piece;
		piece = other;
		if (l->out.len > OUT_ENOUGH)
			ok = flush(l);
	}

	return ok && flush(l);
}

static void
squeeze_plan(struct plan *l, const struct words *w, struct octets *payload)
{
	struct squeeze_how how = {
		.level = (int)value_or(w, "z", 6),
		.is_final = word_is_there(w, 1, "final"),
		.keeps = word_is_there(w, 1, "keeps"),
	};
	struct octets small = {0};

	if (!l->is_squeezed)
		return;
	squeeze_message(&l->p->z, &how, payload, &small);
	octets_free(payload);
	*payload = small;
}

static const char *
begin(struct plan *l, struct ws_peer *p, const struct words *w, int ms,
      struct octets *payload)
{
	const char *wrong = words_payload(w, 1, payload);

	if (wrong)
		return wrong;
	plan_make(l, p, w, ms);
	if (l->opcode == OP_PING && !l->has_more && !l->rsv)
		note_ping(p, payload->of, payload->len);
	squeeze_plan(l, w, payload);
	if (p->trace)
		printf("    -> %s of %zu\n", w->of[0], payload->len);

	return NULL;
}

static const char *
end(struct plan *l, struct octets *payload, bool ok)
{
	if (l->opcode == OP_CLOSE)
		l->p->close_sent = true;
	octets_free(payload);
	octets_free(&l->out);

	return ok ? NULL : "it stopped reading";
}

const char *
words_send(struct ws_peer *p, const struct words *w, int ms)
{
	struct octets payload = {0};
	struct plan l;
	const char *wrong = begin(&l, p, w, ms, &payload);
	size_t size, count = 1;

	if (wrong)
		return wrong;
	size = l.fragments ? (size_t)l.fragments : payload.len;
	if (l.fragments && payload.len)
		count = (payload.len + size - 1) / size;

	return end(&l, &payload, send_pieces(&l, &payload, size, size, count));
}

const char *
words_send_cut(struct ws_peer *p, const struct words *w, size_t cut,
	       size_t *len, int ms)
{
	struct octets payload = {0};
	struct plan l;
	const char *wrong = begin(&l, p, w, ms, &payload);

	if (wrong)
		return wrong;
	*len = payload.len;

	return end(&l, &payload,
		   send_pieces(&l, &payload, cut, payload.len, 2));
}
