/* SPDX-License-Identifier: MIT */
/*
 * A build that injects no faults.
 */

#include "core/core.h"

void
lws__faults_cmdline(int argc, const char **argv,
		    struct lws_context_creation_info *info)
{
	(void)info;
	if (lws_cmdline_option(argc, argv, "--fault-injection"))
		lwsl_warn("--fault-injection: this build injects none\n");
}

void
lws__faults_context_take(struct lws_context *cx,
			 const struct lws_context_creation_info *info)
{
	(void)cx;
	(void)info;
}

bool
lws__context_step_fi(const struct lws_context *cx, const char *step)
{
	(void)cx;
	(void)step;

	return false;
}

void
lws__faults_vhost_take(struct lws_vhost *vh,
		       const struct lws_context_creation_info *info)
{
	(void)vh;
	(void)info;
}

int
lws__vhost_fi(struct lws_vhost *vh, const char *name)
{
	(void)vh;
	(void)name;

	return 0;
}

void
lws__faults_wsi_take(struct lws *wsi, const char *name,
		     const lws_fi_ctx_t *given)
{
	(void)wsi;
	(void)name;
	(void)given;
}

void
lws__faults_wsi_free(struct lws__wsi_rare *rare)
{
	(void)rare;
}
