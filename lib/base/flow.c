/* SPDX-License-Identifier: MIT */
/*
 * flow: what a decoder reads, while it is still arriving on a secure stream.
 *
 *   stream -> bl -> data, len -> decoder
 *
 * data and len are the part of the first segment that the decoder has not
 * taken; the segment stays on the buflist until it has taken all of it.
 */

#include "base/base.h"

static void
flow_ask_nobody(struct lws_ss_handle *h, int32_t bytes)
{
	(void)h;
	(void)bytes;
}

static lws__flow_ask_fn flow_ask = flow_ask_nobody;

void
lws__flow_set_ask(lws__flow_ask_fn ask)
{
	flow_ask = ask ? ask : flow_ask_nobody;
}

lws_stateful_ret_t
lws_flow_feed(lws_flow_t *flow)
{
	uint8_t *data = NULL;

	if (flow->len)
		return LWS_SRET_OK;

	if (flow->blseglen) {
		lws_buflist_use_segment(&flow->bl, flow->blseglen);
		flow->blseglen = 0;
	}

	flow->len = lws_buflist_next_segment_len(&flow->bl, &data);
	if (flow->len > UINT32_MAX)
		flow->len = UINT32_MAX;
	flow->blseglen = (uint32_t)flow->len;
	flow->data = data;
	if (flow->len)
		return LWS_SRET_OK;

	switch (flow->state) {
	case LWSDLOFLOW_STATE_READ:
		return LWS_SRET_WANT_INPUT;
	case LWSDLOFLOW_STATE_READ_COMPLETED:
		return LWS_SRET_OK;
	default:
		return LWS_SRET_FATAL;
	}
}

/* as feed, and lets the peer send until `window` bytes are here or under way */
lws_stateful_ret_t
lws_flow_req(lws_flow_t *flow)
{
	lws_stateful_ret_t ret = lws_flow_feed(flow);
	size_t here = lws__buflist_left(&flow->bl);

	if (flow->h && flow->state == LWSDLOFLOW_STATE_READ &&
	    flow->window > 0 && here < (size_t)flow->window)
		flow_ask(flow->h, flow->window - (int32_t)here);

	return ret;
}
