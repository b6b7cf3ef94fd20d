/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A number that grows, twenty times a second; "reset" begins anew, "close" asks
 * us to close.  The timer belongs to the connection and goes with it.
 */

#include "demos.h"

#include <string.h>

enum {
	PERIOD_US = LWS_USEC_PER_SEC / 20,
};

struct session {
	unsigned int number;
};

static int
send_number(struct lws *wsi, struct session *s)
{
	unsigned char buf[LWS_PRE + 16];
	int len = lws_snprintf((char *)buf + LWS_PRE, sizeof(buf) - LWS_PRE,
			       "%u", s->number++);

	lws_set_timer_usecs(wsi, PERIOD_US);

	return lws_write(wsi, buf + LWS_PRE, (size_t)len, LWS_WRITE_TEXT) < len
		       ? -1
		       : 0;
}

static int
take_word(struct lws *wsi, struct session *s, const char *word, size_t len)
{
	if (len == 5 && !strncmp(word, "reset", len))
		s->number = 0;
	if (len != 5 || strncmp(word, "close", len))
		return 0;
	lws_close_reason(wsi, LWS_CLOSE_STATUS_GOINGAWAY,
			 (unsigned char *)"as you wish", 11);

	return -1;
}

static int
callback_increment(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_TIMER:
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_number(wsi, (struct session *)user);
	case LWS_CALLBACK_RECEIVE:
		return take_word(wsi, (struct session *)user, (const char *)in,
				 len);
	default:
		return 0;
	}
}

const struct lws_protocols protocol_increment = {
	.name = "increment",
	.callback = callback_increment,
	.per_session_data_size = sizeof(struct session),
};
