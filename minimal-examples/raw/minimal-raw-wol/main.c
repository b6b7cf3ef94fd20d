/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Wakes a machine of the local network up by its hardware address.
 */

#include <libwebsockets.h>

#include <string.h>

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_context *context;
	const char *address, *from;
	uint8_t mac[6];
	int ret;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	lwsl_user("LWS minimal raw wol\n");

	address = lws_cmdline_option(argc, argv, "-m");
	from = lws_cmdline_option(argc, argv, "-i");
	if (!address || lws_parse_mac(address, mac)) {
		lwsl_err("whom? -m 01:23:45:67:89:ab\n");
		return 1;
	}

	info.port = CONTEXT_PORT_NO_LISTEN;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	ret = lws_wol(context, from, mac);
	lws_context_destroy(context);
	lwsl_user("Completed: %s\n", ret ? "not sent" : "OK");

	return ret;
}
