/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Who is connected to this protocol, as JSON, to each of them, whenever
 * somebody comes or goes.
 */

#include "demos.h"

enum {
	LIST_MAX = 2048, /* who no longer fits is not named */
	ENTRY_MAX = 64,
};

struct session {
	lws_dll2_t list; /* in everybody */
	char ip[48];
	unsigned int number;
};

static lws_dll2_owner_t everybody;
static unsigned int numbers;

static int
send_list(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + LIST_MAX];
	char *start = (char *)buf + LWS_PRE, *p = start;
	char *end = start + LIST_MAX;

	p += lws_snprintf(p, lws_ptr_diff_size_t(end, p),
			  "{\"count\":%u,\"who\":[",
			  (unsigned int)everybody.count);
	lws_start_foreach_dll(struct lws_dll2 *, d,
			      lws_dll2_get_head(&everybody))
	{
		struct session *s = lws_container_of(d, struct session, list);

		if (end - p > ENTRY_MAX + 3)
			p += lws_snprintf(
				p, ENTRY_MAX, "%s{\"n\":%u,\"ip\":\"%s\"}",
				d == lws_dll2_get_head(&everybody) ? "" : ",",
				s->number, s->ip);
	}
	lws_end_foreach_dll(d);
	p += lws_snprintf(p, lws_ptr_diff_size_t(end, p), "]}");

	return lws_write(wsi, (unsigned char *)start,
			 lws_ptr_diff_size_t(p, start),
			 LWS_WRITE_TEXT) < lws_ptr_diff(p, start)
		       ? -1
		       : 0;
}

static int
callback_status(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	struct session *s = (struct session *)user;

	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		s->number = ++numbers;
		lws_get_peer_simple(wsi, s->ip, sizeof(s->ip));
		lws_dll2_add_tail(&s->list, &everybody);
		break;
	case LWS_CALLBACK_CLOSED:
		lws_dll2_remove(&s->list);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_list(wsi);
	default:
		return 0;
	}
	lws_callback_on_writable_all_protocol(lws_get_context(wsi),
					      lws_get_protocol(wsi));

	return 0;
}

const struct lws_protocols protocol_status = {
	.name = "status",
	.callback = callback_status,
	.per_session_data_size = sizeof(struct session),
};
