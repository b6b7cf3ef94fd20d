/* SPDX-License-Identifier: MIT */
/* Every message is read step by step. */

#include "roles/ws/ws-message.h"

bool
lws__ws_message_whole(struct lws__ws_message *m, struct lws_cursor *in,
		      struct lws__ws_data *d)
{
	(void)m;
	(void)in;
	(void)d;

	return false;
}
