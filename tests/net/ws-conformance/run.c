/* SPDX-License-Identifier: MIT */
/*
 * The lines of a case, one after the other; README.md has what each means.
 */
#include "run.h"

#include "expect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run {
	const struct ws_case *c;
	const struct ws_options *o;
	struct ws_peer *p;
	struct expectation e;
	bool is_connected;
	enum ws_outcome outcome;
	char *why;
	size_t why_size;
	unsigned int pings;
};

__attribute__((format(printf, 2, 3))) static void
fail(struct run *r, const char *format, ...)
{
	va_list ap;

	if (r->outcome == WS_FAILED)
		return;
	r->outcome = WS_FAILED;
	va_start(ap, format);
	vsnprintf(r->why, r->why_size, format, ap);
	va_end(ap);
}

static void
misses(struct run *r, const char *line, const char *why)
{
	struct ws_peer *p = r->p;

	fail(r, "%.200s: %s; it sent: %s%s", line, why,
	     p->said[0] ? p->said : "nothing", p->saw_eof ? ", the end" : "");
	if (p->close_came)
		snprintf(r->why + strlen(r->why), r->why_size - strlen(r->why),
			 " (%u %s)", p->close_code, p->close_reason);
}

/* -- connections --------------------------------------------------------------
 */

static int
connected(int port)
{
	struct sockaddr_in to = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	to.sin_port = htons((uint16_t)port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to))) {
		close(fd);
		return -1;
	}

	return fd;
}

static int
accepted(int listener, int ms)
{
	struct pollfd fd = {.fd = listener, .events = POLLIN};
	int conn, one = 1;

	if (poll(&fd, 1, ms) <= 0)
		return -1;
	conn = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	setsockopt(conn, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));

	return conn;
}

/* "deflate offer=.. answer=.." of the case; what concerns our side */
static const char *
extension_of(const struct run *r)
{
	static struct words w;
	const char *side = r->o->is_client ? "answer" : "offer";
	size_t n;

	for (n = 0; n < r->c->line_count; n++)
		if (!strncmp(r->c->lines[n], "deflate ", 8)) {
			words_cut(&w, r->c->lines[n]);
			return word_value(&w, 1, side);
		}

	return NULL;
}

static void
begin(struct run *r)
{
	const char *extension = extension_of(r), *wrong;
	bool is_skipped = false;
	int fd = r->o->is_client ? accepted(r->o->listener, r->o->wait_ms)
				 : connected(r->o->port);

	if (fd >= 0 && r->o->relay != RELAY_NONE)
		fd = relay_begin(r->o->relay, fd, !r->o->is_client);
	if (fd < 0) {
		fail(r, "no connection");
		return;
	}
	peer_begin(r->p, fd, !r->o->is_client, r->o->trace);
	r->is_connected = true;
	r->e.p = r->p;
	if (r->o->is_client)
		wrong = peer_answer(r->p, extension, r->o->wait_ms,
				    &is_skipped);
	else
		wrong = peer_ask(r->p, extension, r->o->wait_ms);
	if (wrong)
		fail(r, "%s", wrong);
	else if (is_skipped || (extension && !r->p->z.is_on))
		r->outcome = WS_SKIPPED;
	if (r->outcome == WS_SKIPPED)
		snprintf(r->why, r->why_size, "no such permessage-deflate");
	if (r->o->trace && extension)
		printf("    deflate: %s\n", r->p->z.agreed);
}

/* -- lines --------------------------------------------------------------------
 */

static void do_line(struct run *r, const char *line);

static void
cut_or_exit(struct run *r, struct words *w, const char *line)
{
	if (words_cut(w, line) && w->count)
		return;
	fprintf(stderr, "%s: too long: %s\n", r->c->name, line);
	exit(2);
}

static void
unknown(struct run *r, const char *what)
{
	fprintf(stderr, "%s: what is \"%s\"?\n", r->c->name, what);
	exit(2);
}

static void
do_send(struct run *r, const struct words *w, const char *line)
{
	const char *wrong = words_send(r->p, w, r->o->wait_ms);

	if (!wrong)
		return;
	if (strchr(wrong, ' '))
		misses(r, line, wrong);
	else
		unknown(r, wrong);
}

static void
do_expect(struct run *r, const struct words *w, size_t from, const char *line)
{
	const char *wrong = expect(&r->e, w, from);

	if (wrong)
		misses(r, line, wrong);
}

/* "times N LINE", with # in it for the number */
static void
do_times(struct run *r, const char *line)
{
	static char buf[LINE_MAX_LEN];
	uint64_t count, n;
	char *rest;
	size_t len, i;

	snprintf(buf, sizeof(buf), "%s", line + 6);
	rest = strchr(buf, ' ');
	if (!rest)
		unknown(r, line);
	*rest++ = 0;
	if (!number(buf, &count))
		unknown(r, buf);
	for (n = 0; n < count && r->outcome == WS_PASSED; n++) {
		char one[LINE_MAX_LEN];

		for (len = 0, i = 0; rest[i] && len < sizeof(one) - 24; i++)
			if (rest[i] == '#')
				len += (size_t)snprintf(one + len, 24, "%u",
							(unsigned int)n);
			else
				one[len++] = rest[i];
		one[len] = 0;
		do_line(r, one);
	}
}

/* "splits TEXT WORDS": cut in two in each way, and each comes back */
static void
do_splits(struct run *r, const char *line)
{
	static struct words w;
	size_t cut = 0, len = 0;
	const char *wrong;

	cut_or_exit(r, &w, line + 7);
	do {
		wrong = words_send_cut(r->p, &w, cut, &len, r->o->wait_ms);
		if (wrong)
			misses(r, line, wrong);
		else
			do_expect(r, &w, 0, line);
	} while (r->outcome == WS_PASSED && cut++ < len);
}

/* PING is answered */
static void
do_alive(struct run *r)
{
	static struct words w;
	char line[64];

	snprintf(line, sizeof(line), "PING text=alive_%u", ++r->pings);
	cut_or_exit(r, &w, line);
	do_send(r, &w, "alive");
	snprintf(line, sizeof(line), "PONG text=alive_%u", r->pings);
	cut_or_exit(r, &w, line);
	if (r->outcome == WS_PASSED)
		do_expect(r, &w, 0, "alive");
}

static void
do_again(struct run *r)
{
	peer_end(r->p);
	r->is_connected = false;
	begin(r);
}

/* gone without a word, and what was not read is lost */
static void
do_drop(struct run *r)
{
	struct linger now = {.l_onoff = 1};

	setsockopt(r->p->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(r->p->fd);
	r->p->fd = -1;
	r->p->saw_eof = true;
}

static void
do_maybe(struct run *r, const char *line)
{
	if (r->e.maybe_count == MAYBE_MAX)
		unknown(r, line);
	r->e.maybe[r->e.maybe_count] = strdup(line);
	if (!r->e.maybe[r->e.maybe_count++])
		exit(2);
}

static void
do_echo(struct run *r, const char *line)
{
	struct words w;

	cut_or_exit(r, &w, line);
	do_send(r, &w, line);
	if (r->outcome == WS_PASSED)
		do_expect(r, &w, 0, line);
}

static void
do_line(struct run *r, const char *line)
{
	struct words w;

	cut_or_exit(r, &w, line);
	if (word_opcode(w.of[0]) >= 0)
		do_send(r, &w, line);
	else if (!strcmp(w.of[0], "expect"))
		do_expect(r, &w, 1, line);
	else if (!strcmp(w.of[0], "echo"))
		do_echo(r, line + 5);
	else if (!strcmp(w.of[0], "times"))
		do_times(r, line);
	else if (!strcmp(w.of[0], "splits"))
		do_splits(r, line);
	else if (!strcmp(w.of[0], "maybe"))
		do_maybe(r, line);
	else if (!strcmp(w.of[0], "alive"))
		do_alive(r);
	else if (!strcmp(w.of[0], "again"))
		do_again(r);
	else if (!strcmp(w.of[0], "drop"))
		do_drop(r);
	else if (!strcmp(w.of[0], "deaf"))
		r->p->is_deaf = true;
	else if (!strcmp(w.of[0], "end"))
		shutdown(r->p->fd, SHUT_WR);
	else if (strcmp(w.of[0], "deflate") != 0)
		unknown(r, w.of[0]);
}

/* -- a case ------------------------------------------------------------------
 */

/* whatever the case was about, it ends politely, and no word more than was
 * expected came */
static void
finish(struct run *r)
{
	static struct words w;

	if (!r->p->saw_eof) {
		expect_say_goodbye(&r->e, 1000);
		cut_or_exit(r, &w, "CLOSE 1000");
		do_expect(r, &w, 0, "the end with CLOSE 1000");
	}
	if (r->outcome == WS_PASSED && r->p->fault[0])
		fail(r, "the peer broke %s", r->p->fault);
}

enum ws_outcome
ws_run(const struct ws_case *c, const struct ws_options *o, char *why,
       size_t size)
{
	static struct ws_peer peer;
	struct run r = {.c = c, .o = o, .p = &peer, .why = why};
	size_t n;

	r.why_size = size;
	r.e.is_strict = o->is_strict;
	r.e.wait_ms = o->wait_ms;
	*why = 0;
	begin(&r);
	for (n = 0; n < c->line_count && r.outcome == WS_PASSED; n++)
		do_line(&r, c->lines[n]);
	if (r.outcome == WS_PASSED)
		finish(&r);
	if (r.outcome == WS_FAILED && r.is_connected && peer.fault[0] &&
	    !strstr(why, peer.fault))
		snprintf(why + strlen(why), size - strlen(why), "; it broke %s",
			 peer.fault);
	if (r.is_connected)
		peer_end(&peer);
	relay_end();
	while (r.e.maybe_count)
		free(r.e.maybe[--r.e.maybe_count]);

	return r.outcome;
}
