/* SPDX-License-Identifier: MIT */
/*
 * One file of the configuration, against a table of keys: what a key is not
 * meant for is refused, a key that is not in the table is passed over.
 *
 * Byte by byte, because then the place of an error is known.
 */

#include "system/conf.h"

#include <string.h>

/* what may stand at this place */
enum walk_want {
	WANT_NOTHING, /* anything, it is passed over */
	WANT_VALUE,
	WANT_MEMBERS,        /* an object */
	WANT_LIST,           /* an array of those */
	WANT_PAIRS,          /* an object of texts */
	WANT_PAIRS_OR_ARRAY, /* or an array of those */
	WANT_GROUPS,         /* an object of objects of texts */
	WANT_GROUPS_OR_ARRAY,
};

/* one container that is open */
struct walk_level {
	const struct lws__conf_key *key; /* of it; NULL outside all */
	enum walk_want in;               /* what was wanted here, and it is */
	bool is_array;
	uint8_t name_at; /* where in the path names of its members begin */
};

struct walk {
	struct lws__conf *c;
	const struct lws__conf_key *keys;
	struct walk_level level[LEJP_MAX_DEPTH];
	/* what may come now */
	const struct lws__conf_key *key;
	enum walk_want want;
	char *text; /* the text being gathered, at the end of the arena */
	char name[LEJP_MAX_PATH];
};

static enum walk_want
want_for(const struct lws__conf_key *key)
{
	switch (key->kind) {
	case KEY_VALUE:
		return WANT_VALUE;
	case KEY_OBJECT:
		return WANT_MEMBERS;
	case KEY_LIST:
		return WANT_LIST;
	case KEY_PAIRS:
		return WANT_PAIRS_OR_ARRAY;
	case KEY_GROUPS:
		return WANT_GROUPS_OR_ARRAY;
	}

	return WANT_NOTHING;
}

/* an array is here: what its elements are */
static enum walk_want
want_of_element(enum walk_want want)
{
	switch (want) {
	case WANT_LIST:
		return WANT_MEMBERS;
	case WANT_PAIRS_OR_ARRAY:
		return WANT_PAIRS;
	case WANT_GROUPS_OR_ARRAY:
		return WANT_GROUPS;
	case WANT_NOTHING:
	case WANT_VALUE:
	case WANT_MEMBERS:
	case WANT_PAIRS:
	case WANT_GROUPS:
		break;
	}

	return WANT_NOTHING;
}

static int
wrong_type(struct walk *w, const char *what)
{
	return lws__conf_bad(w->c, "%s: %s is not meant here",
			     w->key && w->key->name ? w->key->name
						    : "the outermost value",
			     what);
}

/* what comes next, after a value at this depth */
static void
walk_next(struct walk *w, unsigned int depth)
{
	const struct walk_level *l = depth ? &w->level[depth - 1] : NULL;

	w->want = WANT_NOTHING;
	if (l && l->is_array) {
		w->key = l->key;
		w->want = want_of_element(l->in);
	}
}

static int
walk_array_start(struct walk *w, unsigned int depth)
{
	struct walk_level *l = &w->level[depth];

	l->key = w->key;
	l->in = w->want;
	l->is_array = true;
	if (w->want == WANT_NOTHING)
		return 0;
	w->want = want_of_element(w->want);

	return w->want == WANT_NOTHING ? wrong_type(w, "an array") : 0;
}

static int
walk_object_start(struct walk *w, unsigned int depth, size_t path_len)
{
	struct walk_level *l = &w->level[depth];

	l->key = w->key;
	l->in = w->want;
	l->is_array = false;
	l->name_at = (uint8_t)(path_len ? path_len + 1 : 0);
	switch (w->want) {
	case WANT_VALUE:
	case WANT_LIST:
		return wrong_type(w, "an object");
	case WANT_MEMBERS:
		return w->key->begin ? w->key->begin(w->c) : 0;
	case WANT_NOTHING:
	case WANT_PAIRS:
	case WANT_PAIRS_OR_ARRAY:
	case WANT_GROUPS:
	case WANT_GROUPS_OR_ARRAY:
		break;
	}

	return 0;
}

static int
walk_end(struct walk *w, unsigned int depth)
{
	const struct walk_level *l = &w->level[depth];
	int bad = 0;

	if (l->in == WANT_MEMBERS && l->key->end)
		bad = l->key->end(w->c);
	walk_next(w, depth);

	return bad;
}

static int
walk_name(struct walk *w, const struct walk_level *l, const char *path)
{
	const struct lws__conf_key *key;

	lws_strncpy(w->name, strlen(path) > l->name_at ? path + l->name_at : "",
		    sizeof(w->name));
	w->key = l->key;
	switch (l->in) {
	case WANT_MEMBERS:
		for (key = l->key->members; key->name; key++)
			if (!strcmp(key->name, w->name))
				break;
		w->key = key->name ? key : NULL;
		w->want = key->name ? want_for(key) : WANT_NOTHING;
		if (!key->name)
			lwsl_debug("%s:%u: no key is called \"%s\", ignored\n",
				   w->c->path, w->c->line, w->name);
		return 0;
	case WANT_PAIRS:
	case WANT_PAIRS_OR_ARRAY:
		w->want = WANT_VALUE;
		return 0;
	case WANT_GROUPS:
	case WANT_GROUPS_OR_ARRAY:
		w->want = WANT_PAIRS;
		return w->key->set(w->c, w->key, w->name, NULL);
	case WANT_NOTHING:
	case WANT_VALUE:
	case WANT_LIST:
		break;
	}
	w->want = WANT_NOTHING;

	return 0;
}

/* ---- texts ----------------------------------------------------------- */

static int
text_add(struct walk *w, const char *text, size_t len)
{
	struct lws__conf *c = w->c;

	if (len >= c->left) /* there is room for the NUL as well */
		return lws__conf_bad(c, "the memory for strings is used up");
	if (memchr(text, '\0', len))
		return lws__conf_bad(c, "a NUL in a text");
	memcpy(c->at, text, len);
	c->at += len;
	c->left -= len;

	return 0;
}

/* the NUL, after each _lws_ddir_ has become the install data folder */
static int
text_end(struct walk *w)
{
	static const char from[] = "_lws_ddir_", to[] = LWS_INSTALL_DATADIR;
	const size_t from_len = sizeof(from) - 1, to_len = sizeof(to) - 1;
	struct lws__conf *c = w->c;
	char *p = w->text;

	*c->at = '\0';
	while ((p = strstr(p, from))) {
		if (to_len > from_len && to_len - from_len >= c->left)
			return lws__conf_bad(c,
					     "the memory for strings is used "
					     "up");
		memmove(p + to_len, p + from_len,
			(size_t)(c->at - p) - from_len + 1);
		memcpy(p, to, to_len);
		c->at = c->at + to_len - from_len;
		c->left = c->left + from_len - to_len;
		p += to_len;
	}
	c->at++;
	c->left--;

	return 0;
}

static int
walk_value(struct walk *w, unsigned int depth)
{
	const struct lws__conf_key *key = w->key;
	const struct walk_level *l = &w->level[depth - 1];

	if (w->want != WANT_VALUE)
		return w->want == WANT_NOTHING
			       ? 0
			       : wrong_type(w, "a text or number");
	if (text_end(w))
		return -1;

	return key->set(w->c, key, l->in == WANT_MEMBERS ? NULL : w->name,
			w->text);
}

/* ---- LEJP ------------------------------------------------------------ */

static int
walk_text(struct walk *w, struct lejp_ctx *ctx, char reason)
{
	int bad;

	if (reason == LEJPCB_VAL_STR_START ||
	    (reason != LEJPCB_VAL_STR_CHUNK && reason != LEJPCB_VAL_STR_END))
		w->text = w->c->at;
	if (reason == LEJPCB_VAL_STR_START)
		return 0;
	if (w->want == WANT_VALUE && text_add(w, ctx->buf, ctx->npos))
		return -1;
	if (reason == LEJPCB_VAL_STR_CHUNK)
		return 0;
	bad = reason == LEJPCB_VAL_NULL ? 0 : walk_value(w, ctx->sp);
	walk_next(w, ctx->sp);

	return bad;
}

static signed char
walk_cb(struct lejp_ctx *ctx, char reason)
{
	struct walk *w = ctx->user;
	int bad = 0;

	if (reason == LEJPCB_VAL_STR_START || (reason & LEJP_FLAG_CB_IS_VALUE))
		return walk_text(w, ctx, reason) ? -1 : 0;
	switch (reason) {
	case LEJPCB_PAIR_NAME:
		bad = walk_name(w, &w->level[ctx->sp - 1], ctx->path);
		break;
	case LEJPCB_OBJECT_START:
		if (ctx->sp + 1 < LEJP_MAX_DEPTH)
			bad = walk_object_start(w, ctx->sp, strlen(ctx->path));
		break;
	case LEJPCB_ARRAY_START:
		if (ctx->sp + 1 < LEJP_MAX_DEPTH)
			bad = walk_array_start(w, ctx->sp);
		break;
	case LEJPCB_OBJECT_END:
	case LEJPCB_ARRAY_END:
		bad = walk_end(w, ctx->sp);
		break;
	}

	return bad ? -1 : 0;
}

/* nonzero: something but white space and comments follows */
static int
walk_rest(struct lws__conf *c, uint8_t b, bool *is_comment)
{
	if (b == '\n')
		*is_comment = false;
	if (b == '#')
		*is_comment = true;
	if (*is_comment || strchr(" \t\r\n", b))
		return 0;

	return lws__conf_bad(c, "something follows the configuration");
}

/* nonzero: refused */
static int
walk_bytes(struct lws__conf *c, struct lejp_ctx *ctx, const uint8_t *text,
	   size_t len)
{
	bool is_comment = false;
	int ret = LEJP_CONTINUE;
	size_t n;

	for (n = 0; n < len; n++) {
		c->column++;
		if (ret == LEJP_CONTINUE)
			ret = lejp_parse(ctx, text + n, 1);
		else if (walk_rest(c, text[n], &is_comment))
			return 1;
		if (ret < LEJP_CONTINUE)
			return lws__conf_bad(c, "%s",
					     lejp_error_to_string(ret));
		if (text[n] == '\n') {
			c->line++;
			c->column = 0;
		}
	}

	return ret == LEJP_CONTINUE
		       ? lws__conf_bad(c, "it ends before it is complete")
		       : 0;
}

int
lws__conf_read_text(struct lws__conf *c, const struct lws__conf_key *keys,
		    const uint8_t *text, size_t len)
{
	const struct lws__conf_key root = {.kind = KEY_OBJECT, .members = keys};
	struct lejp_ctx ctx;
	struct walk w;
	int bad;

	memset(&w, 0, sizeof(w));
	w.c = c;
	w.keys = keys;
	w.key = &root;
	w.want = WANT_MEMBERS;
	c->line = 1;
	c->column = 0;
	lejp_construct(&ctx, walk_cb, &w, NULL, 0);
	bad = walk_bytes(c, &ctx, text, len);
	lejp_destruct(&ctx);

	return bad;
}
