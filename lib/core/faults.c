/* SPDX-License-Identifier: MIT */
/*
 * The injected faults of contexts, vhosts and wsi.  Rules come with the context
 * and are copied down as objects are made:
 *
 *   context   info.fic
 *   vhost     the context's for "vh" or "vh=name", then its info.fic
 *   wsi       the context's and then the vhost's for "wsi" or "wsi=name", then
 *             the fic of the call that makes it
 *
 * A later rule takes the place of an earlier one of that name.  The lists of
 * context and vhost are looked at by every thread: under the context's lock.
 */

#include "core/core.h"

#include <stdlib.h>
#include <string.h>

enum {
	TIMEDCLOSE_MS = 250, /* without timedclose_ms */
};

static bool
has_rules(const lws_fi_ctx_t *fic)
{
	return fic->fi_owner.head != NULL;
}

/* chosen and said, so that the same can be had again */
static void
seed(lws_fi_ctx_t *fic, const char *text)
{
	uint64_t from =
		text ? strtoull(text, NULL, 0) : (uint64_t)lws__plat_wall_us();

	lws_xos_init(&fic->xos, from);
	lwsl_notice("fault injection: again with --fault-seed %llu\n",
		    (unsigned long long)from);
}

static bool
is_seeded(const lws_fi_ctx_t *fic)
{
	return fic->xos.s[0] || fic->xos.s[1] || fic->xos.s[2] || fic->xos.s[3];
}

void
lws__faults_cmdline(int argc, const char **argv,
		    struct lws_context_creation_info *info)
{
	const char *faults =
		lws_cmdline_option(argc, argv, "--fault-injection");
	const char *from = lws_cmdline_option(argc, argv, "--fault-seed");

	if (faults || from)
		seed(&info->fic, from);
	if (faults)
		lws_fi_deserialize(&info->fic, faults);
}

void
lws__faults_context_take(struct lws_context *cx,
			 const struct lws_context_creation_info *info)
{
	cx->fic.name = "context";
	lws_fi_import(&cx->fic, &info->fic);
	if (has_rules(&cx->fic) && !is_seeded(&cx->fic))
		seed(&cx->fic, NULL);
}

bool
lws__context_step_fi(const struct lws_context *cx, const char *step)
{
	static const struct {
		const char *step, *fault;
	} steps[] = {
		{"options", "ctx_createfail1"},
		{"limits", "ctx_createfail_maxfds"},
		{"signals", "ctx_createfail_plat_init"},
		{"choice of event loop", "ctx_createfail_evlib_sel"},
		{"threads", "ctx_createfail_oom_fds"},
		{"event loop", "ctx_createfail_evlib_init"},
		{"plugins", "ctx_createfail_plugin_init"},
		{"default vhost", "ctx_createfail_def_vh"},
		{"dropping privileges", "ctx_createfail_privdrop"},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(steps); n++)
		if (!strcmp(steps[n].step, step))
			return lws_fi(&cx->fic, steps[n].fault);

	return false;
}

void
lws__faults_vhost_take(struct lws_vhost *vh,
		       const struct lws_context_creation_info *info)
{
	const char *name = info->vhost_name ? info->vhost_name : "default";

	vh->fic.name = "vhost";
	lws__context_lock(vh->cx);
	lws_fi_inherit_copy(&vh->fic, &vh->cx->fic, "vh", name);
	lws__context_unlock(vh->cx);
	lws_fi_import(&vh->fic, &info->fic);
}

int
lws__vhost_fi(struct lws_vhost *vh, const char *name)
{
	int strikes;

	lws__context_lock(vh->cx);
	strikes = lws_fi(&vh->fic, name);
	lws__context_unlock(vh->cx);

	return strikes;
}

/* ---- wsi ----------------------------------------------------------------- */

static void
timedclose(lws_sorted_usec_list_t *sul)
{
	struct lws *wsi =
		lws_container_of(sul, struct lws__wsi_faults, sul)->wsi;

	lws__client_error(wsi, "fault injected: timedclose");
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "fault injected: timedclose");
}

static void
begin(struct lws *wsi, const lws_fi_ctx_t *fic)
{
	struct lws__wsi_rare *rare = lws__wsi_rare(wsi);
	uint64_t ms = TIMEDCLOSE_MS;
	struct lws__wsi_faults *f;

	f = rare ? lws__zalloc(sizeof(*f), "wsi faults") : NULL;
	if (!f) {
		lwsl_wsi_err(wsi, "out of memory: no faults are injected");
		return;
	}
	f->wsi = wsi;
	f->fic.name = "wsi";
	lws_fi_import(&f->fic, fic);
	rare->faults = f;
	if (!lws_fi(&f->fic, "timedclose"))
		return;
	(void)lws_fi_range(&f->fic, "timedclose_ms", &ms);
	lws_sul_schedule(wsi->cx, wsi->tsi, &f->sul, timedclose,
			 (lws_usec_t)(ms * LWS_US_PER_MS));
}

void
lws__faults_wsi_take(struct lws *wsi, const char *name,
		     const lws_fi_ctx_t *given)
{
	lws_fi_ctx_t fic = {0};

	if (!has_rules(&wsi->cx->fic) && !has_rules(&wsi->vh->fic) &&
	    !(given && has_rules(given)))
		return;
	lws__context_lock(wsi->cx);
	lws_fi_inherit_copy(&fic, &wsi->cx->fic, "wsi", name);
	lws_fi_inherit_copy(&fic, &wsi->vh->fic, "wsi", name);
	lws__context_unlock(wsi->cx);
	if (given)
		lws_fi_import(&fic, given);
	if (has_rules(&fic))
		begin(wsi, &fic);
	lws_fi_destroy(&fic);
}

void
lws__faults_wsi_free(struct lws__wsi_rare *rare)
{
	struct lws__wsi_faults *f = rare->faults;

	if (!f)
		return;
	rare->faults = NULL;
	lws_sul_cancel(&f->sul);
	lws_fi_destroy(&f->fic);
	lws__free(f);
}

/* ---- faults of the application ------------------------------------------- */

int
_lws_fi_user_wsi_fi(struct lws *wsi, const char *name)
{
	return lws_fi(lws__wsi_fic(wsi), name);
}

int
_lws_fi_user_context_fi(struct lws_context *ctx, const char *name)
{
	int strikes;

	lws__context_lock(ctx);
	strikes = lws_fi(&ctx->fic, name);
	lws__context_unlock(ctx);

	return strikes;
}
