/* SPDX-License-Identifier: MIT */
/*
 * The connection: octets to frames to messages, and RFC 6455 asked of each.
 */
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_ROOM = 262144, DEAF_MS = 200 };

void
peer_fault(struct ws_peer *p, const char *format, ...)
{
	va_list ap;

	if (p->fault[0])
		return; /* the first counts */
	va_start(ap, format);
	vsnprintf(p->fault, sizeof(p->fault), format, ap);
	va_end(ap);
}

__attribute__((format(printf, 2, 3))) static void
say(struct ws_peer *p, const char *format, ...)
{
	char text[160];
	size_t len = strlen(p->said);
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (p->trace)
		printf("    <- %s\n", text);
	snprintf(p->said + len, sizeof(p->said) - len, "%s%s", len ? ", " : "",
		 text);
}

void
peer_begin(struct ws_peer *p, int fd, bool is_server, bool trace)
{
	memset(p, 0, sizeof(*p));
	p->fd = fd;
	p->is_server = is_server;
	p->trace = trace;
	p->z.we_serve = !is_server;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void
peer_end(struct ws_peer *p)
{
	while (p->queue_len)
		peer_forget(p);
	octets_free(&p->part.data);
	octets_free(&p->in);
	octets_free(&p->pings);
	squeeze_end(&p->z);
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

void
peer_forget(struct ws_peer *p)
{
	octets_free(&p->queue[0].data);
	p->queue_len--;
	memmove(p->queue, p->queue + 1, p->queue_len * sizeof(p->queue[0]));
}

/* -- messages -----------------------------------------------------------------
 */

static void
message_ends(struct ws_peer *p)
{
	struct ws_message *m = &p->part;
	struct octets plain = {0};
	const char *why;

	p->is_part_open = false;
	if (m->was_squeezed) {
		why = squeeze_undo(&p->z, &m->data, &plain);
		if (why)
			peer_fault(p, "7692 %s", why);
		octets_free(&m->data);
		m->data = plain;
	}
	if (m->opcode == OP_TEXT &&
	    !utf8_is_good(m->data.of, m->data.len, true))
		peer_fault(p, "8.1: its text is not UTF-8");
	if (p->queue_len == QUEUE_MAX) {
		peer_fault(p, "more messages than were ever sent");
		octets_free(&m->data);
	} else {
		p->queue[p->queue_len++] = *m;
	}
	memset(m, 0, sizeof(*m));
}

static void
data_frame(struct ws_peer *p, uint8_t first, const uint8_t *payload, size_t len)
{
	uint8_t opcode = first & 0xf;

	if (opcode == OP_CONT && !p->is_part_open) {
		peer_fault(p, "5.4: continues nothing");
		return;
	}
	if (opcode != OP_CONT) {
		if (p->is_part_open)
			peer_fault(p, "5.4: a message inside another");
		p->part.opcode = opcode;
		p->part.was_squeezed = !!(first & 0x40);
		p->is_part_open = true;
	}
	octets_add(&p->part.data, payload, len);
	if (first & 0x80)
		message_ends(p);
}

/* -- control frames -----------------------------------------------------------
 */

/* of our pings, which is meant?  Older ones need no answer: 5.5.3 */
static void
pong_frame(struct ws_peer *p, const uint8_t *payload, size_t len)
{
	size_t at = p->pings_at;
	const uint8_t *ping;

	p->pongs++;
	while (at < p->pings.len) {
		ping = p->pings.of + at;
		at += 1 + (size_t)ping[0];
		if (ping[0] == len && !memcmp(ping + 1, payload, len)) {
			p->pings_at = at;
			return;
		}
	}
	peer_fault(p, "5.5.3: a PONG with what no PING had");
}

static bool
is_code(unsigned int code)
{
	return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 &&
		code != 1006) ||
	       (code >= 3000 && code <= 4999);
}

static void
close_frame(struct ws_peer *p, const uint8_t *payload, size_t len)
{
	p->close_came = true;
	p->close_code = NO_CODE;
	if (len == 1)
		peer_fault(p, "5.5.1: CLOSE with one octet");
	if (len < 2)
		return;
	p->close_code = (unsigned int)(payload[0] << 8 | payload[1]);
	if (!is_code(p->close_code))
		peer_fault(p, "7.4: CLOSE with %u", p->close_code);
	if (!utf8_is_good(payload + 2, len - 2, true))
		peer_fault(p, "5.5.1: a reason that is not UTF-8");
	memcpy(p->close_reason, payload + 2, len - 2);
}

static void
ping_frame(struct ws_peer *p, const uint8_t *payload, size_t len)
{
	uint8_t out[CONTROL_MAX + 6] = {0x8a, (uint8_t)len};
	size_t head = 2;

	if (p->is_server) {
		out[1] |= 0x80; /* and a key of zeroes */
		head += 4;
	}
	memcpy(out + head, payload, len);
	if (!p->close_sent && !p->saw_eof &&
	    send(p->fd, out, head + len, MSG_NOSIGNAL) < 0)
		return;
}

static void
control_frame(struct ws_peer *p, uint8_t first, const uint8_t *payload,
	      size_t len)
{
	switch (first & 0xf) {
	case OP_CLOSE:
		close_frame(p, payload, len);
		break;
	case OP_PING:
		ping_frame(p, payload, len);
		break;
	default:
		pong_frame(p, payload, len);
		break;
	}
}

/* -- frames -------------------------------------------------------------------
 */

static const char *
opcode_name(uint8_t opcode)
{
	static const char *const names[16] = {
		[OP_CONT] = "CONT",     [OP_TEXT] = "TEXT",
		[OP_BINARY] = "BINARY", [OP_CLOSE] = "CLOSE",
		[OP_PING] = "PING",     [OP_PONG] = "PONG"};

	return names[opcode] ? names[opcode] : "an opcode of nobody";
}

static void
judge_head(struct ws_peer *p, uint8_t first, uint8_t second, uint64_t len)
{
	unsigned int rsv = first >> 4 & 7, may = 0;
	uint8_t opcode = first & 0xf;

	if (p->close_came)
		peer_fault(p, "5.5.1: %s behind its CLOSE",
			   opcode_name(opcode));
	if (p->z.is_on && (opcode == OP_TEXT || opcode == OP_BINARY))
		may = 4;
	if (rsv & ~may)
		peer_fault(p, "5.2: reserved bits %u", rsv);
	if (opcode > OP_PONG || (opcode > OP_BINARY && opcode < OP_CLOSE))
		peer_fault(p, "5.2: opcode %u", opcode);
	if (!(second & 0x80) != p->is_server)
		peer_fault(p, "5.1: a frame that is %smasked",
			   p->is_server ? "" : "not ");
	if (opcode >= OP_CLOSE && (len > CONTROL_MAX || !(first & 0x80)))
		peer_fault(p, "5.5: a control frame of %u octets%s",
			   (unsigned int)len, first & 0x80 ? "" : ", no FIN");
}

/* length of the head; 0: it is not here yet */
static size_t
read_head(struct ws_peer *p, const uint8_t *at, size_t have, uint64_t *len)
{
	size_t more, n;

	if (have < 2)
		return 0;
	*len = at[1] & 0x7f;
	more = *len < 126 ? 0 : *len == 126 ? 2 : 8;
	if (have < 2 + more + (at[1] & 0x80 ? 4u : 0u))
		return 0;
	if (more) {
		for (*len = 0, n = 0; n < more; n++)
			*len = *len << 8 | at[2 + n];
		if (*len < (more == 2 ? 126 : 65536))
			peer_fault(p, "5.2: a length of more octets than it "
				      "needs");
	}

	return 2 + more + (at[1] & 0x80 ? 4u : 0u);
}

/* one frame of what is here; false: there is not a whole one */
static bool
take_frame(struct ws_peer *p)
{
	size_t have = p->in.len - p->in_at, head, n;
	uint64_t len = 0;
	uint8_t *at;

	if (!have)
		return false;
	at = p->in.of + p->in_at;
	head = read_head(p, at, have, &len);
	if (!head || have - head < len)
		return false;
	judge_head(p, at[0], at[1], len);
	if (at[1] & 0x80)
		for (n = 0; n < len; n++)
			at[head + n] ^= at[head - 4 + (n & 3)];
	p->in_at += head + (size_t)len;
	if (++p->frames <= 12 || (at[0] & 0xf) == OP_CLOSE)
		say(p, "%s%s of %zu%s", opcode_name(at[0] & 0xf),
		    at[0] & 0x80 ? "" : " (more)", (size_t)len,
		    at[0] & 0x40 ? " compressed" : "");
	if ((at[0] & 0xf) >= OP_CLOSE && len <= CONTROL_MAX)
		control_frame(p, at[0], at + head, (size_t)len);
	else if ((at[0] & 0xf) <= OP_BINARY)
		data_frame(p, at[0], at + head, (size_t)len);

	return true;
}

/* what the kernel has; false: nothing, or the end */
static bool
take_octets(struct ws_peer *p)
{
	ssize_t n;

	if (p->in_at == p->in.len)
		p->in.len = p->in_at = 0;
	if (p->in_at > READ_ROOM) {
		octets_drop(&p->in, p->in_at);
		p->in_at = 0;
	}
	n = recv(p->fd, octets_add(&p->in, NULL, READ_ROOM), READ_ROOM, 0);
	p->in.len -= READ_ROOM - (n > 0 ? (size_t)n : 0);
	if (n > 0)
		return true;
	if (!n || (errno != EAGAIN && errno != EINTR)) {
		p->was_reset = n < 0;
		p->saw_eof = true;
		if (p->in_at < p->in.len)
			peer_fault(p, "5.2: it ended inside a frame");
	}

	return false;
}

int
peer_read(struct ws_peer *p, int ms)
{
	struct pollfd fd = {.fd = p->fd, .events = POLLIN};
	int64_t end = now_ms() + ms;

	while (!take_frame(p)) {
		if (p->saw_eof)
			return 0;
		if (take_octets(p))
			continue;
		if (p->saw_eof)
			continue;
		ms = (int)(end - now_ms());
		if (poll(&fd, 1, ms > 0 ? ms : 0) <= 0)
			return -1;
	}

	return 1;
}

bool
peer_send(struct ws_peer *p, const uint8_t *bytes, size_t len, int ms)
{
	struct pollfd fd = {.fd = p->fd};
	ssize_t n;

	while (len && !p->was_reset) {
		n = send(p->fd, bytes, len, MSG_NOSIGNAL);
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return true; /* gone */
		fd.events = POLLOUT;
		if (!p->is_deaf && !p->saw_eof)
			fd.events |= POLLIN;
		if (poll(&fd, 1, p->is_deaf ? DEAF_MS : ms) <= 0) {
			if (!p->is_deaf)
				return false;
			p->is_deaf = false; /* all is full: now we listen */
			continue;
		}
		if ((fd.events & POLLIN) && (fd.revents & (POLLIN | POLLHUP)) &&
		    take_octets(p))
			while (take_frame(p))
				;
	}

	return true;
}
