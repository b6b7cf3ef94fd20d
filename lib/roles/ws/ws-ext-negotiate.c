/* SPDX-License-Identifier: MIT */
/*
 * Which extensions a websocket uses (RFC 6455 9.1).
 *
 *   server   offers, in the client's order -> CONFIRM_EXTENSION_OKAY
 *            -> CONSTRUCT -> OPTION_DEFAULT, the pvo's options as
 *            NAMED_OPTION_SET, the offer's as OPTION_SET -> OPTION_CONFIRM,
 *            which adds to the answer.  Refused, or a reserved bit is another
 *            one's (RFC 7692 5.1): the next offer
 *   client   CLIENT_CONFIRM_EXTENSION_SUPPORTED -> offers ... answer
 *            -> CLIENT_CONSTRUCT -> OPTION_DEFAULT, those of WS_EXT_DEFAULTS
 *            as NAMED_OPTION_SET, the answer's as OPTION_SET
 *            -> OPTION_CONFIRM.  Refused, or a reserved bit is another
 *            one's: the connection fails
 */

#include "net/connect.h"
#include "roles/http/http.h"
#include "roles/ws/ws-ext-area.h"
#include "roles/ws/ws-ext-options.h"
#include "roles/ws/ws-ext.h"

#include <string.h>

enum {
	EXTS_MAX = 32, /* of a vhost's, as many as have a bit */
	DEFAULTS_LEN = 128,

	/* what LWS_EXT_CB_OPTION_CONFIRM answers, besides no and a plain yes:
	 * 0x80, and the reserved bits that it needs as in a frame's first byte
	 */
	SAYS_BITS = 0x80,
	SAYS_BITS_MASK = 0x70,
	SAYS_BITS_SHIFT = 4,
};

/* the vhost's extension of the name that begins an offer, *rest behind it */
static int
find_ext(const struct lws_vhost *vh, struct lws__ws_span offer,
	 struct lws__ws_span *rest)
{
	const struct lws_extension *e = vh->extensions;
	size_t len = 0;

	while (len < offer.len && offer.at[len] != ';' &&
	       offer.at[len] != ' ' && offer.at[len] != '\t')
		len++;
	rest->at = offer.at + len;
	rest->len = offer.len - len;
	for (int n = 0; e && e->name && e->callback && n < EXTS_MAX; n++, e++)
		if (strlen(e->name) == len && !memcmp(e->name, offer.at, len))
			return n;

	return -1;
}

/* an extension that is to be used, maybe */
struct trial {
	struct lws__ws_ext_asked asked;
	uint8_t rsv;  /* WS_RSV1.. that it may set */
	bool is_made; /* CONSTRUCT was given, DESTROY is due */
};

static int
trial_call(const struct trial *t, enum lws_extension_callback_reasons reason,
	   void *user, void *in, size_t len)
{
	const struct lws__ws_ext_asked *a = &t->asked;

	return a->ext->callback(a->wsi->cx, a->ext, a->wsi, reason, user, in,
				len);
}

static int
trial_begin(struct trial *t, struct lws *wsi, const struct lws_extension *ext)
{
	static const struct lws_ext_options no_options[] = {
		{NULL, EXTARG_NONE}};

	*t = (struct trial){.asked = {.ext = ext, .wsi = wsi}};
	if (trial_call(t,
		       wsi->is_client ? LWS_EXT_CB_CLIENT_CONSTRUCT
				      : LWS_EXT_CB_CONSTRUCT,
		       &t->asked.obj, &t->asked.opts, 0))
		return 1;
	t->is_made = true;
	if (!t->asked.opts)
		t->asked.opts = no_options;

	return 0;
}

static void
trial_end(struct trial *t)
{
	if (t->is_made)
		(void)trial_call(t, LWS_EXT_CB_DESTROY, t->asked.obj, NULL, 0);
	t->is_made = false;
}

static bool
is_deflate(const struct trial *t)
{
	return t->asked.ext->callback == lws_extension_callback_pm_deflate;
}

/* ours, then the peer's, then its verdict, with text in out */
static int
trial_run(struct trial *t, const char *ours, struct lws__ws_span theirs,
	  char *out, size_t size)
{
	int n;

	if (trial_call(t, LWS_EXT_CB_OPTION_DEFAULT, t->asked.obj, NULL, 0))
		return 1;
	t->asked.reason = LWS_EXT_CB_NAMED_OPTION_SET;
	if (ours && lws__ws_ext_options(&t->asked, ours, strlen(ours))) {
		lwsl_wsi_err(t->asked.wsi, "%s: options '%s' are wrong",
			     t->asked.ext->name, ours);
		return 1;
	}
	t->asked.reason = LWS_EXT_CB_OPTION_SET;
	if (lws__ws_ext_options(&t->asked, theirs.at, theirs.len))
		return 1;

	n = trial_call(t, LWS_EXT_CB_OPTION_CONFIRM, t->asked.obj, out, size);
	t->rsv = WS_RSV1 | WS_RSV2 | WS_RSV3; /* who knows */
	if (is_deflate(t))
		t->rsv = WS_RSV1; /* RFC 7692 6 */
	if (n < 0 || !(n & SAYS_BITS) || n & ~(SAYS_BITS | SAYS_BITS_MASK))
		return n;
	t->rsv = (uint8_t)((n & SAYS_BITS_MASK) >> SAYS_BITS_SHIFT);

	return 0;
}

/* has another one a bit that this one may set?  (RFC 7692 5.1) */
static bool
is_in_conflict(const struct trial *t, struct lws__ws *ws)
{
	struct lws__ws_ext *x = lws__ws_ext_here(ws);
	bool is = false;

	for (unsigned int n = 0; x && n < x->count; n++)
		is |= !!(lws__ws_ext_links(x)[n].rsv & t->rsv);

	return is;
}

/* it is in use from now on; nonzero: out of memory */
static int
put_in_use(struct trial *t, struct lws__ws **ws)
{
	struct lws__ws_ext *x = lws__ws_ext_here(*ws);
	const unsigned int count = x ? x->count : 0;
	struct lws__ws_with_ext *with;

	if (lws__ws_ext_area(t->asked.wsi, count + 1))
		return 1;
	with = lws__realloc(
		*ws, sizeof(*with) + (count + 1) * sizeof(struct lws__ws_link),
		"ws ext");
	if (!with)
		return 1;
	*ws = &with->ws;
	if (!count) {
		with->ext = (struct lws__ws_ext){.wsi = t->asked.wsi};
		with->ws.has_ext = 1;
		with->ws.rx.frame.rsv_ok = 0;
	}
	lws__ws_ext_links(&with->ext)[count] = (struct lws__ws_link){
		.ext = t->asked.ext,
		.obj = t->asked.obj,
		.rsv = t->rsv,
	};
	with->ext.count++;
	with->ws.rx.frame.rsv_ok |= t->rsv;
	/* permessage-deflate has its bit on the messages that it changed */
	if (!is_deflate(t))
		with->ws.rx.frame.lenient |= WS_ASK_EXT;
	t->is_made = false;

	return 0;
}

/* ---- server ---- */

/* pvo of the protocol, of the extension's name: its options */
static const char *
pvo_options(const struct lws *wsi, const struct lws_extension *ext)
{
	const struct lws_protocol_vhost_options *pvo =
		wsi->vh->pvo ? lws_pvo_search(wsi->vh->pvo, wsi->protocol->name)
			     : NULL;

	pvo = pvo ? lws_pvo_search(pvo->options, ext->name) : NULL;

	return pvo ? pvo->value : NULL;
}

/* true: the connection has it, and the answer in out says so */
static bool
try_offer(struct lws *wsi, struct lws__ws **ws, const struct lws_extension *ext,
	  struct lws__ws_span options, char out[LWS__WS_EXT_ANSWER_MAX])
{
	const size_t was = strlen(out), room = LWS__WS_EXT_ANSWER_MAX - was;
	const int n = lws_snprintf(out + was, room, "%s%s", was ? ", " : "",
				   ext->name);
	bool is_used = false;
	struct trial t;

	if ((size_t)n + 1 < room && !trial_begin(&t, wsi, ext)) {
		is_used = !trial_run(&t, pvo_options(wsi, ext), options,
				     out + was + n, room - (size_t)n) &&
			  !is_in_conflict(&t, *ws) && !put_in_use(&t, ws);
		trial_end(&t);
	}
	if (!is_used)
		out[was] = '\0';

	return is_used;
}

/* one of the client's; asked, refused and used are bits: which of the vhost's
 */
struct accepting {
	struct lws *wsi;
	uint32_t asked, refused, used;
	unsigned int count; /* in use */
};

static void
hear_offer(struct accepting *a, struct lws__ws **ws, struct lws__ws_span offer,
	   char out[LWS__WS_EXT_ANSWER_MAX])
{
	const struct lws_extension *exts = a->wsi->vh->extensions;
	struct lws__ws_span options;
	int n = find_ext(a->wsi->vh, offer, &options);
	uint32_t bit = n < 0 ? 0 : (uint32_t)1 << n;

	if (n < 0 || a->used & bit)
		return;
	if (!(a->asked & bit) &&
	    lws__user_cb(a->wsi, LWS_CALLBACK_CONFIRM_EXTENSION_OKAY,
			 lws__unconst(exts[n].name), 0))
		a->refused |= bit;
	a->asked |= bit;
	if (a->refused & bit || !try_offer(a->wsi, ws, &exts[n], options, out))
		return;
	a->used |= bit;
	a->count++;
}

void
lws__ws_ext_accept(struct lws *wsi, struct lws__ws **ws,
		   char out[LWS__WS_EXT_ANSWER_MAX])
{
	struct lws__ws_span list, offer;
	struct accepting a = {.wsi = wsi};
	char *text = NULL;

	out[0] = '\0';
	if (wsi->vh->extensions)
		text = lws__ws_header_text(wsi, WSI_TOKEN_EXTENSIONS);
	if (!text)
		return;
	list = (struct lws__ws_span){text, strlen(text)};
	while (a.count < LWS__WS_EXTS_MAX && lws__ws_list_next(&list, &offer))
		hear_offer(&a, ws, offer, out);
	lws__free(text);
}

/* ---- client ---- */

static int
write_offers(const struct lws *wsi, uint32_t which, char *out, size_t size)
{
	const struct lws_extension *e = wsi->vh->extensions;
	size_t at = 0;

	for (int n = 0; e && e->name && n < EXTS_MAX; n++, e++) {
		size_t len = e->client_offer ? strlen(e->client_offer) : 0;

		if (!(which >> n & 1) || !len)
			continue;
		if (size < at + len + 3)
			return -1;
		if (at) {
			memcpy(out + at, ", ", 2);
			at += 2;
		}
		memcpy(out + at, e->client_offer, len);
		at += len;
	}
	if (size)
		out[at] = '\0';

	return (int)at;
}

int
lws__ws_ext_offer(struct lws *wsi, char *out, size_t size)
{
	const struct lws_extension *e = wsi->vh->extensions;
	struct lws__connect *c = lws__connect_here(wsi);

	c->ws_ext_offered = 0;
	for (int n = 0; e && e->name && n < EXTS_MAX; n++, e++)
		if (e->client_offer &&
		    !lws__user_cb_p0(
			    wsi,
			    LWS_CALLBACK_CLIENT_CONFIRM_EXTENSION_SUPPORTED,
			    lws__unconst(e->name), 0))
			c->ws_ext_offered |= (uint32_t)1 << n;

	return write_offers(wsi, c->ws_ext_offered, out, size);
}

int
lws__ws_ext_offered(struct lws *wsi, char *out, size_t size)
{
	return write_offers(wsi, lws__connect_here(wsi)->ws_ext_offered, out,
			    size);
}

static const char *
confirm_one(struct lws *wsi, struct lws__ws **ws,
	    const struct lws_extension *ext, struct lws__ws_span options)
{
	char defaults[DEFAULTS_LEN] = "";
	const char *why = NULL;
	struct trial t;

	if (trial_begin(&t, wsi, ext))
		return "HS: EXT: it cannot be used";
	if (wsi->protocol &&
	    wsi->protocol->callback(wsi, LWS_CALLBACK_WS_EXT_DEFAULTS,
				    lws__unconst(ext->name), defaults,
				    sizeof(defaults)))
		why = "HS: EXT: refused by the application";
	defaults[sizeof(defaults) - 1] = '\0';
	if (!why && trial_run(&t, defaults, options, NULL, 0))
		why = "HS: EXT: its options are not what was offered";
	if (!why && is_in_conflict(&t, *ws))
		why = "HS: EXT: two with the same reserved bit";
	if (!why && put_in_use(&t, ws))
		why = "HS: out of memory";
	trial_end(&t);

	return why;
}

const char *
lws__ws_ext_confirm(struct lws *wsi, struct lws__ws **ws,
		    struct lws__ws_span answer)
{
	struct lws__ws_span element, options;
	unsigned int count = 0;
	const char *why = NULL;
	int n;

	while (!why && lws__ws_list_next(&answer, &element)) {
		n = find_ext(wsi->vh, element, &options);
		if (n < 0)
			return "HS: EXT: unknown ext";
		if (count++ == LWS__WS_EXTS_MAX)
			return "HS: EXT: too many";
		why = confirm_one(wsi, ws, &wsi->vh->extensions[n], options);
	}

	return why;
}
