/* SPDX-License-Identifier: MIT */
/*
 * The protocol table of a vhost: a copy of what the application gave, then the
 * plugins' protocols.  A copy, so that the vhost may outlive what it was made
 * from, and `id`, sizes and so on can be looked at while it lives.
 */

#include "core/context.h"
#include "core/listen-front.h"

/* of a vhost without protocols, in a build without http */
static int
callback_nothing(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		 void *in, size_t len)
{
	(void)wsi;
	(void)reason;
	(void)user;
	(void)in;
	(void)len;

	return 0;
}

/* where the entries of a table come from, in the order of the vhost's */
struct source {
	const struct lws_protocols *table;
	const struct lws_protocols **pointers; /* NULL ends */
	const struct lws_plugin *plugins;
	const struct lws_protocol_vhost_options *pvo;
	bool all_plugins;
	struct lws_protocols *to; /* NULL: only count */
	unsigned int count;
};

static void
add(struct source *s, const struct lws_protocols *p)
{
	if (s->to)
		s->to[s->count] = *p;
	s->count++;
}

/* as when the table is another vhost's, which has them */
static bool
is_in_table(const struct source *s, const struct lws_protocols *plugin)
{
	if (s->pointers)
		return false;
	for (const struct lws_protocols *p = s->table; p->name; p++)
		if (p->callback == plugin->callback &&
		    !strcmp(p->name, plugin->name))
			return true;

	return false;
}

static void
add_plugins(struct source *s)
{
	for (const struct lws_plugin *p = s->plugins; p; p = p->list) {
		/* the header is the first member of what the plugin exports */
		const lws_plugin_protocol_t *pp =
			(const lws_plugin_protocol_t *)(const void *)p->hdr;

		for (int n = 0; n < pp->count_protocols; n++)
			if ((s->all_plugins ||
			     lws_pvo_search(s->pvo, pp->protocols[n].name)) &&
			    !is_in_table(s, &pp->protocols[n]))
				add(s, &pp->protocols[n]);
	}
}

static void
walk(struct source *s)
{
	s->count = 0;
	if (s->pointers)
		for (size_t n = 0; s->pointers[n]; n++)
			add(s, s->pointers[n]);
	else
		for (const struct lws_protocols *p = s->table; p->name; p++)
			add(s, p);
	add_plugins(s);
}

static struct source
source_of(const struct lws_vhost *vh,
	  const struct lws_context_creation_info *info,
	  const struct lws_protocols *fallback)
{
	struct source s = {.table = info->protocols,
			   .pointers = info->pprotocols,
			   .plugins = vh->cx->plugins,
			   .pvo = info->pvo};

	if (!s.table)
		s.table = vh->cx->protocols;
	if (!s.table || !s.table->name)
		s.table = fallback;
	s.all_plugins =
		(!info->pvo &&
		 !lws_check_opt(vh->cx->options,
				LWS_SERVER_OPTION_EXPLICIT_VHOSTS)) ||
		lws_check_opt(info->options,
			      LWS_SERVER_OPTION_VH_INSTANTIATE_ALL_PROTOCOLS);

	return s;
}

/* the reserved options: which protocol takes what names none */
static void
indexes_from_pvo(struct lws_vhost *vh)
{
	const struct lws_protocol_vhost_options *pvo;

	for (pvo = vh->pvo; pvo; pvo = pvo->next) {
		unsigned int n = 0;

		while (n < vh->protocol_count &&
		       strcmp(vh->protocols[n].name, pvo->name))
			n++;
		if (n == vh->protocol_count) {
			lwsl_vhost_notice(vh, "pvo: there is no protocol %s",
					  pvo->name);
			continue;
		}
		if (lws_pvo_search(pvo->options, "default"))
			vh->default_protocol_index = (uint16_t)n;
		if (lws_pvo_search(pvo->options, "raw"))
			vh->raw_protocol_index = (uint16_t)n;
	}
}

int
lws__vhost_protocols_create(struct lws_vhost *vh,
			    const struct lws_context_creation_info *info)
{
	lws_callback_function *cb = lws__built_in_http_dummy
					    ? lws__built_in_http_dummy
					    : callback_nothing;
	const struct lws_protocols http_only[] = {
		{.name = "http-only", .callback = cb},
		{.name = NULL},
	};
	struct source s = source_of(vh, info, http_only);
	size_t lists;

	walk(&s);
	vh->protocol_count = s.count;
	lists = (size_t)s.count * vh->cx->count_threads;
	vh->protocols = lws__zalloc((s.count + 1) * sizeof(*vh->protocols),
				    "vhost protocols");
	vh->priv = lws__zalloc((s.count + 1) * sizeof(*vh->priv), "vhost priv");
	vh->protocol_inited = lws__zalloc(s.count + 1, "vhost inited");
	vh->same_protocol =
		lws__zalloc((lists + 1) * sizeof(*vh->same_protocol),
			    "vhost same protocol");
	vh->all_asked = lws__zalloc((lists + 1) * sizeof(*vh->all_asked),
				    "vhost all asked");
	if (!vh->protocols || !vh->priv || !vh->protocol_inited ||
	    !vh->same_protocol || !vh->all_asked)
		return 1;
	s.to = vh->protocols;
	walk(&s);
	indexes_from_pvo(vh);

	return 0;
}

void
lws__vhost_protocols_free(struct lws_vhost *vh)
{
	for (unsigned int n = 0; vh->priv && n < vh->protocol_count; n++)
		lws__free(vh->priv[n]);
	lws__free(vh->priv);
	lws__free(vh->protocols);
	lws__free(vh->protocol_inited);
	lws__free(vh->same_protocol);
	lws__free(vh->all_asked);
}
