/* SPDX-License-Identifier: MIT */
/*
 * Configuration texts (hazards JS-01 .. JS-03): whatever the bytes, what is
 * kept stays in the memory that was given, and each vhost has what it must
 * have.  The first byte says how much memory.
 */

#include "system/conf.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool is_true)
{
	if (!is_true)
		abort();
}

static int
make(void *arg, const struct lws_context_creation_info *info,
     bool wants_client_tls, bool refuses_no_protocol)
{
	const struct lws_protocol_vhost_options *pvo, *option;
	const struct lws_http_mount *m;
	size_t sum = 0;

	(void)arg;
	(void)wants_client_tls;
	(void)refuses_no_protocol;
	for (m = info->mounts; m; m = m->mount_next) {
		must(m->mountpoint && m->origin &&
		     m->mountpoint_len == strlen(m->mountpoint));
		sum += strlen(m->origin);
	}
	for (pvo = info->pvo; pvo; pvo = pvo->next)
		for (option = pvo->options; option; option = option->next)
			sum += strlen(option->name) + strlen(option->value);

	return sum == 12345;
}

static void
run(const struct lws__conf_key *keys, const uint8_t *data, size_t len,
    size_t room)
{
	static const struct lws__conf_sink sink = {make, NULL};
	char *arena = malloc(room + 1);
	struct lws__conf c;

	must(arena);
	memset(&c, 0, sizeof(c));
	c.at = arena;
	c.left = room;
	c.path = "";
	c.base = &c.info;
	c.sink = &sink;
	must(!lws__conf_read_text(&c, keys, data, len) == !c.error[0]);
	must(c.at + c.left == arena + room);
	free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len < 2 || len > 16384)
		return 0;
	lws_set_log_level(0, NULL);
	run(lws__conf_vhost_keys, data + 1, len - 1, data[0] * 64u);
	run(lws__conf_global_keys, data + 1, len - 1, data[0] * 64u);

	return 0;
}
