/* SPDX-License-Identifier: MIT */
/*
 * The text of extension options, "name; name=value" (RFC 6455 9.1).
 */

#include "roles/ws/ws-ext-options.h"
#include "roles/ws/ws.h"

#include <string.h>

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
lws__ws_ext_options(const struct lws__ws_ext_asked *a, const char *text,
		    size_t len)
{
	const char *end = text + len;
	struct option opt;
	int n;

	while ((n = next_option(&text, end, &opt)) == 1) {
		struct lws_ext_option_arg arg = {0};
		const struct lws_ext_options *known =
			find_option(a->opts, &opt, &arg.option_index);

		if (!known || !fits(known->type, &opt))
			return -1;
		arg.option_name = known->name;
		arg.start = opt.value;
		arg.len = (int)opt.value_len;
		if (a->ext->callback(lws_get_context(a->wsi), a->ext, a->wsi,
				     a->reason, a->obj, &arg, 0))
			return -1;
	}

	return n < 0 ? -1 : 0;
}

int
lws_ext_parse_options(const struct lws_extension *ext, struct lws *wsi,
		      void *ext_user, const struct lws_ext_options *opts,
		      const char *o, int len)
{
	const struct lws__ws_ext_asked asked = {
		.ext = ext,
		.wsi = wsi,
		.obj = ext_user,
		.opts = opts,
		.reason = LWS_EXT_CB_OPTION_SET,
	};

	return lws__ws_ext_options(&asked, o, len > 0 ? (size_t)len : 0);
}
