/* SPDX-License-Identifier: MIT */
/*
 * Answers: each a question of what the peer has said so far.
 */
#include "expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* how an answer stands */
enum stand {
	IS_MET,
	IS_OPEN, /* what comes next may be it */
	IS_OUT,  /* cannot come any more */
};

/* one alternative */
struct answer {
	struct expectation *e;
	struct ws_peer *p;
	const struct words *w;
	size_t from, to;
};

static bool
is_over(const struct ws_peer *p)
{
	return p->close_came || p->saw_eof;
}

/* are the words from `from` on this message? */
static bool
is_message(const struct words *w, size_t from, const struct ws_message *m)
{
	struct octets want = {0};
	bool same;

	if (words_payload(w, from + 1, &want)) {
		fprintf(stderr, "%s: unknown words\n", w->of[from]);
		exit(2);
	}
	same = m->opcode == word_opcode(w->of[from]) &&
	       want.len == m->data.len &&
	       (!want.len || !memcmp(want.of, m->data.of, want.len)) &&
	       (!word_is_there(w, from + 1, "squeezed") || m->was_squeezed) &&
	       (!word_is_there(w, from + 1, "plain") || !m->was_squeezed);
	octets_free(&want);

	return same;
}

static struct words
part_of(const struct answer *a)
{
	struct words w = *a->w;

	w.count = a->to;

	return w;
}

static enum stand
message(const struct answer *a)
{
	static struct words w;

	if (!a->p->queue_len)
		return is_over(a->p) ? IS_OUT : IS_OPEN;
	w = part_of(a);
	/* the copy's words stand in the first's text */
	if (!is_message(&w, a->from, &a->p->queue[0]))
		return IS_OUT;
	peer_forget(a->p);

	return IS_MET;
}

/* PONG words: a PING with them has been answered */
static enum stand
pong(const struct answer *a)
{
	static struct words w;
	struct octets want = {0};
	const struct ws_peer *p = a->p;
	size_t at = 0;
	bool found = false;

	w = part_of(a);
	words_payload(&w, a->from + 1, &want);
	for (; at < p->pings_at; at += 1 + (size_t)p->pings.of[at])
		if (p->pings.of[at] == want.len &&
		    (!want.len ||
		     !memcmp(p->pings.of + at + 1, want.of, want.len)))
			found = true;
	octets_free(&want);

	return found ? IS_MET : is_over(p) ? IS_OUT : IS_OPEN;
}

/* PONGS N: so many at least */
static enum stand
pongs(const struct answer *a)
{
	uint64_t n = 0;

	if (a->from + 1 < a->to)
		number(a->w->of[a->from + 1], &n);

	return a->p->pongs >= n ? IS_MET : is_over(a->p) ? IS_OUT : IS_OPEN;
}

/* is the code one of "A,B"?  "any" is each, "none" that there is none */
static bool
has_code(const char *list, unsigned int code)
{
	if (!strcmp(list, "any"))
		return true;
	if (!strcmp(list, "none"))
		return code == NO_CODE;
	while (*list) {
		if ((unsigned int)strtoul(list, NULL, 10) == code)
			return true;
		list += strcspn(list, ",");
		list += *list == ',';
	}

	return false;
}

/* what still is in the queue must be what may be there */
static bool
rest_is_allowed(const struct expectation *e)
{
	static struct words w;
	size_t n = 0, i;

	for (i = 0; i < e->p->queue_len; i++) {
		for (; n < e->maybe_count; n++) {
			words_cut(&w, e->maybe[n]);
			if (is_message(&w, 1, &e->p->queue[i]))
				break;
		}
		if (n++ >= e->maybe_count)
			return false;
	}

	return true;
}

/* CLOSE codes: and then TCP ends, and not a frame came behind */
static enum stand
closed(const struct answer *a)
{
	struct expectation *e = a->e;
	struct ws_peer *p = a->p;
	const char *codes = a->from + 1 < a->to ? a->w->of[a->from + 1] : "any";

	if (!rest_is_allowed(e))
		return IS_OUT;
	if (p->close_came && !has_code(codes, p->close_code))
		return IS_OUT;
	if (p->close_came && !p->saw_eof) {
		/* 5.5.1; who was the first waits for this */
		if (!p->close_sent)
			expect_say_goodbye(e, p->close_code);
		if (!p->is_server) /* 7.1.1: the server ends TCP */
			shutdown(p->fd, SHUT_WR);
	}
	if (!p->saw_eof)
		return IS_OPEN;

	/* 7.1.7: an end without CLOSE is another way to fail a connection */
	return p->close_came || !e->is_strict ? IS_MET : IS_OUT;
}

/* END: TCP ends, with a CLOSE or without */
static enum stand
ended(const struct answer *a)
{
	return a->p->saw_eof ? IS_MET : IS_OPEN;
}

static enum stand
stand_of(const struct answer *a)
{
	static const struct {
		const char *name;
		enum stand (*how)(const struct answer *a);
	} known[] = {{"TEXT", message}, {"BINARY", message}, {"PONG", pong},
		     {"PONGS", pongs},  {"CLOSE", closed},   {"END", ended}};
	size_t n;

	for (n = 0; n < sizeof(known) / sizeof(known[0]); n++)
		if (!strcmp(known[n].name, a->w->of[a->from]))
			return known[n].how(a);
	fprintf(stderr, "what is \"%s\"?\n", a->w->of[a->from]);
	exit(2);
}

/* all alternatives */
static enum stand
stand_of_all(struct expectation *e, const struct words *w, size_t from)
{
	enum stand all = IS_OUT, one;
	struct answer a = {.e = e, .p = e->p, .w = w};
	size_t to;

	for (; from < w->count; from = to + 1) {
		for (to = from; to < w->count && strcmp(w->of[to], "|"); to++)
			;
		a.from = from;
		a.to = to;
		one = stand_of(&a);
		if (one == IS_MET)
			return IS_MET;
		if (one == IS_OPEN)
			all = IS_OPEN;
	}

	return all;
}

void
expect_say_goodbye(struct expectation *e, unsigned int code)
{
	static struct words w;
	char line[32] = "CLOSE";

	if (code != NO_CODE)
		snprintf(line, sizeof(line), "CLOSE %u", code);
	words_cut(&w, line);
	words_send(e->p, &w, e->wait_ms);
}

const char *
expect(struct expectation *e, const struct words *w, size_t from)
{
	int64_t end = now_ms() + e->wait_ms;
	enum stand s;

	e->p->is_deaf = false;
	while ((s = stand_of_all(e, w, from)) == IS_OPEN) {
		switch (peer_read(e->p, (int)(end - now_ms()))) {
		case 1:
			/* in all that moves there is hope */
			end = now_ms() + e->wait_ms;
			break;
		case -1:
			return "it did not come in time";
		default:
			if (stand_of_all(e, w, from) == IS_MET)
				return NULL;
			return "it ended the connection";
		}
	}

	return s == IS_MET ? NULL : "another answer came";
}
