/* SPDX-License-Identifier: MIT */
/*
 * What values of the configuration do, and the memory they are kept in.
 */

#include "system/conf.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int
lws__conf_bad(struct lws__conf *c, const char *format, ...)
{
	va_list ap;

	if (c->error[0]) /* the first is the reason */
		return -1;
	va_start(ap, format);
	(void)vsnprintf(c->error, sizeof(c->error), format, ap);
	va_end(ap);

	return -1;
}

void *
lws__conf_alloc(struct lws__conf *c, size_t len)
{
	size_t pad = (size_t)(-(uintptr_t)c->at & 7);
	char *p = c->at + pad;

	if (pad + len > c->left) {
		(void)lws__conf_bad(c, "the memory for strings is used up");
		return NULL;
	}
	memset(p, 0, len);
	c->at += pad + len;
	c->left -= pad + len;

	return p;
}

const char *
lws__conf_copy(struct lws__conf *c, const char *text, size_t len)
{
	char *p = c->at;

	if (len >= c->left) {
		(void)lws__conf_bad(c, "the memory for strings is used up");
		return NULL;
	}
	memcpy(p, text, len);
	p[len] = '\0';
	c->at += len + 1;
	c->left -= len + 1;

	return p;
}

bool
lws__conf_is_on(const char *value)
{
	return strtol(value, NULL, 10) || !strcasecmp(value, "on") ||
	       !strcasecmp(value, "yes") || !strcasecmp(value, "true");
}

int
lws__conf_number(struct lws__conf *c, const struct lws__conf_key *key,
		 const char *value, long long min, long long max,
		 long long *number)
{
	bool is_hex = value[0] == '0' && (value[1] == 'x' || value[1] == 'X');
	char *end;

	*number = strtoll(value, &end, is_hex ? 16 : 10);
	if (end == value || *end || *number < min || *number > max)
		return lws__conf_bad(c,
				     "%s: \"%.60s\" is no number from %lld to "
				     "%lld",
				     key->name, value, min, max);

	return 0;
}

static void *
conf_member(struct lws__conf *c, const struct lws__conf_key *key)
{
	return (char *)c->base + key->ofs;
}

int
lws__conf_set_text(struct lws__conf *c, const struct lws__conf_key *key,
		   const char *name, const char *value)
{
	(void)name;
	memcpy(conf_member(c, key), &value, sizeof(value));

	return 0;
}

int
lws__conf_set_int(struct lws__conf *c, const struct lws__conf_key *key,
		  const char *name, const char *value)
{
	long long number;
	int n;

	(void)name;
	if (lws__conf_number(c, key, value, 0, INT_MAX, &number))
		return -1;
	n = (int)number;
	memcpy(conf_member(c, key), &n, sizeof(n));

	return 0;
}

int
lws__conf_set_ushort(struct lws__conf *c, const struct lws__conf_key *key,
		     const char *name, const char *value)
{
	unsigned short n;
	long long number;

	(void)name;
	if (lws__conf_number(c, key, value, 0, USHRT_MAX, &number))
		return -1;
	n = (unsigned short)number;
	memcpy(conf_member(c, key), &n, sizeof(n));

	return 0;
}

int
lws__conf_set_bits(struct lws__conf *c, const struct lws__conf_key *key,
		   const char *name, const char *value)
{
	long long number;
	long n;

	(void)name;
	if (lws__conf_number(c, key, value, 0, LONG_MAX, &number))
		return -1;
	memcpy(&n, conf_member(c, key), sizeof(n));
	n |= (long)number;
	memcpy(conf_member(c, key), &n, sizeof(n));

	return 0;
}

int
lws__conf_set_option(struct lws__conf *c, const struct lws__conf_key *key,
		     const char *name, const char *value)
{
	(void)name;
	if (lws__conf_is_on(value))
		c->info.options |= key->option;
	else
		c->info.options &= ~key->option;

	return 0;
}

/* NULL: the arena is full */
static struct lws_protocol_vhost_options *
pair_add(struct lws__conf *c, const struct lws_protocol_vhost_options **head,
	 const char *name, const char *value)
{
	struct lws_protocol_vhost_options *pair, *last;

	pair = lws__conf_alloc(c, sizeof(*pair));
	if (!pair)
		return NULL;
	pair->name = name;
	pair->value = value;
	if (!*head) {
		*head = pair;
		return pair;
	}
	last = lws__unconst(*head);
	while (last->next)
		last = lws__unconst(last->next);
	last->next = pair;

	return pair;
}

int
lws__conf_add_pair(struct lws__conf *c, const struct lws__conf_key *key,
		   const char *name, const char *value)
{
	const struct lws_protocol_vhost_options **head = conf_member(c, key);
	const char *copy;

	if (key->kind == KEY_GROUPS && value)
		head = &c->group->options;
	copy = lws__conf_copy(c, name, strlen(name));
	if (!copy)
		return -1;
	if (key->kind == KEY_GROUPS && !value) {
		c->group = pair_add(c, head, copy, "");
		return c->group ? 0 : -1;
	}

	return pair_add(c, head, copy, value) ? 0 : -1;
}

int
lws__conf_add_header(struct lws__conf *c, const struct lws__conf_key *key,
		     const char *name, const char *value)
{
	char with_colon[LEJP_MAX_PATH + 1];

	lws_snprintf(with_colon, sizeof(with_colon), "%s:", name);

	return lws__conf_add_pair(c, key, with_colon, value);
}

int
lws__conf_not_built(struct lws__conf *c, const struct lws__conf_key *key,
		    const char *name, const char *value)
{
	(void)name;
	(void)value;
	lwsl_warn("%s:%u: %s: this build does not have that, ignored\n",
		  c->path, c->line, key->name);

	return 0;
}
