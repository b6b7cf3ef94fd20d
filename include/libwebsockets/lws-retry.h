/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_RETRY_H)
#define LIBWEBSOCKETS_LWS_RETRY_H

/**
 * \defgroup retry Retry and validity policies
 * How long to wait before trying again, and how long to believe in a silent
 * peer.
 * @{
 */

/** conceal_count: never report a failure */
#define LWS_RETRY_CONCEAL_ALWAYS (0xffff)

struct lws_retry_bo;

typedef struct lws_retry_bo lws_retry_bo_t;

/** const data of yours, borrowed as long as anything uses it */
struct lws_retry_bo {
	/** base delay by attempt, in milliseconds; the last one is repeated */
	const uint32_t *retry_ms_table;
	/** its length; 0: three seconds each time */
	uint16_t retry_ms_table_count;
	/** how many failures are not reported */
	uint16_t conceal_count;
	/**
	 * seconds without proof of life until a ping is sent; none is sent
	 * with 0, or when this is not before the hangup.  0 in what a context
	 * is given: the default stays, ping at 40, hangup at 50
	 */
	uint16_t secs_since_valid_ping;
	/**
	 * seconds without proof of life until it is closed; 0: nobody is asked
	 * or closed; 0xffff: asked, but never closed
	 */
	uint16_t secs_since_valid_hangup;
	/** a random 0 .. that many percent is added; 0: 30 */
	uint8_t jitter_percent;
};

/**
 * lws_retry_get_delay_ms() - how long to wait before the next attempt
 *
 * \param context: borrowed
 * \param retry: borrowed, or NULL: three seconds, plus jitter
 * \param ctry: attempts so far, counted on here; stays at 0xffff
 * \param conceal: NULL, or receives 1 while fewer than conceal_count attempts
 *   failed, else 0
 *
 * Returns milliseconds.
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN unsigned int
lws_retry_get_delay_ms(struct lws_context *context, const lws_retry_bo_t *retry,
		       uint16_t *ctry, char *conceal);

/**
 * lws_retry_sul_schedule() - schedule the next attempt
 *
 * \param context: borrowed
 * \param tid: service thread index
 * \param sul: as lws_sul_schedule()
 * \param retry: borrowed, or NULL
 * \param cb: the attempt
 * \param ctry: attempts so far, counted on here
 *
 * Returns 0: scheduled; 1: too many attempts, nothing is scheduled.
 * Call from: service thread tid
 */
LWS_VISIBLE LWS_EXTERN int
lws_retry_sul_schedule(struct lws_context *context, int tid,
		       lws_sorted_usec_list_t *sul, const lws_retry_bo_t *retry,
		       sul_cb_t cb, uint16_t *ctry);

/**
 * lws_retry_sul_schedule_retry_wsi() - schedule the next attempt by the policy
 * of a failed wsi
 *
 * \param wsi: borrowed
 * \param sul: as lws_sul_schedule(); must outlive the wsi
 * \param cb: the attempt
 * \param ctry: attempts so far, counted on here
 *
 * Returns 0: scheduled; 1: too many attempts, nothing is scheduled.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_retry_sul_schedule_retry_wsi(struct lws *wsi, lws_sorted_usec_list_t *sul,
				 sul_cb_t cb, uint16_t *ctry);

/** @} */

#endif
