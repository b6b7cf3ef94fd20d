/* SPDX-License-Identifier: MIT */
/*
 * How objects are called in log lines, "[group|ordinal|description]", and which
 * log context they write to.  The tag of a wsi is made when somebody asks.
 */

#include "core/core.h"
#include "core/role.h"

static const char *
group_of(const struct lws *wsi)
{
	if (wsi->mux_stream)
		return "mux";
	if (wsi->is_client)
		return "wsicli";

	return wsi->is_listener || !wsi->vh ? "wsi" : "wsisrv";
}

const char *
lws_wsi_tag(struct lws *wsi)
{
	struct lws__wsi_rare *rare;
	const char *role;

	if (!wsi)
		return "[null wsi]";
	if (wsi->is_fake)
		return "[vhost callback]";
	rare = lws__wsi_rare(wsi);
	if (!rare)
		return "[wsi]"; /* out of memory */
	if (rare->tag[0])
		return rare->tag;
	role = wsi->role && wsi->role->name ? wsi->role->name : "";
	lws_snprintf(rare->tag, sizeof(rare->tag), "[%s|%u|%s%s%s]",
		     group_of(wsi), (unsigned int)wsi->ordinal, role,
		     rare->desc ? "/" : "", rare->desc ? rare->desc : "");

	return rare->tag;
}

/* ---- log contexts: the object's own, or the next above it --------------- */

struct lws_log_cx *
lwsl_context_get_cx(struct lws_context *cx)
{
	return cx && cx->log_cx ? cx->log_cx : &lws__log_default;
}

struct lws_log_cx *
lwsl_vhost_get_cx(struct lws_vhost *vh)
{
	if (vh && vh->log_cx)
		return vh->log_cx;

	return lwsl_context_get_cx(vh ? vh->cx : NULL);
}

struct lws_log_cx *
lwsl_wsi_get_cx(struct lws *wsi)
{
	if (wsi && wsi->rare && wsi->rare->log_cx)
		return wsi->rare->log_cx;
	if (wsi && wsi->vh)
		return lwsl_vhost_get_cx(wsi->vh);

	return lwsl_context_get_cx(wsi ? wsi->cx : NULL);
}

/* ---- what they put before a line ---------------------------------------- */

static void
prepend(char **p, char *e, const char *tag)
{
	size_t room = *p < e ? (size_t)(e - *p) : 0;
	size_t n;

	if (!room)
		return;
	n = (size_t)lws_snprintf(*p, room, "%s: ", tag);
	*p += n < room ? n : room - 1; /* onto the NUL */
}

void
lws_log_prepend_context(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	(void)obj; /* one context in a process is the rule: it needs no name */
	prepend(p, e, "[cx]");
}

void
lws_log_prepend_vhost(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	prepend(p, e, lws_vh_tag(obj));
}

void
lws_log_prepend_wsi(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	prepend(p, e, lws_wsi_tag(obj));
}
