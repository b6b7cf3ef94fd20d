/* SPDX-License-Identifier: MIT */
/*
 * lws_callback_http_dummy(): what happens when the user does not care.
 */

#include "roles/http/http.h"
#include "roles/http/transaction.h"

static int
answer_unclaimed(struct lws *wsi)
{
	if (lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, NULL))
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

int
lws_callback_http_dummy(struct lws *wsi, enum lws_callback_reasons reason,
			void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;

	/* the reasons are the whole API's: most need nothing */
	if (reason == LWS_CALLBACK_HTTP)
		return answer_unclaimed(wsi);
	if (reason == LWS_CALLBACK_HTTP_FILE_COMPLETION)
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	if (reason == LWS_CALLBACK_GET_THREAD_ID)
		return (int)(uintptr_t)pthread_self();
	if (reason == LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION)
		return 0; /* nobody vouched for it */

	return 0;
}
