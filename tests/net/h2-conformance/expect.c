/* SPDX-License-Identifier: MIT */
/*
 * Answers: each word a question of what the peer has said so far.  Whether it
 * says more is found out with PING: what was sent before is dealt with when
 * its answer is here, and three such rounds let every queue run empty.
 */
#include "expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 3 };

/* how an answer stands */
enum stand {
	IS_MET,
	IS_OPEN, /* what comes next may be it */
	IS_DUE,  /* nothing else than waiting helps: a response */
	IS_OUT,  /* cannot come any more */
};

struct answer {
	struct expectation *e;
	struct h2_peer *p;
	char *const *arg; /* behind its name */
	size_t count;
	unsigned int rounds; /* PINGs that were answered since the steps */
};

static uint32_t
stream_arg(const struct answer *a)
{
	int64_t id = 0;

	if (a->count)
		number(a->p, a->arg[0], &id);

	return (uint32_t)id;
}

/* is the code one of "A,B" ? "any" is every code */
static bool
has_code(const struct answer *a, size_t arg, uint32_t code)
{
	char one[64];
	const char *at = arg < a->count ? a->arg[arg] : "any";
	int64_t want;
	size_t len;

	if (!strcmp(at, "any"))
		return true;
	while (*at) {
		len = strcspn(at, ",");
		snprintf(one, sizeof(one), "%.*s", (int)len, at);
		if (number(a->p, one, &want) && (uint32_t)want == code)
			return true;
		at += len + (at[len] == ',');
	}

	return false;
}

/* GOAWAY codes: the connection ends for that reason */
static enum stand
goaway(const struct answer *a)
{
	if (a->p->goaways && !has_code(a, 0, a->p->goaway_code))
		return IS_OUT;
	if (!a->p->saw_eof)
		return a->p->goaways ? IS_DUE : IS_OPEN;
	/* RFC 9113 5.4.1: it SHOULD say GOAWAY, and MUST close */
	return a->p->goaways || !a->e->is_strict ? IS_MET : IS_OUT;
}

/* GOAWAY-SEEN codes: no more than the frame */
static enum stand
goaway_seen(const struct answer *a)
{
	if (!a->p->goaways)
		return IS_OPEN;

	return has_code(a, 0, a->p->goaway_code) ? IS_MET : IS_OUT;
}

static enum stand
closed(const struct answer *a)
{
	return a->p->saw_eof ? IS_MET : a->p->is_raw ? IS_DUE : IS_OPEN;
}

/* RST stream codes: and the connection lives, or ends for the same reason */
static enum stand
reset(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));

	if (s && s->was_reset && !has_code(a, 1, s->reset_code))
		return IS_OUT;
	/* a client that asked for no more may leave */
	if (s && s->was_reset && a->p->saw_eof && !a->p->is_server)
		return IS_MET;
	if (a->p->goaways || a->p->saw_eof) {
		/* RFC 9113 5.4.1: a stream error MAY end the connection */
		if (a->e->is_strict ||
		    (a->p->goaways && !has_code(a, 1, a->p->goaway_code)))
			return IS_OUT;
		return a->p->saw_eof ? IS_MET : IS_DUE;
	}

	return s && s->was_reset && a->rounds ? IS_MET : IS_OPEN;
}

static bool
status_is(int status, const char *want)
{
	if (!strcmp(want, "any"))
		return status != 0;
	if (strlen(want) == 3 && !strcmp(want + 1, "xx"))
		return status / 100 == want[0] - '0';

	return status == (int)strtol(want, NULL, 10);
}

/* STATUS stream 200 | 2xx | any: a whole response */
static enum stand
status(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));

	if (!s || a->p->saw_eof || a->count < 2)
		return IS_OUT;
	if (s->status && !status_is(s->status, a->arg[1]))
		return IS_OUT;
	if (s->has_ended && s->status)
		return IS_MET;
	if (s->was_reset || s->has_ended)
		return IS_OUT;

	return IS_DUE;
}

/* HEADERS stream 200: the head of a response, whatever follows */
static enum stand
headers(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));

	if (!s || a->p->saw_eof || a->count < 2)
		return IS_OUT;
	if (!s->status)
		return s->was_reset ? IS_OUT : IS_DUE;

	return status_is(s->status, a->arg[1]) ? IS_MET : IS_OUT;
}

/* REQUEST stream: a whole request; of a client */
static enum stand
request(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));

	if (s && s->has_ended)
		return IS_MET;

	return a->p->saw_eof ? IS_OUT : IS_DUE;
}

/* REQUEST-HEAD stream */
static enum stand
request_head(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));

	if (s && s->got_headers)
		return IS_MET;

	return a->p->saw_eof ? IS_OUT : IS_DUE;
}

static enum stand
alive(const struct answer *a)
{
	/* a GOAWAY of NO_ERROR is a wish, not an error */
	if (a->p->saw_eof || (a->p->goaways && a->p->goaway_code))
		return IS_OUT;

	return a->rounds ? IS_MET : IS_OPEN;
}

/* NOTHING stream: not a frame on it, and no error */
static enum stand
nothing(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));

	if (a->p->saw_eof || a->p->goaways ||
	    (s && (s->got_headers || s->got_data || s->was_reset)))
		return IS_OUT;

	return a->rounds >= ROUNDS - 1 ? IS_MET : IS_OPEN;
}

/* EARLY stream: a whole response, and no wish for the rest of the request
 * (RFC 9113 8.1); what is in that rest was not looked at */
static enum stand
early(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));

	if (a->e->is_strict || !s || !s->has_ended || !s->was_reset)
		return IS_OUT;

	return s->reset_code ? IS_OUT : IS_MET;
}

/* NO-RST stream: it may have said what it likes, but no RST_STREAM */
static enum stand
no_reset(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));

	if (a->p->saw_eof || a->p->goaways || (s && s->was_reset))
		return IS_OUT;

	return a->rounds >= ROUNDS - 1 ? IS_MET : IS_OPEN;
}

/* ONE-RST stream */
static enum stand
one_reset(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));

	if (a->p->saw_eof || a->p->goaways || (s && s->resets > 1))
		return IS_OUT;

	return s && s->resets && a->rounds >= ROUNDS - 1 ? IS_MET : IS_OPEN;
}

/* DATA stream N: so many octets, and then no more */
static enum stand
data(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));
	int64_t want = 0;

	if (!s || a->count < 2 || !number(a->p, a->arg[1], &want) ||
	    s->data > (uint64_t)want || s->was_reset)
		return IS_OUT;
	if (s->data < (uint64_t)want)
		return a->p->saw_eof || s->has_ended ? IS_OUT : IS_DUE;

	return a->rounds >= ROUNDS - 1 || a->p->saw_eof ? IS_MET : IS_OPEN;
}

/* UPDATE stream N: credit of at least that much */
static enum stand
update(const struct answer *a)
{
	uint32_t id = stream_arg(a);
	struct h2_stream *s = id ? h2_peer_find(a->p, id) : NULL;
	uint64_t got = id ? (s ? s->updates : 0) : a->p->updates;
	int64_t want = 0;

	if (a->count < 2 || !number(a->p, a->arg[1], &want))
		return IS_OUT;
	if (got >= (uint64_t)want)
		return IS_MET;

	return a->p->saw_eof ? IS_OUT : IS_OPEN;
}

/* CREDIT stream N: we may send that much, now */
static enum stand
credit(const struct answer *a)
{
	uint32_t id = stream_arg(a);
	struct h2_stream *s = id ? h2_peer_find(a->p, id) : NULL;
	int64_t got = s ? s->credit : a->p->credit, want = 0;

	if (a->count < 2 || !number(a->p, a->arg[1], &want))
		return IS_OUT;
	if (got >= want)
		return IS_MET;

	return a->p->saw_eof ? IS_OUT : IS_OPEN;
}

/* ACKS N: so many SETTINGS were acknowledged since the connection began */
static enum stand
acks(const struct answer *a)
{
	return a->p->acks >= stream_arg(a) ? IS_MET : IS_OPEN;
}

/* PONG N: the last PING answer has the payload N */
static enum stand
pong(const struct answer *a)
{
	int64_t want = 0;

	if (a->count)
		number(a->p, a->arg[0], &want);

	return a->p->ping_answer == (uint64_t)want ? IS_MET : IS_DUE;
}

/* FIELD stream text: a field that came, "name:value" */
static enum stand
field(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));
	const char *colon = a->count > 1 ? strchr(a->arg[1], ':') : NULL;
	char line[256];

	if (!colon || !s)
		return IS_OUT;
	snprintf(line, sizeof(line), "%.*s: %s", (int)(colon - a->arg[1]),
		 a->arg[1], colon + 1);
	if (s->fields && strstr(s->fields, line))
		return IS_MET;

	return s->has_ended ? IS_OUT : IS_DUE;
}

/* INTERIM stream N */
static enum stand
interim(const struct answer *a)
{
	struct h2_stream *s = h2_peer_find(a->p, stream_arg(a));
	int64_t want = 1;

	if (a->count > 1)
		number(a->p, a->arg[1], &want);
	if (s && s->interims >= want)
		return IS_MET;

	return !s || s->has_ended || a->p->saw_eof ? IS_OUT : IS_DUE;
}

/* LAST N: the last stream of its GOAWAY */
static enum stand
last(const struct answer *a)
{
	if (!a->p->goaways)
		return a->p->saw_eof ? IS_OUT : IS_OPEN;

	return a->p->goaway_last == stream_arg(a) ? IS_MET : IS_OUT;
}

static const struct {
	const char *name;
	enum stand (*ask)(const struct answer *a);
} questions[] = {
	{"GOAWAY", goaway},     {"GOAWAY-SEEN", goaway_seen},
	{"CLOSE", closed},      {"RST", reset},
	{"STATUS", status},     {"HEADERS", headers},
	{"REQUEST", request},   {"REQUEST-HEAD", request_head},
	{"ALIVE", alive},       {"NOTHING", nothing},
	{"NO-RST", no_reset},   {"EARLY", early},
	{"ONE-RST", one_reset}, {"DATA", data},
	{"UPDATE", update},     {"CREDIT", credit},
	{"ACKS", acks},         {"PONG", pong},
	{"FIELD", field},       {"INTERIM", interim},
	{"LAST", last},
};

static enum stand
ask(struct expectation *e, size_t from, size_t to, unsigned int rounds)
{
	struct answer a = {.e = e,
			   .p = e->p,
			   .arg = e->words->of + from + 1,
			   .count = to - from - 1,
			   .rounds = rounds};
	size_t n;

	for (n = 0; n < sizeof(questions) / sizeof(questions[0]); n++)
		if (!strcmp(questions[n].name, e->words->of[from]))
			return questions[n].ask(&a);
	fprintf(stderr, "no such answer: %s\n", e->words->of[from]);
	exit(2);
}

/* the best of the alternatives */
static enum stand
ask_all(struct expectation *e, unsigned int rounds)
{
	enum stand best = IS_OUT, one;
	size_t from, to;

	for (from = 1; from < e->words->count; from = to + 1) {
		for (to = from; to < e->words->count; to++)
			if (!strcmp(e->words->of[to], "|"))
				break;
		one = ask(e, from, to, rounds);
		if (one == IS_MET)
			return IS_MET;
		if (one == IS_DUE || (one == IS_OPEN && best == IS_OUT))
			best = one;
	}

	return best;
}

/* NULL is MET; "" is not yet */
static const char *
standing(struct expectation *e, unsigned int rounds)
{
	enum stand now = ask_all(e, rounds);

	if (now == IS_MET)
		return NULL;
	if (e->p->saw_eof)
		return "the connection was closed";
	/* another frame may still make it good: RST behind a response */
	if (now != IS_DUE && rounds >= ROUNDS)
		return "it took this, and answers PING";

	return "";
}

static void
ping(struct expectation *e, uint64_t payload)
{
	uint8_t frame[H2_HEAD + 8] = {0, 0, 8, H2_PING};
	int n;

	for (n = 0; n < 8; n++)
		frame[H2_HEAD + n] = (uint8_t)(payload >> (8 * (7 - n)));
	if (e->p->trace)
		printf("    > PING (probe)\n");
	h2_peer_send(e->p, frame, sizeof(frame), e->wait_ms);
}

const char *
expect(struct expectation *e)
{
	static uint64_t number_of_probe = 0x70726f6265000000;
	int64_t end = h2_now_ms() + e->wait_ms;
	unsigned int rounds = 0;
	uint64_t asked = 0;
	const char *why;

	for (;;) {
		if (asked && e->p->ping_answer == asked) {
			rounds++;
			asked = 0;
		}
		why = standing(e, rounds);
		if (!why || *why)
			return why;
		if (e->may_ping && !asked && !e->p->saw_eof &&
		    rounds < ROUNDS) {
			asked = ++number_of_probe;
			ping(e, asked);
		}
		if (h2_peer_read(e->p, (int)(end - h2_now_ms())) < 0)
			return "nothing more came";
	}
}

bool
expect_ended(const struct h2_peer *p)
{
	return p->saw_eof || p->goaways;
}
