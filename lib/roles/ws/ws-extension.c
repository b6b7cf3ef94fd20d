/* SPDX-License-Identifier: MIT */
/*
 * WebSocket extensions: the public calls of a build that negotiates none.
 *
 * A program may list permessage-deflate; its callback declines, so no offer is
 * made and none is accepted (RFC 6455 9.1 lets each side do so).
 */

#include "roles/ws/ws.h"

#include <string.h>

int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len)
{
	(void)context;
	(void)ext;
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;

	/* nonzero refuses to be constructed */
	return reason == LWS_EXT_CB_CONSTRUCT ||
			       reason == LWS_EXT_CB_CLIENT_CONSTRUCT
		       ? -1
		       : 0;
}

/* -1: the wsi has no such extension active */
int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val)
{
	(void)wsi;
	(void)ext_name;
	(void)opt_name;
	(void)opt_val;

	return -1;
}

struct option {
	const char *name;
	size_t name_len;
	const char *value; /* NULL: none */
	size_t value_len;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* next "name" or "name=value" (maybe quoted) of a ';' list; 0 = the end */
static int
next_option(const char **p, const char *end, struct option *o)
{
	const char *at = *p, *stop;

	while (at < end && (*at == ';' || is_space(*at)))
		at++;
	if (at >= end || *at == ',')
		return 0;
	stop = at;
	while (stop < end && *stop != ';' && *stop != ',')
		stop++;
	*p = stop;
	while (stop > at && is_space(stop[-1]))
		stop--;
	*o = (struct option){.name = at};
	while (at < stop && *at != '=' && !is_space(*at))
		at++;
	o->name_len = (size_t)(at - o->name);
	while (at < stop && is_space(*at))
		at++;
	if (at == stop)
		return 1;
	if (*at++ != '=')
		return -1;
	while (at < stop && is_space(*at))
		at++;
	if (stop - at >= 2 && *at == '"' && stop[-1] == '"') {
		at++;
		stop--;
	}
	o->value = at;
	o->value_len = (size_t)(stop - at);

	return 1;
}

static const struct lws_ext_options *
find_option(const struct lws_ext_options *opts, const struct option *o,
	    int *index)
{
	for (*index = 0; opts->name; opts++, (*index)++)
		if (strlen(opts->name) == o->name_len &&
		    !strncmp(opts->name, o->name, o->name_len))
			return opts;

	return NULL;
}

/* may an option of that type have this value? */
static bool
fits(enum lws_ext_options_types type, const struct option *o)
{
	if (!o->value)
		return type != EXTARG_DEC;
	if (type == EXTARG_NONE || !o->value_len)
		return false;
	for (size_t n = 0; n < o->value_len; n++)
		if (o->value[n] < '0' || o->value[n] > '9')
			return false;

	return true;
}

int
lws_ext_parse_options(const struct lws_extension *ext, struct lws *wsi,
		      void *ext_user, const struct lws_ext_options *opts,
		      const char *o, int len)
{
	const char *end = o + len;
	struct option opt;
	int n;

	while ((n = next_option(&o, end, &opt)) == 1) {
		struct lws_ext_option_arg arg = {0};
		const struct lws_ext_options *known =
			find_option(opts, &opt, &arg.option_index);

		if (!known || !fits(known->type, &opt))
			return -1;
		arg.option_name = known->name;
		arg.start = opt.value;
		arg.len = (int)opt.value_len;
		if (ext->callback(lws_get_context(wsi), ext, wsi,
				  LWS_EXT_CB_OPTION_SET, ext_user, &arg, 0))
			return -1;
	}

	return n < 0 ? -1 : 0;
}
