/* SPDX-License-Identifier: MIT */
/*
 * What an application may ask and set on a wsi.  The wsi of a vhost callback
 * (PROTOCOL_INIT and the like) has a context, a vhost and a protocol only, and
 * answers "none" to all else.
 */

#include "core/core.h"
#include "core/mux.h"
#include "core/role.h"

struct lws_context *
lws_get_context(const struct lws *wsi)
{
	return wsi->cx;
}

int
lws_wsi_tsi(struct lws *wsi)
{
	return wsi->tsi;
}

int
lws_get_tsi(struct lws *wsi)
{
	return wsi->tsi;
}

struct lws *
lws_get_network_wsi(struct lws *wsi)
{
	return wsi && wsi->conn && wsi->conn->wsi ? wsi->conn->wsi : wsi;
}

/* ---- user space and opaque pointers ------------------------------------- */

void *
lws_wsi_user(struct lws *wsi)
{
	return wsi->user;
}

/* the application's space from now on, and to be freed by it */
void
lws_set_wsi_user(struct lws *wsi, void *user)
{
	if (wsi->user_is_ours)
		lws__free(wsi->user);
	wsi->user_is_ours = 0;
	wsi->user = user;
}

void *
lws_get_opaque_user_data(const struct lws *wsi)
{
	return wsi->opaque;
}

void
lws_set_opaque_user_data(struct lws *wsi, void *data)
{
	wsi->opaque = data;
}

void *
lws_get_opaque_parent_data(const struct lws *wsi)
{
	return wsi->rare ? wsi->rare->opaque_parent_data : NULL;
}

void
lws_set_opaque_parent_data(struct lws *wsi, void *data)
{
	struct lws__wsi_rare *rare = wsi->rare;

	if (!rare && data)
		rare = lws__wsi_rare(wsi);
	if (rare)
		rare->opaque_parent_data = data;
	else if (data)
		lwsl_wsi_err(wsi, "out of memory for opaque parent data");
}

/* ---- family ------------------------------------------------------------- */

struct lws *
lws_get_parent(const struct lws *wsi)
{
	return wsi->rare ? wsi->rare->parent : NULL;
}

struct lws *
lws_get_child(const struct lws *wsi)
{
	return wsi->rare ? wsi->rare->child_list : NULL;
}

int
lws_get_child_pending_on_writable(const struct lws *wsi)
{
	return wsi->rare ? wsi->rare->child_pending_on_writable : 0;
}

void
lws_clear_child_pending_on_writable(struct lws *wsi)
{
	if (wsi->rare)
		wsi->rare->child_pending_on_writable = 0;
}

/* ---- transport ---------------------------------------------------------- */

const struct lws_udp *
lws_get_udp(const struct lws *wsi)
{
	return wsi->rare ? wsi->rare->udp : NULL;
}

int
lws_is_ssl(struct lws *wsi)
{
	return wsi->conn && wsi->conn->tls;
}

/* false: none is kept */
static bool
tx_credit(struct lws *wsi, bool peer_to_us, int add, int *credit)
{
	const struct lws__mux_ops *mux = wsi->conn ? lws__mux_of(wsi) : NULL;

	if (mux)
		*credit = mux->tx_credit(wsi, peer_to_us, add);
	else if (wsi->role && wsi->role->tx_credit)
		*credit = wsi->role->tx_credit(wsi, peer_to_us, add);
	else
		return false;

	return true;
}

int
lws_wsi_tx_credit(struct lws *wsi, char peer_to_us, int add)
{
	int credit = 0;

	(void)tx_credit(wsi, !!peer_to_us, add, &credit);

	return credit;
}

/* -1: no limit but the kernel's */
lws_fileofs_t
lws_get_peer_write_allowance(struct lws *wsi)
{
	int credit;

	return tx_credit(wsi, false, 0, &credit) ? credit : -1;
}

void *
lws_evlib_tsi_to_evlib_pt(struct lws_context *ctx, int tsi)
{
	return lws__context_pt(ctx, tsi)->evlib_pt;
}

void *
lws_evlib_wsi_to_evlib_pt(struct lws *wsi)
{
	return lws_evlib_tsi_to_evlib_pt(wsi->cx, wsi->tsi);
}

/* ---- retry -------------------------------------------------------------- */

int
lws_retry_sul_schedule(struct lws_context *context, int tid,
		       lws_sorted_usec_list_t *sul, const lws_retry_bo_t *retry,
		       sul_cb_t cb, uint16_t *ctry)
{
	char conceal;
	unsigned int ms =
		lws_retry_get_delay_ms(context, retry, ctry, &conceal);

	if (!conceal) {
		lwsl_cx_info(context, "given up after %u tries",
			     (unsigned int)*ctry);
		return 1;
	}
	lws_sul_schedule(context, tid, sul, cb, ms * LWS_US_PER_MS);

	return 0;
}

int
lws_retry_sul_schedule_retry_wsi(struct lws *wsi, lws_sorted_usec_list_t *sul,
				 sul_cb_t cb, uint16_t *ctry)
{
	return lws_retry_sul_schedule(wsi->cx, wsi->tsi, sul,
				      lws__wsi_retry_policy(wsi), cb, ctry);
}
