/* SPDX-License-Identifier: MIT */
/*
 * Protocols of a vhost: which one a wsi speaks, the space each has on the
 * vhost, and the rounds of PROTOCOL_INIT and PROTOCOL_DESTROY.
 *
 * A wsi is "with" a protocol when wsi->protocol says so; it is "bound" when
 * the bind callback was accepted, and only then will the drop callback come.
 */

#include "core/context.h"
#include "core/protocols.h"
#include "core/role.h"

/* ---- finding ------------------------------------------------------------ */

int
lws__vhost_protocol_index(const struct lws_vhost *vh,
			  const struct lws_protocols *protocol)
{
	if (!protocol || !vh->protocols)
		return -1;
	/* ours, or the application's table that ours was copied from */
	for (unsigned int n = 0; n < vh->protocol_count; n++) {
		const struct lws_protocols *p = &vh->protocols[n];

		if (p == protocol || (p->callback == protocol->callback &&
				      !strcmp(p->name, protocol->name)))
			return (int)n;
	}

	return -1;
}

const struct lws_protocols *
lws__vhost_protocol_by_name(struct lws_vhost *vh, const char *name, size_t len)
{
	for (unsigned int n = 0; n < vh->protocol_count; n++)
		if (strlen(vh->protocols[n].name) == len &&
		    !memcmp(vh->protocols[n].name, name, len))
			return &vh->protocols[n];

	return NULL;
}

const struct lws_protocols *
lws_vhost_name_to_protocol(struct lws_vhost *vh, const char *name)
{
	return lws__vhost_protocol_by_name(vh, name, strlen(name));
}

/* ---- vhost space -------------------------------------------------------- */

void *
lws_protocol_vh_priv_zalloc(struct lws_vhost *vhost,
			    const struct lws_protocols *prot, int size)
{
	int n = vhost ? lws__vhost_protocol_index(vhost, prot) : -1;

	if (n < 0 || size < 0) {
		lwsl_vhost_err(vhost, "no such protocol on this vhost: %s",
			       prot ? prot->name : "NULL");
		return NULL;
	}
	lws__free(vhost->priv[n]);
	vhost->priv[n] = lws__zalloc((size_t)size, "vhost priv");

	return vhost->priv[n];
}

void *
lws_protocol_vh_priv_get(struct lws_vhost *vhost,
			 const struct lws_protocols *prot)
{
	int n = vhost ? lws__vhost_protocol_index(vhost, prot) : -1;

	return n < 0 ? NULL : vhost->priv[n];
}

/* ---- options ------------------------------------------------------------ */

const struct lws_protocol_vhost_options *
lws_pvo_search(const struct lws_protocol_vhost_options *pvo, const char *name)
{
	while (pvo && strcmp(pvo->name, name))
		pvo = pvo->next;

	return pvo;
}

int
lws_pvo_get_str(void *in, const char *name, const char **result)
{
	const struct lws_protocol_vhost_options *pvo = lws_pvo_search(in, name);

	if (!pvo)
		return 1;
	*result = pvo->value;

	return 0;
}

static void *
vhd_by_pvo(struct lws_vhost *vh, const char *protname, const char *pvo_name,
	   const char *pvo_value)
{
	const struct lws_protocol_vhost_options *pvo =
		lws_pvo_search(vh->pvo, protname);
	const struct lws_protocols *p;

	if (pvo)
		pvo = lws_pvo_search(pvo->options, pvo_name);
	if (!pvo || !pvo->value || strcmp(pvo->value, pvo_value))
		return NULL;
	p = lws_vhost_name_to_protocol(vh, protname);

	return p ? lws_protocol_vh_priv_get(vh, p) : NULL;
}

void *
lws_vhd_find_by_pvo(struct lws_context *cx, const char *protname,
		    const char *pvo_name, const char *pvo_value)
{
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh)) {
		void *vhd = vhd_by_pvo(vh, protname, pvo_name, pvo_value);

		if (vhd) {
			lws__vhost_unref(vh);
			return vhd;
		}
	}

	return NULL;
}

/* ---- binding ------------------------------------------------------------ */

static void
user_space_free(struct lws *wsi)
{
	if (!wsi->user_is_ours)
		return;
	lws__free(wsi->user);
	wsi->user = NULL;
	wsi->user_is_ours = 0;
}

int
lws__wsi_take_protocol(struct lws *wsi, const struct lws_protocols *protocol)
{
	int n;

	lws_dll2_remove(&wsi->same_protocol);
	user_space_free(wsi);
	wsi->protocol = NULL;
	if (!protocol)
		return 0;

	if (!wsi->user && protocol->per_session_data_size) {
		wsi->user = lws__zalloc(protocol->per_session_data_size,
					"user space");
		if (!wsi->user) {
			lwsl_wsi_err(wsi, "out of memory for user space of %s",
				     protocol->name);
			return 1;
		}
		wsi->user_is_ours = 1;
	}
	wsi->protocol = protocol;
	n = wsi->vh ? lws__vhost_protocol_index(wsi->vh, protocol) : -1;
	if (n >= 0)
		lws_dll2_add_tail(
			&wsi->same_protocol,
			lws__vhost_same_protocol(wsi->vh, wsi->tsi, n));

	return 0;
}

void
lws__wsi_unbind_protocol(struct lws *wsi, const char *why)
{
	uint16_t reason = wsi->role->tell_drop[lws__wsi_side(wsi)];
	union {
		const char *text;
		void *in;
	} arg = {why};

	if (!wsi->is_bound)
		return;
	wsi->is_bound = 0;
	if (reason)
		lws__user_cb(wsi, (enum lws_callback_reasons)reason, arg.in, 0);
}

int
lws__wsi_bind_protocol(struct lws *wsi, const struct lws_protocols *protocol,
		       const char *why)
{
	uint16_t reason;

	lws__wsi_unbind_protocol(wsi, why);
	if (lws__wsi_take_protocol(wsi, protocol))
		return 1;
	if (!protocol)
		return 0;
	wsi->is_bound = 1;
	reason = wsi->role->tell_bind[lws__wsi_side(wsi)];
	if (reason &&
	    lws__user_cb(wsi, (enum lws_callback_reasons)reason, NULL, 0)) {
		wsi->is_bound = 0;
		return 1;
	}

	return 0;
}

int
lws__wsi_rebind(struct lws *wsi, const char *why)
{
	const struct lws_protocols *protocol = wsi->protocol;
	bool was_bound = wsi->is_bound;

	if (wsi->user_is_ours) {
		lws__free(wsi->user);
		wsi->user = NULL;
		wsi->user_is_ours = 0;
	}
	lws__wsi_unbind_protocol(wsi, why);
	if (!protocol)
		return 0;

	return was_bound ? lws__wsi_bind_protocol(wsi, protocol, why)
			 : lws__wsi_take_protocol(wsi, protocol);
}

/* before it is with one, its callbacks are those of the vhost's first */
const struct lws_protocols *
lws_get_protocol(struct lws *wsi)
{
	if (wsi->protocol || !wsi->vh)
		return wsi->protocol;

	return wsi->vh->protocols;
}

const struct lws_protocols *
lws_protocol_get(struct lws *wsi)
{
	return lws_get_protocol(wsi);
}

/*
 * Later sessions of the protocol get new_size bytes; so does this one now,
 * with what was in it kept and the rest zeroed.
 */
void *
lws_adjust_protocol_psds(struct lws *wsi, size_t new_size)
{
	size_t old_size =
		wsi->protocol ? wsi->protocol->per_session_data_size : 0;
	int n = wsi->vh ? lws__vhost_protocol_index(wsi->vh, wsi->protocol)
			: -1;
	uint8_t *p;

	if (n < 0)
		return NULL;
	if (wsi->user && !wsi->user_is_ours)
		return wsi->user;
	if (!wsi->user)
		old_size = 0;
	if (!wsi->user || new_size > old_size) {
		p = lws__realloc(wsi->user, new_size ? new_size : 1,
				 "user space");
		if (!p)
			return NULL;
		memset(p + old_size, 0, (new_size ? new_size : 1) - old_size);
		wsi->user = p;
		wsi->user_is_ours = 1;
	}
	wsi->vh->protocols[n].per_session_data_size = new_size;

	return wsi->user;
}
