/* SPDX-License-Identifier: MIT */
/*
 * The ledger of callbacks: what was opened is closed, once.
 */

#include "net-test.h"

#include <stdlib.h>

enum {
	ENTRY_MAX = 65536,
	REASON_MAX = 1100,
};

struct entry {
	const struct lws *wsi;
	int binds;
	unsigned int openers;
	unsigned int closers;
	unsigned int errors; /* CLIENT_CONNECTION_ERROR */
	bool destroyed;
	bool upgraded; /* a refused upgrade has no closer */
};

static struct {
	struct entry entries[ENTRY_MAX];
	size_t count;
	unsigned int noted[REASON_MAX];
} ledger;

static const char *
kind_of(enum lws_callback_reasons reason)
{
	static const struct {
		int reason;
		const char *kind;
	} kinds[] = {
		{LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED, "open"},
		{LWS_CALLBACK_RAW_ADOPT, "open"},
		{LWS_CALLBACK_RAW_ADOPT_FILE, "open"},
		{LWS_CALLBACK_RAW_CONNECTED, "open"},
		{LWS_CALLBACK_RAW_PROXY_SRV_ADOPT, "open"},
		{LWS_CALLBACK_RAW_PROXY_CLI_ADOPT, "open"},
		{LWS_CALLBACK_RAW_PROXY_SRV_CLOSE, "close"},
		{LWS_CALLBACK_RAW_PROXY_CLI_CLOSE, "close"},
		{LWS_CALLBACK_RAW_PROXY_SRV_BIND_PROTOCOL, "bind"},
		{LWS_CALLBACK_RAW_PROXY_CLI_BIND_PROTOCOL, "bind"},
		{LWS_CALLBACK_RAW_PROXY_SRV_DROP_PROTOCOL, "drop"},
		{LWS_CALLBACK_RAW_PROXY_CLI_DROP_PROTOCOL, "drop"},
		{LWS_CALLBACK_ESTABLISHED, "open"},
		{LWS_CALLBACK_CLIENT_ESTABLISHED, "open"},
		{LWS_CALLBACK_CLOSED, "close"},
		{LWS_CALLBACK_CLOSED_HTTP, "close"},
		{LWS_CALLBACK_CLOSED_CLIENT_HTTP, "close"},
		{LWS_CALLBACK_CLIENT_CLOSED, "close"},
		{LWS_CALLBACK_RAW_CLOSE, "close"},
		{LWS_CALLBACK_RAW_CLOSE_FILE, "close"},
		{LWS_CALLBACK_CLIENT_CONNECTION_ERROR, "error"},
		{LWS_CALLBACK_HTTP_CONFIRM_UPGRADE, "upgrade"},
		{LWS_CALLBACK_HTTP_BIND_PROTOCOL, "bind"},
		{LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL, "bind"},
		{LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL, "bind"},
		{LWS_CALLBACK_RAW_FILE_BIND_PROTOCOL, "bind"},
		{LWS_CALLBACK_WS_SERVER_BIND_PROTOCOL, "bind"},
		{LWS_CALLBACK_WS_CLIENT_BIND_PROTOCOL, "bind"},
		{LWS_CALLBACK_HTTP_DROP_PROTOCOL, "drop"},
		{LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL, "drop"},
		{LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL, "drop"},
		{LWS_CALLBACK_RAW_FILE_DROP_PROTOCOL, "drop"},
		{LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL, "drop"},
		{LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL, "drop"},
		{LWS_CALLBACK_WSI_DESTROY, "destroy"},
		{LWS_CALLBACK_WSI_CREATE, "create"},
		{LWS_CALLBACK_CHILD_CLOSING, "child"},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(kinds); n++)
		if (kinds[n].reason == (int)reason)
			return kinds[n].kind;

	return "";
}

/* callbacks whose wsi is no connection, or somebody else's */
static bool
is_of_no_wsi(enum lws_callback_reasons reason)
{
	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
	case LWS_CALLBACK_PROTOCOL_DESTROY:
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
	case LWS_CALLBACK_GET_THREAD_ID:
	case LWS_CALLBACK_ADD_POLL_FD:
	case LWS_CALLBACK_DEL_POLL_FD:
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
	case LWS_CALLBACK_LOCK_POLL:
	case LWS_CALLBACK_UNLOCK_POLL:
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS:
		return true;
	default:
		return false;
	}
}

static struct entry *
entry_of(const struct lws *wsi, bool is_destroy)
{
	for (size_t n = ledger.count; n--;)
		if (ledger.entries[n].wsi == wsi &&
		    !ledger.entries[n].destroyed)
			return &ledger.entries[n];
	if (is_destroy)
		return NULL; /* of a listener: nothing came before */
	assert_true(ledger.count < ENTRY_MAX);
	ledger.entries[ledger.count] = (struct entry){.wsi = wsi};

	return &ledger.entries[ledger.count++];
}

/* a client that became the root of streams: what it opened is the first one's
 */
static void
take_over(struct entry *e, struct lws *wsi)
{
	const struct lws *root = lws_get_network_wsi(wsi);
	struct entry *from = root == wsi ? NULL : entry_of(root, true);

	if (!from || from == e || !from->binds)
		return;
	e->binds += from->binds;
	e->openers += from->openers;
	from->binds = 0;
	from->openers = 0;
}

void
lws__net_note(struct lws *wsi, enum lws_callback_reasons reason)
{
	const char *kind = kind_of(reason);
	struct entry *e;

	if ((int)reason < REASON_MAX)
		ledger.noted[reason]++;
	if (is_of_no_wsi(reason) || !wsi)
		return;
	e = entry_of(wsi, !strcmp(kind, "destroy"));
	if (!e)
		return;
	take_over(e, wsi);
	if (e->closers && strcmp(kind, "destroy") && strcmp(kind, "child"))
		fail_msg("callback %d after the closing one", (int)reason);
	if (!strcmp(kind, "open"))
		e->openers++;
	if (!strcmp(kind, "close"))
		e->closers++;
	if (!strcmp(kind, "error"))
		e->errors++;
	if (!strcmp(kind, "upgrade"))
		e->upgraded = true;
	if (!strcmp(kind, "bind"))
		e->binds++;
	if (!strcmp(kind, "drop"))
		e->binds--;
	if (!strcmp(kind, "destroy"))
		e->destroyed = true;
}

void
lws__net_ledger_reset(void)
{
	memset(&ledger, 0, sizeof(ledger));
}

unsigned int
lws__net_noted(enum lws_callback_reasons reason)
{
	return (int)reason < REASON_MAX ? ledger.noted[reason] : 0;
}

unsigned int
lws__net_alive(void)
{
	unsigned int alive = 0;

	for (size_t n = 0; n < ledger.count; n++)
		alive += !ledger.entries[n].destroyed;

	return alive;
}

void
lws__net_ledger_check(void)
{
	for (size_t n = 0; n < ledger.count; n++) {
		const struct entry *e = &ledger.entries[n];

		if (!e->destroyed)
			fail_msg("wsi %zu of %zu was never destroyed", n,
				 ledger.count);
		if (e->closers + e->errors > 1)
			fail_msg("wsi %zu was told its end %u times", n,
				 e->closers + e->errors);
		if (e->openers && !e->closers && !e->errors && !e->upgraded)
			fail_msg("wsi %zu was opened, and not closed", n);
		if (e->binds)
			fail_msg("wsi %zu has %d binds more than drops", n,
				 e->binds);
	}
}
