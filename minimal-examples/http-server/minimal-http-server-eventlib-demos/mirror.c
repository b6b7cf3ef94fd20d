/* SPDX-License-Identifier: CC0-1.0 */
/*
 * What one sends, all get, the sender too.  The latest messages are kept once
 * for everybody; who reads too slowly misses the oldest of them.
 */

#include "demos.h"

#include <string.h>

enum {
	KEPT = 32,
	MESSAGE_MAX = 256, /* longer ones are refused */
};

static struct {
	unsigned char buf[LWS_PRE + MESSAGE_MAX];
	size_t len;
} kept[KEPT];

static unsigned int count; /* of all messages that came */

struct session {
	unsigned int seen;             /* so many of them */
	unsigned char in[MESSAGE_MAX]; /* one that is still coming */
	size_t in_len;
};

static int
take(struct lws *wsi, struct session *s, const void *in, size_t len)
{
	if (s->in_len + len > MESSAGE_MAX) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL,
				 0);
		return -1;
	}
	memcpy(s->in + s->in_len, in, len);
	s->in_len += len;
	if (!lws_is_final_fragment(wsi))
		return 0;

	memcpy(kept[count % KEPT].buf + LWS_PRE, s->in, s->in_len);
	kept[count % KEPT].len = s->in_len;
	count++;
	s->in_len = 0;
	lws_callback_on_writable_all_protocol(lws_get_context(wsi),
					      lws_get_protocol(wsi));

	return 0;
}

static int
send_next(struct lws *wsi, struct session *s)
{
	size_t len;

	if (s->seen == count)
		return 0;
	if (count - s->seen > KEPT)
		s->seen = count - KEPT;
	len = kept[s->seen % KEPT].len;
	if (lws_write(wsi, kept[s->seen % KEPT].buf + LWS_PRE, len,
		      LWS_WRITE_TEXT) < (int)len)
		return -1;
	if (++s->seen != count)
		lws_callback_on_writable(wsi);

	return 0;
}

static int
callback_mirror(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	struct session *s = (struct session *)user;

	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		s->seen = count;
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return take(wsi, s, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_next(wsi, s);
	default:
		return 0;
	}
}

const struct lws_protocols protocol_mirror = {
	.name = "mirror",
	.callback = callback_mirror,
	.per_session_data_size = sizeof(struct session),
};
