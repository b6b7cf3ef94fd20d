/* SPDX-License-Identifier: MIT */
/*
 * Lists of faults to inject: rules by name, at most one of a name, asked by
 * lws_fi() where the fault would strike.
 *
 * A list that nobody seeded draws the numbers of seed 0.  Lists are not locked:
 * each belongs to an object of one thread, or its owner locks.
 */

#include "base/fault-text.h"

#include <string.h>

struct rule {
	lws_dll2_t list; /* in fic->fi_owner */
	lws_fi_t fi;     /* name and, if PATTERN_ALLOC, pattern: owned */
};

/* lists are passed as const, what they count is not */
static lws_fi_ctx_t *
inside(const lws_fi_ctx_t *fic)
{
	return lws__unconst(fic);
}

static bool
is_seeded(const struct lws_xos *xos)
{
	return xos->s[0] || xos->s[1] || xos->s[2] || xos->s[3];
}

static struct lws_xos *
dice(const lws_fi_ctx_t *fic)
{
	struct lws_xos *xos = &inside(fic)->xos;

	if (!is_seeded(xos))
		lws_xos_init(xos, 0);

	return xos;
}

static struct rule *
rule_of(struct lws_dll2 *d)
{
	return lws_container_of(d, struct rule, list);
}

static struct rule *
find(const lws_fi_ctx_t *fic, const char *name)
{
	if (!fic || !name)
		return NULL;
	lws_start_foreach_dll(struct lws_dll2 *, d, fic->fi_owner.head)
	{
		if (!strcmp(rule_of(d)->fi.name, name))
			return rule_of(d);
	}
	lws_end_foreach_dll(d);

	return NULL;
}

/* applications copy what a list is a member of: it names its old owner then */
static void
take_out(const lws_fi_ctx_t *fic, struct rule *r)
{
	r->list.owner = &inside(fic)->fi_owner;
	lws_dll2_remove(&r->list);
}

static void
rule_free(const lws_fi_ctx_t *fic, struct rule *r)
{
	take_out(fic, r);
	if (r->fi.type == LWSFI_PATTERN_ALLOC)
		lws__free(lws__unconst(r->fi.pattern));
	lws__free(lws__unconst(r->fi.name));
	lws__free(r);
}

/* ---- does it strike? ----------------------------------------------------- */

static bool
pattern_strikes(const lws_fi_t *fi, uint64_t time)
{
	uint64_t bit = time % fi->count;

	return fi->pattern[bit / 8] & 1 << (bit % 8);
}

static bool
strikes(lws_fi_t *fi, struct lws_xos *xos)
{
	uint64_t time = fi->times++;

	switch (fi->type) {
	case LWSFI_ALWAYS:
		return true;
	case LWSFI_DETERMINISTIC:
		return time >= fi->pre && time - fi->pre < fi->count;
	case LWSFI_PROBABILISTIC:
		return lws_xos_percent(xos, (int)fi->pre);
	case LWSFI_PATTERN:
	case LWSFI_PATTERN_ALLOC:
		return time >= fi->pre && pattern_strikes(fi, time - fi->pre);
	default: /* LWSFI_RANGE: a number, no fault */
		return false;
	}
}

int
lws_fi(const lws_fi_ctx_t *fic, const char *fi_name)
{
	struct rule *r = find(fic, fi_name);

	if (!r || !strikes(&r->fi, dice(fic)))
		return 0;
	lwsl_notice("%s: fault injected: %s\n", fic->name ? fic->name : "-",
		    fi_name);

	return 1;
}

int
lws_fi_range(const lws_fi_ctx_t *fic, const char *name, uint64_t *result)
{
	const struct rule *r = find(fic, name);
	uint64_t width;

	if (!r || r->fi.type != LWSFI_RANGE)
		return 1;
	width = r->fi.count - r->fi.pre + 1; /* 0: any of 64 bits */
	*result = lws_xos(dice(fic));
	if (width)
		*result = r->fi.pre + *result % width;

	return 0;
}

/* ---- rules --------------------------------------------------------------- */

static bool
is_sane(const lws_fi_t *fi)
{
	if (!fi->name || !*fi->name)
		return false;
	switch (fi->type) {
	case LWSFI_ALWAYS:
	case LWSFI_DETERMINISTIC:
		return true;
	case LWSFI_PROBABILISTIC:
		return fi->pre <= 100;
	case LWSFI_PATTERN:
	case LWSFI_PATTERN_ALLOC:
		return fi->pattern && fi->count;
	case LWSFI_RANGE:
		return fi->pre <= fi->count;
	default:
		return false;
	}
}

/* takes the place of one of the same name */
static int
put(lws_fi_ctx_t *fic, const lws_fi_t *fi)
{
	struct rule *r = lws__zalloc(sizeof(*r), "fault");

	if (!r)
		return 1;
	r->fi = *fi;
	r->fi.times = 0;
	r->fi.name = lws__strdup(fi->name, "fault");
	if (!r->fi.name) {
		lws__free(r);
		return 1;
	}
	lws_fi_remove(fic, fi->name);
	lws_dll2_add_tail(&r->list, &fic->fi_owner);

	return 0;
}

int
lws_fi_add(lws_fi_ctx_t *fic, const lws_fi_t *fi)
{
	if (is_sane(fi))
		return put(fic, fi);
	lwsl_err("fault %s: makes no sense\n", fi->name ? fi->name : "");

	return 1;
}

void
lws_fi_remove(lws_fi_ctx_t *fic, const char *name)
{
	struct rule *r = find(fic, name);

	if (r)
		rule_free(fic, r);
}

void
lws_fi_destroy(const lws_fi_ctx_t *fic)
{
	while (fic->fi_owner.head)
		rule_free(fic, rule_of(fic->fi_owner.head));
}

/* ---- from list to list --------------------------------------------------- */

void
lws_fi_import(lws_fi_ctx_t *fic_dest, const lws_fi_ctx_t *fic_src)
{
	if (!is_seeded(&fic_dest->xos))
		fic_dest->xos = fic_src->xos;
	while (fic_src->fi_owner.head) {
		struct rule *r = rule_of(fic_src->fi_owner.head);

		take_out(fic_src, r);
		lws_fi_remove(fic_dest, r->fi.name);
		lws_dll2_add_tail(&r->list, &fic_dest->fi_owner);
	}
}

/* the name behind "scope/" or "scope=value/", NULL: it is not of that scope */
static const char *
in_scope(const char *name, const char *scope, const char *value)
{
	size_t len = strlen(scope);

	if (strncmp(name, scope, len))
		return NULL;
	name += len;
	if (*name == '=' && value) {
		name++;
		len = strlen(value);
		if (strncmp(name, value, len))
			return NULL;
		name += len;
	}

	return name[0] == '/' && name[1] ? name + 1 : NULL;
}

static int
copy(lws_fi_ctx_t *fic, const lws_fi_t *fi, const char *name)
{
	lws_fi_t renamed = *fi;
	size_t len = (size_t)(fi->count / 8 + 1);
	uint8_t *pattern = NULL;

	renamed.name = name;
	if (fi->type == LWSFI_PATTERN_ALLOC) {
		pattern = lws__malloc(len, "fault");
		if (!pattern)
			return 1;
		memcpy(pattern, fi->pattern, (size_t)((fi->count + 7) / 8));
		renamed.pattern = pattern;
	}
	if (!put(fic, &renamed))
		return 0;
	lws__free(pattern);

	return 1;
}

void
lws_fi_inherit_copy(lws_fi_ctx_t *fic_dest, const lws_fi_ctx_t *fic_src,
		    const char *scope, const char *value)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, fic_src->fi_owner.head)
	{
		const lws_fi_t *fi = &rule_of(d)->fi;
		const char *name = in_scope(fi->name, scope, value);

		if (name && !is_seeded(&fic_dest->xos))
			lws_xos_init(&fic_dest->xos, lws_xos(dice(fic_src)));
		if (name && copy(fic_dest, fi, name))
			lwsl_err("fault %s: out of memory\n", fi->name);
	}
	lws_end_foreach_dll(d);
}

/* ---- from text ----------------------------------------------------------- */

static int
add_text(lws_fi_ctx_t *fic, const struct lws__fault_rule *rule)
{
	char name[LWS__FAULT_NAME_MAX + 1];
	lws_fi_t fi = {.name = name,
		       .pattern = rule->pattern,
		       .pre = rule->pre,
		       .count = rule->count,
		       .type = rule->type};

	memcpy(name, rule->name, rule->name_len);
	name[rule->name_len] = '\0';
	if (fi.type == LWSFI_PATTERN) /* ours ends with the text */
		fi.type = LWSFI_PATTERN_ALLOC;

	return copy(fic, &fi, name);
}

void
lws_fi_deserialize(lws_fi_ctx_t *fic, const char *sers)
{
	const char *end = sers + strlen(sers), *at = sers;
	struct lws__fault_rule rule;
	enum lws__fault_text answer;

	while (true) {
		const char *from = at;

		answer = lws__fault_text_next(&at, end, &rule);
		if (answer == LWS__FAULT_TEXT_END)
			return;
		if (answer != LWS__FAULT_TEXT_RULE)
			lwsl_err("fault \"%.*s\": %s\n", (int)(at - from), from,
				 lws__fault_text_why(answer));
		else if (add_text(fic, &rule))
			lwsl_err("fault %.*s: out of memory\n",
				 (int)rule.name_len, rule.name);
	}
}
