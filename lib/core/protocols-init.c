/* SPDX-License-Identifier: MIT */
/*
 * The life of protocol instances: PROTOCOL_INIT once per vhost and protocol,
 * before the vhost's first connection is served; PROTOCOL_DESTROY after its
 * last, for those whose INIT succeeded.
 */

#include "core/conn.h"
#include "core/context.h"
#include "core/protocols.h"

static int
call(struct lws_vhost *vh, unsigned int n, enum lws_callback_reasons reason,
     const struct lws_protocol_vhost_options *options)
{
	const struct lws_protocols *p = &vh->protocols[n];
	struct lws fake = {.cx = vh->cx, .vh = vh, .protocol = p, .is_fake = 1};
	union {
		const struct lws_protocol_vhost_options *options;
		void *in;
	} arg = {options};

	fake.tsi = (uint8_t)lws__calling_tsi(vh->cx);

	return p->callback ? p->callback(&fake, reason, NULL, arg.in, 0) : 0;
}

/* the list of the vhost names it, or there is no list, or all are wanted */
static bool
is_wanted(const struct lws_vhost *vh,
	  const struct lws_protocol_vhost_options *pvo)
{
	return pvo || !vh->pvo ||
	       lws_check_opt(vh->options,
			     LWS_SERVER_OPTION_VH_INSTANTIATE_ALL_PROTOCOLS);
}

void
lws__vhost_protocols_init(struct lws_vhost *vh)
{
	if (vh->protocols_told || vh->being_destroyed)
		return;
	vh->protocols_told = 1;
	for (unsigned int n = 0; n < vh->protocol_count; n++) {
		const struct lws_protocols *p = &vh->protocols[n];
		const struct lws_protocol_vhost_options *pvo =
			lws_pvo_search(vh->pvo, p->name);

		if (!is_wanted(vh, pvo))
			continue;
		if (!lws__vhost_fi(vh, "vh_create_protocol_init") &&
		    !call(vh, n, LWS_CALLBACK_PROTOCOL_INIT,
			  pvo ? pvo->options : NULL)) {
			vh->protocol_inited[n] = 1;
			continue;
		}
		lwsl_vhost_warn(vh, "protocol %s failed to start here",
				p->name);
		lws__free(vh->priv[n]);
		vh->priv[n] = NULL;
	}
}

void
lws__vhost_protocols_destroy(struct lws_vhost *vh)
{
	for (unsigned int n = 0; n < vh->protocol_count; n++) {
		if (!vh->protocol_inited[n])
			continue;
		vh->protocol_inited[n] = 0;
		(void)call(vh, n, LWS_CALLBACK_PROTOCOL_DESTROY, NULL);
	}
}

/* inside a turn, so that a callback may destroy what it likes */
static void
init_all(struct lws_context *cx)
{
	struct lws_context_per_thread *pt = lws__context_pt(cx, 0);
	struct lws_vhost *vh;
	bool claimed, in_turn = lws__pt_try_turn(pt, &claimed);

	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh))
		lws__vhost_protocols_init(vh);
	if (in_turn)
		lws__pt_try_turn_end(pt, claimed);
}

static int
first_round(struct lws_context *cx)
{
	int ret = 0;

	atomic_store(&cx->protocols_thread, lws__thread_self());
	init_all(cx);
	if (lws__context_privileges_drop(cx))
		ret = -1;
	else
		atomic_store(&cx->protocols_ready, true);
	atomic_store(&cx->protocols_thread, 0);

	return ret;
}

/* other service threads wait for the first round: they must not serve before */
int
lws__protocols_init(struct lws_context *cx)
{
	int ret = 0;

	if (atomic_load(&cx->protocols_ready) ||
	    lws_check_opt(cx->options, LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT) ||
	    atomic_load(&cx->protocols_thread) == lws__thread_self())
		return 0;
	if (cx->count_threads > 1)
		pthread_mutex_lock(&cx->init_lock);
	if (!atomic_load(&cx->protocols_ready))
		ret = first_round(cx);
	if (cx->count_threads > 1)
		pthread_mutex_unlock(&cx->init_lock);

	return ret;
}

/* asked for by the application, so whatever the option says */
int
lws_protocol_init(struct lws_context *context)
{
	init_all(context);

	return lws__context_privileges_drop(context);
}
