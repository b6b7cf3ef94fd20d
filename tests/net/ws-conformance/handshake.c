/* SPDX-License-Identifier: MIT */
/*
 * RFC 6455 4: our half of the handshake, and whether theirs is right.
 */
#include "peer.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>

enum { HEAD_MAX = 8192 };

/* a head up to its empty line; false: it does not come */
static bool
read_head(struct ws_peer *p, char head[HEAD_MAX + 1], int ms)
{
	struct pollfd fd = {.fd = p->fd, .events = POLLIN};
	int64_t end = now_ms() + ms;
	size_t len = 0;
	ssize_t n;

	/* not an octet more than the head: frames may be behind it */
	for (;;) {
		ms = (int)(end - now_ms());
		if (len == HEAD_MAX || poll(&fd, 1, ms > 0 ? ms : 0) <= 0)
			return false;
		n = recv(p->fd, head + len, 1, 0);
		if (n <= 0)
			return false;
		head[++len] = 0;
		if (len >= 4 && !strcmp(head + len - 4, "\r\n\r\n"))
			return true;
	}
}

/* the value of a header, empty when it is not there; how often it is */
static unsigned int
header(const char *head, const char *name, char *out, size_t size)
{
	unsigned int times = 0;
	size_t len = strlen(name), n;
	const char *at = head;

	*out = 0;
	while ((at = strstr(at, "\r\n")) != NULL) {
		at += 2;
		if (strncasecmp(at, name, len) || at[len] != ':')
			continue;
		at += len + 1;
		at += strspn(at, " \t");
		n = strcspn(at, "\r");
		while (n && (at[n - 1] == ' ' || at[n - 1] == '\t'))
			n--;
		snprintf(out, size, "%.*s", (int)n, at);
		times++;
	}

	return times;
}

static bool
has_token(const char *list, const char *token)
{
	size_t len = strlen(token);

	while (*list) {
		list += strspn(list, " ,\t");
		if (!strncasecmp(list, token, len) && strchr(" ,\t", list[len]))
			return true;
		list += strcspn(list, ",");
	}

	return false;
}

static const char *
judge_answer(struct ws_peer *p, const char *head, const char *key,
	     const char *extension)
{
	char value[512], wanted[29];

	if (strncmp(head, "HTTP/1.1 101 ", 13))
		return "4.1: the handshake is not answered with 101";
	if (header(head, "upgrade", value, sizeof(value)) != 1 ||
	    strcasecmp(value, "websocket"))
		return "4.2.2: no Upgrade: websocket in its answer";
	if (!header(head, "connection", value, sizeof(value)) ||
	    !has_token(value, "upgrade"))
		return "4.2.2: no Connection: Upgrade in its answer";
	accept_of(key, wanted);
	if (header(head, "sec-websocket-accept", value, sizeof(value)) != 1 ||
	    strcmp(value, wanted))
		return "4.2.2: not the Sec-WebSocket-Accept of this key";
	if (header(head, "sec-websocket-protocol", value, sizeof(value)))
		return "4.2.2: a sub-protocol that was not asked for";
	if (!header(head, "sec-websocket-extensions", value, sizeof(value)))
		return NULL;
	if (!extension)
		return "4.2.2: an extension that was not offered";

	return squeeze_agree(&p->z, extension, value);
}

const char *
peer_ask(struct ws_peer *p, const char *extension, int ms)
{
	static char head[HEAD_MAX + 1];
	char request[2048], key[25];
	uint8_t nonce[16];

	if (getrandom(nonce, sizeof(nonce), 0) != sizeof(nonce))
		exit(2);
	base64_of_16(nonce, key);
	snprintf(request, sizeof(request),
		 "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
		 "Connection: Upgrade\r\nSec-WebSocket-Key: %s\r\n"
		 "Sec-WebSocket-Version: 13\r\n%s%s%s\r\n",
		 key, extension ? "Sec-WebSocket-Extensions: " : "",
		 extension ? extension : "", extension ? "\r\n" : "");
	peer_send(p, (const uint8_t *)request, strlen(request), ms);
	if (!read_head(p, head, ms))
		return "4.1: the handshake is not answered";

	return judge_answer(p, head, key, extension);
}

static const char *
judge_request(const char *head, char *key, size_t size)
{
	char value[512];

	if (strncmp(head, "GET ", 4) || !strstr(head, " HTTP/1.1\r\n"))
		return "4.1: not GET and HTTP/1.1";
	if (header(head, "host", value, sizeof(value)) != 1)
		return "4.1: no Host, or several";
	if (!header(head, "upgrade", value, sizeof(value)) ||
	    !has_token(value, "websocket"))
		return "4.1: no Upgrade: websocket";
	if (!header(head, "connection", value, sizeof(value)) ||
	    !has_token(value, "upgrade"))
		return "4.1: no Connection: Upgrade";
	if (header(head, "sec-websocket-version", value, sizeof(value)) != 1 ||
	    strcmp(value, "13"))
		return "4.1: no Sec-WebSocket-Version: 13";
	if (header(head, "sec-websocket-key", key, size) != 1 ||
	    strlen(key) != 24 || strcmp(key + 22, "=="))
		return "4.1: the key is not 16 octets in base64";

	return NULL;
}

const char *
peer_answer(struct ws_peer *p, const char *extension, int ms, bool *is_skipped)
{
	static char head[HEAD_MAX + 1];
	char answer[1024], key[64], wanted[29], offer[512], full[512];
	const char *why;

	if (!read_head(p, head, ms))
		return "4.1: no request for a handshake";
	why = judge_request(head, key, sizeof(key));
	if (why)
		return why;
	header(head, "sec-websocket-extensions", offer, sizeof(offer));
	*is_skipped = extension && !squeeze_is_offered(offer, extension);
	if (*is_skipped)
		return NULL;
	accept_of(key, wanted);
	snprintf(full, sizeof(full), "%s", extension ? extension : "");
	snprintf(answer, sizeof(answer),
		 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
		 "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s%s%s"
		 "\r\n",
		 wanted, extension ? "Sec-WebSocket-Extensions: " : "", full,
		 extension ? "\r\n" : "");
	peer_send(p, (const uint8_t *)answer, strlen(answer), ms);

	return extension ? squeeze_agree(&p->z, offer, full) : NULL;
}
