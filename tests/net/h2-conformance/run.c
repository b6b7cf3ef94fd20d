/* SPDX-License-Identifier: MIT */
/*
 * The lines of a case, one after the other; README.md has what each means.
 */
#include "run.h"

#include "child.h"
#include "expect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
enum { PREFACE_LEN = sizeof(preface) - 1 };

struct run {
	const struct h2_case *c;
	const struct h2_options *o;
	struct h2_peer *p;
	struct macros macros; /* the table's and the case's own */
	struct child child;   /* a client */
	int listener;         /* for a client */
	int port;
	bool is_connected;
	bool may_ping;
	bool is_deaf;     /* we send and do not read */
	bool has_stopped; /* the peer reads no more, or has gone */
	char paths[256];
	char *why;
	size_t why_size;
	enum h2_outcome outcome;
};

static void __attribute__((format(printf, 2, 3)))
fail(struct run *r, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(r->why, r->why_size, format, ap);
	va_end(ap);
	r->outcome = H2_FAILED;
}

static struct sockaddr_in
loopback(int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons((uint16_t)port)};

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

	return a;
}

static void
begin(struct run *r, int fd)
{
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (r->is_connected)
		h2_peer_end(r->p);
	h2_peer_begin(r->p, fd, !r->o->is_client);
	r->p->trace = r->o->trace;
	r->is_connected = true;
	/* before SETTINGS it would be a fault of ours */
	r->may_ping = !r->c->is_bare;
}

static void
do_connect(struct run *r)
{
	struct sockaddr_in a = loopback(r->o->port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a))) {
		fail(r, "no connection to port %d", r->o->port);
		if (fd >= 0)
			close(fd);
		return;
	}
	begin(r, fd);
}

/* the next connection of the client */
static void
do_accept(struct run *r)
{
	struct timeval tv = {.tv_sec = r->o->wait_ms / 1000,
			     .tv_usec = r->o->wait_ms % 1000 * 1000};
	int fd;

	setsockopt(r->listener, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	fd = accept4(r->listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		fail(r, "the client did not connect");
	else
		begin(r, fd);
}

static void
start_client(struct run *r)
{
	struct sockaddr_in a = loopback(0);
	socklen_t len = sizeof(a);

	r->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (r->listener < 0 ||
	    bind(r->listener, (struct sockaddr *)&a, sizeof(a)) ||
	    listen(r->listener, 8) ||
	    getsockname(r->listener, (struct sockaddr *)&a, &len)) {
		fail(r, "no socket to listen on");
		return;
	}
	r->port = ntohs(a.sin_port);
	if (!child_ask(&r->child, r->o->command, r->port, r->paths))
		fail(r, "the client does not start");
}

static bool
begins_with(const char *line, const char *word)
{
	return !strncmp(line, word, strlen(word)) &&
	       (line[strlen(word)] == ' ' || !line[strlen(word)]);
}

/* -- lines ------------------------------------------------------------------
 */

static bool
is_going_on(const struct run *r)
{
	return r->outcome == H2_PASSED && !r->p->saw_eof && !r->has_stopped;
}

/* what was made of the words is sent so many times */
static void
send_frame(struct run *r, struct words *w, int64_t octets_times)
{
	struct octets out = {0};
	const char *wrong = NULL;
	bool is_last = false;
	uint32_t step;
	size_t n;

	for (step = 0; !is_last && !wrong; step++)
		wrong = frame_add(&out, r->p, w, step, &is_last);
	if (wrong) {
		fprintf(stderr, "%s %s: %s: %s\n", r->c->section, r->c->name,
			w->of[0], wrong);
		exit(2);
	}
	r->may_ping = strcmp(w->of[0], "BYTES") != 0;
	if (!strcmp(w->of[0], "HEADERS") || !strcmp(w->of[0], "CONTINUATION"))
		r->may_ping = false;
	for (n = 1; n < w->count; n++) {
		if (!strcmp(w->of[n], "EH"))
			r->may_ping = true;
		if (!strncmp(w->of[n], "flags=", 6))
			r->may_ping = true;
		if (!strncmp(w->of[n], "claim=", 6))
			r->may_ping = false;
	}
	if (r->p->trace)
		printf("    > %s, %zu octets\n", w->of[0], out.len);
	do {
		if (r->is_deaf)
			r->has_stopped |= !h2_peer_push(r->p, out.of, out.len);
		else if (!h2_peer_send(r->p, out.of, out.len, r->o->wait_ms))
			fail(r, "it does not read what is sent");
	} while (--octets_times > 0 && is_going_on(r));
	free(out.of);
}

static void
do_frame(struct run *r, struct words *w)
{
	send_frame(r, w, 1);
}

static void
do_times(struct run *r, struct words *w)
{
	int64_t count = 0;
	size_t n;

	if (w->count < 3 || !number(r->p, w->of[1], &count))
		count = 0;
	for (n = 2; n < w->count; n++)
		w->of[n - 2] = w->of[n];
	w->count -= w->count >= 2 ? 2 : 0;
	if (w->count && !strcmp(w->of[0], "BYTES")) {
		send_frame(r, w, count);
		return;
	}
	while (count-- && is_going_on(r))
		do_frame(r, w);
}

/* "each A..B FRAME ; FRAME": for every other number, which is $i */
static void
do_each(struct run *r, const char *line)
{
	char range[64], frame[WORD_LEN], number_text[24];
	const char *rest, *end, *dots;
	struct words w;
	long n, last;

	line += strlen("each ");
	rest = strchr(line, ' ');
	snprintf(range, sizeof(range), "%.*s", rest ? (int)(rest - line) : 0,
		 line);
	dots = strstr(range, "..");
	last = dots ? strtol(dots + 2, NULL, 10) : 0;
	for (n = strtol(range, NULL, 10); n <= last && is_going_on(r); n += 2) {
		snprintf(number_text, sizeof(number_text), "%ld", n);
		macro_set(&r->macros, "i", number_text);
		for (line = rest; line; line = end ? end + 2 : NULL) {
			end = strstr(line, " ; ");
			snprintf(frame, sizeof(frame), "%.*s",
				 end ? (int)(end - line) : (int)strlen(line),
				 line);
			if (words_cut(&w, frame, &r->macros))
				do_frame(r, &w);
		}
	}
}

static void
do_expect(struct run *r, struct words *w, const char *line)
{
	struct expectation e = {.p = r->p,
				.words = w,
				.is_strict = r->o->is_strict,
				.may_ping = r->may_ping,
				.wait_ms = r->o->wait_ms};
	const char *wrong = expect(&e);

	if (wrong)
		fail(r, "%s: %s; it sent: %s", line, wrong,
		     r->p->said[0] ? r->p->said : "nothing");
}

/* the head of an HTTP/1 response, with one of these statuses */
static void
do_head(struct run *r, struct words *w)
{
	char got[2048] = "";
	size_t len = 0, n;

	while (len < sizeof(got) - 1 && !strstr(got, "\r\n\r\n") &&
	       recv(r->p->fd, got + len, 1, 0) == 1)
		got[++len] = 0;
	for (n = 1; n < w->count; n++)
		if (len > 12 && !strncmp(got, "HTTP/1.1 ", 9) &&
		    !strncmp(got + 9, w->of[n], 3)) {
			/* stream 1 is the request (RFC 7540 3.2) */
			if (!strcmp(w->of[n], "101"))
				h2_peer_stream(r->p, 1);
			return;
		}
	fail(r, "not the head that was expected but \"%.60s\"", got);
}

/* "need A <= B": or the case does not apply to this peer */
static void
do_need(struct run *r, struct words *w)
{
	int64_t a, b;
	bool holds;

	if (w->count != 4 || !number(r->p, w->of[1], &a) ||
	    !number(r->p, w->of[3], &b)) {
		fprintf(stderr, "%s: need A <= B\n", r->c->name);
		exit(2);
	}
	holds = !strcmp(w->of[2], "<=")   ? a <= b
		: !strcmp(w->of[2], ">=") ? a >= b
					  : a == b;
	if (holds)
		return;
	snprintf(r->why, r->why_size, "the peer has not %s %s %s", w->of[1],
		 w->of[2], w->of[3]);
	r->outcome = H2_SKIPPED;
}

/* our SETTINGS (the words behind hello), theirs, and an ACK of each */
static void
do_hello(struct run *r, struct words *w)
{
	static const uint8_t ack[H2_HEAD] = {0, 0, 0, H2_SETTINGS, H2_ACK};
	static char name[] = "SETTINGS";
	struct octets out = {0};
	int64_t end = h2_now_ms() + r->o->wait_ms;
	bool is_last;

	w->of[0] = name;
	if (!r->o->is_client)
		octets_add(&out, preface, PREFACE_LEN);
	frame_add(&out, r->p, w, 0, &is_last);
	h2_peer_send(r->p, out.of, out.len, r->o->wait_ms);
	free(out.of);
	while (!r->p->settings_got || !r->p->acks)
		if (h2_peer_read(r->p, (int)(end - h2_now_ms())) <= 0) {
			fail(r, "no SETTINGS and ACK of ours came; it sent: %s",
			     r->p->said[0] ? r->p->said : "nothing");
			return;
		}
	h2_peer_send(r->p, ack, sizeof(ack), r->o->wait_ms);
}

/* the first octets of a client */
static void
do_preface(struct run *r)
{
	char got[PREFACE_LEN];

	if (recv(r->p->fd, got, PREFACE_LEN, MSG_WAITALL) != PREFACE_LEN ||
	    memcmp(got, preface, PREFACE_LEN))
		fail(r, "3.4: the client's preface did not come");
}

/* "exit 0", "exit fail", "exit any": how the client ends */
static void
do_exit(struct run *r, struct words *w)
{
	const char *want = w->count > 1 ? w->of[1] : "any";
	int status;

	/* another connection would wait for ever */
	close(r->listener);
	r->listener = -1;
	status = child_wait(&r->child, r->o->wait_ms);
	if (status < 0)
		fail(r, "the client did not end");
	else if (status >= 128)
		fail(r, "the client died of signal %d", status - 128);
	else if ((!strcmp(want, "0") && status) ||
		 (!strcmp(want, "fail") && !status))
		fail(r, "exit %s: the client ended with %d; it sent: %s", want,
		     status, r->p->said);
}

/* a small buffer, so that it is soon seen whether the peer stops */
static void
turn_deaf(struct run *r)
{
	int size = 8192;

	setsockopt(r->p->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	r->is_deaf = true;
}

static void
do_plain_word(struct run *r, struct words *w)
{
	const char *word = w->of[0];

	if (!strcmp(word, "accept")) {
		do_accept(r);
		if (r->outcome == H2_PASSED)
			do_preface(r);
	} else if (!strcmp(word, "raw")) {
		r->p->is_raw = true;
	} else if (!strcmp(word, "deaf")) {
		turn_deaf(r);
	} else if (!strcmp(word, "stopped")) {
		/* reading on to throw it away is another way to end it */
		while (!r->has_stopped && !r->p->goaways &&
		       h2_peer_read(r->p, 500) > 0)
			;
		if (!r->has_stopped && !expect_ended(r->p))
			fail(r, "it took all of it and kept the answers");
	} else if (!strcmp(word, "again")) {
		r->is_deaf = r->has_stopped = false;
		do_connect(r);
		w->count = 1;
		if (r->outcome == H2_PASSED)
			do_hello(r, w);
	} else if (!strcmp(word, "end")) {
		shutdown(r->p->fd, SHUT_WR);
	} else if (!strcmp(word, "said")) {
		if (!child_said(&r->child, w->of[1], r->o->wait_ms))
			fail(r, "the client did not write %s", w->of[1]);
	} else {
		fprintf(stderr, "%s: what is \"%s\"?\n", r->c->name, word);
		exit(2);
	}
}

static void
do_line(struct run *r, const char *line)
{
	struct words w;

	if (begins_with(line, "each")) {
		do_each(r, line);
		return;
	}
	if (!words_cut(&w, line, &r->macros) || !w.count) {
		fprintf(stderr, "%s: too long: %s\n", r->c->name, line);
		exit(2);
	}
	if (is_frame_name(w.of[0]))
		do_frame(r, &w);
	else if (!strcmp(w.of[0], "times"))
		do_times(r, &w);
	else if (!strcmp(w.of[0], "expect"))
		do_expect(r, &w, line);
	else if (!strcmp(w.of[0], "need"))
		do_need(r, &w);
	else if (!strcmp(w.of[0], "hello"))
		do_hello(r, &w);
	else if (!strcmp(w.of[0], "head"))
		do_head(r, &w);
	else if (!strcmp(w.of[0], "exit"))
		do_exit(r, &w);
	else
		do_plain_word(r, &w);
}

/* -- a case ------------------------------------------------------------------
 */

/* lines that say how to begin are wanted before there is a connection */
static void
prepare(struct run *r)
{
	char port[16];
	size_t n;

	snprintf(r->paths, sizeof(r->paths), "/");
	for (n = 0; n < r->c->line_count; n++)
		if (begins_with(r->c->lines[n], "paths"))
			snprintf(r->paths, sizeof(r->paths), "%s",
				 r->c->lines[n] + 6);
	if (r->o->is_client) {
		start_client(r);
		if (r->outcome == H2_PASSED)
			do_accept(r);
		if (r->outcome == H2_PASSED)
			do_preface(r);
	} else {
		do_connect(r);
		r->port = r->o->port;
	}
	snprintf(port, sizeof(port), "%d", r->port);
	macro_set(&r->macros, "port", port);
}

static void
run_lines(struct run *r)
{
	bool needs_hello = !r->c->is_bare;
	size_t n;

	if (r->c->line_count && begins_with(r->c->lines[0], "hello"))
		needs_hello = false;
	if (needs_hello)
		do_line(r, r->o->is_client ? "hello" : "hello 2=0");
	for (n = 0; n < r->c->line_count && r->outcome == H2_PASSED; n++)
		if (!begins_with(r->c->lines[n], "paths"))
			do_line(r, r->c->lines[n]);
	/* whatever the case is about */
	if (r->outcome == H2_PASSED && r->p->fault[0])
		fail(r, "the peer broke %s", r->p->fault);
}

enum h2_outcome
h2_run(const struct h2_case *c, const struct h2_options *o, char *why,
       size_t size)
{
	static struct h2_peer peer;
	struct run *r = calloc(1, sizeof(*r));
	enum h2_outcome outcome;

	if (!r)
		return H2_FAILED;
	r->c = c;
	r->o = o;
	r->p = &peer;
	r->macros = o->macros;
	r->listener = -1;
	r->why = why;
	r->why_size = size;
	*why = 0;
	prepare(r);
	if (r->outcome == H2_PASSED)
		run_lines(r);
	if (r->outcome == H2_FAILED && r->is_connected && peer.fault[0] &&
	    !strstr(why, peer.fault))
		snprintf(why + strlen(why), size - strlen(why), "; it broke %s",
			 peer.fault);
	if (r->is_connected)
		h2_peer_end(&peer);
	if (r->listener >= 0)
		close(r->listener);
	if (r->child.pid)
		child_wait(&r->child, 0);
	outcome = r->outcome;
	free(r);

	return outcome;
}
