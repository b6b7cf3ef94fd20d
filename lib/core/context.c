/* SPDX-License-Identifier: MIT */
/*
 * Making a context: a table of steps, walked from the top.  When one fails,
 * what was done is undone from there backwards, which is also how a context
 * ends (context-destroy.c).
 */

#include "core/built-in.h"
#include "core/context.h"
#include "core/vfs.h"

enum {
	SERV_BUF_DEFAULT = 4096,
	HEADER_DATA_DEFAULT = 4096,
	TIMEOUT_SECS_DEFAULT = 15,
	RETRY_CONCEAL = 4,
	RETRY_JITTER_PERCENT = 20,
	RETRY_PING_SECS = 40,
	RETRY_HANGUP_SECS = 50,
	OWN_FDS_PER_THREAD = 2, /* the wake-up's and the event loop's */
};

static const uint32_t retry_ms[] = {1000, 3000, 9000, 17000};

/* ---- steps -------------------------------------------------------------- */

static void
retry_take(struct lws_context *cx, const lws_retry_bo_t *given)
{
	cx->own_retry = (lws_retry_bo_t){
		.retry_ms_table = retry_ms,
		.retry_ms_table_count = LWS_ARRAY_SIZE(retry_ms),
		.conceal_count = RETRY_CONCEAL,
		.secs_since_valid_ping = RETRY_PING_SECS,
		.secs_since_valid_hangup = RETRY_HANGUP_SECS,
		.jitter_percent = RETRY_JITTER_PERCENT,
	};
	if (given && given->secs_since_valid_ping) {
		cx->own_retry.secs_since_valid_ping =
			given->secs_since_valid_ping;
		cx->own_retry.secs_since_valid_hangup =
			given->secs_since_valid_hangup;
	}
	cx->retry = &cx->own_retry;
}

static unsigned int
first_set(unsigned int a, unsigned int b, unsigned int otherwise)
{
	if (a)
		return a;

	return b ? b : otherwise;
}

static int
options_init(struct lws_context *cx,
	     const struct lws_context_creation_info *info)
{
	if (info->ka_time > 0 && !info->ka_interval) {
		lwsl_cx_err(cx, "ka_time needs ka_interval as well");
		return 1;
	}
	cx->options = info->options;
	cx->user = info->user;
	cx->pcontext = info->pcontext;
	cx->external_baggage = info->external_baggage_free_on_destroy;
	cx->protocols = info->protocols;
	lws__vfs_platform(&cx->fops_platform, cx, info->fops);
	cx->fops = &cx->fops_platform;
	cx->system_ops = info->system_ops;
	cx->token_limits = info->token_limits;
	cx->signal_cb = info->signal_cb;
	cx->argc = info->argc;
	cx->argv = info->argv;
	cx->uid = info->uid;
	cx->gid = info->gid;
	cx->count_caps = info->count_caps;
	memcpy(cx->caps, info->caps, sizeof(cx->caps));
	cx->count_threads = info->count_threads ? info->count_threads : 1;
	if (cx->count_threads > LWS_MAX_SMP) {
		lwsl_cx_notice(cx, "%u threads asked for, %d is the most",
			       cx->count_threads, LWS_MAX_SMP);
		cx->count_threads = LWS_MAX_SMP;
	}
	cx->pt_serv_buf_size =
		first_set(info->pt_serv_buf_size, 0, SERV_BUF_DEFAULT);
	cx->max_http_header_data =
		first_set(info->max_http_header_data,
			  info->max_http_header_data2, HEADER_DATA_DEFAULT);
	cx->max_http_header_pool = first_set(info->max_http_header_pool,
					     info->max_http_header_pool2, 0);
	cx->timeout_secs =
		first_set(info->timeout_secs, 0, TIMEOUT_SECS_DEFAULT);
	retry_take(cx, info->retry_and_idle_policy);

	return 0;
}

static int
log_init(struct lws_context *cx, const struct lws_context_creation_info *info)
{
	if (info->log_cx) {
		cx->log_cx = info->log_cx;
		lwsl_refcount_cx(cx->log_cx, 1);
	}
	lwsl_cx_notice(cx, "libwebsockets %s, %s", LWS_LIBRARY_VERSION,
		       (info->options & LWS_SERVER_OPTION_DISABLE_IPV6)
			       ? "IPv6 off by option"
			       : "IPv6 as the system has it");

	return 0;
}

static void
log_undo(struct lws_context *cx)
{
	if (cx->log_cx)
		lwsl_refcount_cx(cx->log_cx, -1);
	cx->log_cx = NULL;
}

static int
texts_init(struct lws_context *cx, const struct lws_context_creation_info *info)
{
	const struct {
		const char *from;
		char **to;
	} texts[] = {
		{info->server_string, &cx->server_string},
		{info->username, &cx->username},
		{info->groupname, &cx->groupname},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(texts); n++) {
		if (!texts[n].from)
			continue;
		*texts[n].to = lws__strdup(texts[n].from, "context text");
		if (!*texts[n].to)
			return 1;
	}
	if (!lws_check_opt(cx->options,
			   LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME) &&
	    gethostname(cx->canonical_hostname,
			sizeof(cx->canonical_hostname) - 1))
		lws_strncpy(cx->canonical_hostname, "localhost",
			    sizeof(cx->canonical_hostname));

	return 0;
}

static void
texts_undo(struct lws_context *cx)
{
	lws__free(cx->server_string);
	lws__free(cx->username);
	lws__free(cx->groupname);
}

static int
limits_init(struct lws_context *cx,
	    const struct lws_context_creation_info *info)
{
	unsigned long limit = 1024;

	if (lws__plat_fd_limit((unsigned long)(info->rlimit_nofile > 0
						       ? info->rlimit_nofile
						       : 0),
			       &limit)) {
		lwsl_cx_err(cx, "rlimit_nofile %d: the system refuses",
			    info->rlimit_nofile);
		return 1;
	}
	if (limit > INT_MAX)
		limit = INT_MAX;
	cx->has_few_fds = info->fd_limit_per_thread &&
			  info->fd_limit_per_thread <= LWS__FEW_FDS;
	if (info->fd_limit_per_thread)
		cx->fd_limit_per_thread =
			info->fd_limit_per_thread + OWN_FDS_PER_THREAD;
	else
		cx->fd_limit_per_thread =
			(unsigned int)limit / cx->count_threads;
	if (!cx->max_http_header_pool)
		cx->max_http_header_pool = (unsigned int)limit;

	return 0;
}

/* a TLS library's write to a peer that is gone must not end the process */
static int
signals_init(struct lws_context *cx,
	     const struct lws_context_creation_info *info)
{
	(void)cx;
	(void)info;
	lws__plat_ignore_sigpipe();

	return 0;
}

static int
vhost_init(struct lws_context *cx, const struct lws_context_creation_info *info)
{
	if (lws_check_opt(cx->options, LWS_SERVER_OPTION_EXPLICIT_VHOSTS) &&
	    !info->pprotocols)
		return 0;

	return !lws_create_vhost(cx, info);
}

/* with explicit vhosts their ports may still have to be opened as root */
static int
privileges_init(struct lws_context *cx,
		const struct lws_context_creation_info *info)
{
	(void)info;
	if (lws_check_opt(cx->options, LWS_SERVER_OPTION_EXPLICIT_VHOSTS))
		return 0;

	return lws__context_privileges_drop(cx);
}

/* ---- the table ---------------------------------------------------------- */

static const struct {
	const char *what; /* lws__context_step_fi() knows it by this name */
	int (*init)(struct lws_context *cx,
		    const struct lws_context_creation_info *info);
	void (*undo)(struct lws_context *cx);
} steps[] = {
	{"options", options_init, NULL},
	{"log", log_init, log_undo},
	{"texts", texts_init, texts_undo},
	{"limits", limits_init, NULL},
	{"signals", signals_init, NULL},
	{"user and group", lws__context_privileges_check, NULL},
	{"choice of event loop", lws__context_loop_select,
	 lws__context_loop_deselect},
	{"threads", lws__context_threads_init, lws__context_threads_undo},
	{"event loop", lws__context_loops_init, lws__context_loops_undo},
	{"system state", lws__system_state_init, lws__system_state_undo},
	{"TLS", lws__context_tls_init, lws__context_tls_undo},
	{"plugins", lws__context_plugins_init, lws__context_plugins_undo},
	{"services", lws__context_services_init, lws__context_services_undo},
	{"default vhost", vhost_init, lws__context_vhosts_undo},
	{"dropping privileges", privileges_init, NULL},
	{"start", lws__system_state_start, NULL},
};

void
lws__context_undo(struct lws_context *cx)
{
	cx->in_destroy = 1;
	while (cx->steps_done) {
		cx->steps_done--;
		if (steps[cx->steps_done].undo)
			steps[cx->steps_done].undo(cx);
	}
	pthread_mutex_destroy(&cx->lock);
	pthread_mutex_destroy(&cx->init_lock);
	lws_fi_destroy(&cx->fic);
	lws__free(cx);
}

static struct lws_context *
create(const struct lws_context_creation_info *info)
{
	struct lws_context *cx;

	if (lws_fi(&info->fic, "ctx_createfail_oom_ctx"))
		return NULL;
	cx = lws__zalloc(sizeof(*cx), "context");
	if (!cx)
		return NULL;
	pthread_mutex_init(&cx->lock, NULL);
	pthread_mutex_init(&cx->init_lock, NULL);
	lws__faults_context_take(cx, info);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(steps); n++) {
		cx->steps_done++;
		if (!lws__context_step_fi(cx, steps[n].what) &&
		    !steps[n].init(cx, info))
			continue;
		lwsl_cx_err(cx, "no context: %s failed", steps[n].what);
		atomic_store(&cx->destroy_stage, LWS__DESTROY_FINAL);
		lws__context_undo(cx);

		return NULL;
	}
	cx->foreign_loops = NULL;

	return cx;
}

struct lws_context *
lws_create_context(const struct lws_context_creation_info *info)
{
	struct lws_context *cx = create(info);

	lws_fi_destroy(&info->fic); /* taken, or of no use */

	return cx;
}
