/* SPDX-License-Identifier: MIT */
/*
 * Answers of an HTTP server as a simple client reads them.
 */

#include "net-test.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

const char *
lws__net_field(const struct lws__net_answer *a, const char *name)
{
	static char value[4096];
	size_t len = strlen(name);
	const char *line = strstr(a->head, "\r\n");

	while (line && line[2] != '\r') {
		line += 2;
		if (!strncasecmp(line, name, len) && line[len] == ':') {
			const char *end = strstr(line, "\r\n");

			line += len + 1;
			while (*line == ' ')
				line++;
			snprintf(value, sizeof(value), "%.*s",
				 (int)(end - line), line);
			return value;
		}
		line = strstr(line, "\r\n");
	}

	return NULL;
}

static void
add_body(struct lws__net_answer *a, const char *data, size_t len)
{
	a->body = realloc(a->body, a->body_len + len + 1);
	assert_non_null(a->body);
	if (len)
		memcpy(a->body + a->body_len, data, len);
	a->body_len += len;
	a->body[a->body_len] = '\0';
}

static void
read_chunks(struct lws__net *net, struct lws__net_peer *p,
	    struct lws__net_answer *a)
{
	unsigned long len;

	do {
		char *size = lws__net_read_to(net, p, "\r\n"), *end;

		len = strtoul(size, &end, 16);
		assert_true(end != size);
		assert_string_equal(end, "\r\n");
		free(size);
		lws__net_await(net, p, len);
		add_body(a, p->in, len);
		lws__net_take(p, len);
		lws__net_expect(net, p, "\r\n");
	} while (len);
}

void
lws__net_answer(struct lws__net *net, struct lws__net_peer *p,
		struct lws__net_answer *a, bool to_head)
{
	const char *length;

	*a = (struct lws__net_answer){0};
	a->head = lws__net_read_to(net, p, "\r\n\r\n");
	if (strncmp(a->head, "HTTP/1.", 7) || a->head[8] != ' ')
		fail_msg("no status line: \"%.200s\"", a->head);
	a->status = (int)strtol(a->head + 9, NULL, 10);
	add_body(a, NULL, 0);
	if (to_head || a->status == 304 || a->status == 204 || a->status < 200)
		return;
	length = lws__net_field(a, "transfer-encoding");
	if (length && !strcasecmp(length, "chunked")) {
		a->chunked = true;
		read_chunks(net, p, a);
		return;
	}
	length = lws__net_field(a, "content-length");
	if (length) {
		size_t len = strtoul(length, NULL, 10);

		lws__net_await(net, p, len);
		add_body(a, p->in, len);
		lws__net_take(p, len);
		return;
	}
	a->to_the_end = true;
	lws__net_await_end(net, p);
	add_body(a, p->in, p->len);
	lws__net_take(p, p->len);
}

void
lws__net_answer_free(struct lws__net_answer *a)
{
	free(a->head);
	free(a->body);
	*a = (struct lws__net_answer){0};
}

void
lws__net_ask(struct lws__net *net, struct lws__net_peer *p, const char *request,
	     struct lws__net_answer *a, int status)
{
	lws__net_send(net, p, request);
	lws__net_answer(net, p, a, !strncmp(request, "HEAD ", 5));
	if (a->status != status)
		fail_msg("%d instead of %d for \"%.200s\"", a->status, status,
			 request);
}

void
lws__net_ask_once(struct lws__net *net, const char *request, int status,
		  const char *body)
{
	struct lws__net_answer a;
	struct lws__net_peer p;

	lws__net_connect(net, &p);
	lws__net_ask(net, &p, request, &a, status);
	if (body)
		assert_string_equal(a.body, body);
	lws__net_answer_free(&a);
	lws__net_hang_up(&p);
	lws__net_until_alone(net);
}
