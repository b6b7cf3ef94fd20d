/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_WS_EXT_H)
#define LIBWEBSOCKETS_LWS_WS_EXT_H

/**
 * \defgroup extensions ws extensions
 * @{
 */

struct lws_ext_options;
struct lws_extension;

enum lws_extension_callback_reasons {
	LWS_EXT_CB_CONSTRUCT = 4,
	LWS_EXT_CB_CLIENT_CONSTRUCT = 5,
	LWS_EXT_CB_DESTROY = 8,
	LWS_EXT_CB_PACKET_TX_PRESEND = 12,
	LWS_EXT_CB_PAYLOAD_TX = 21,
	LWS_EXT_CB_PAYLOAD_RX = 22,
	LWS_EXT_CB_OPTION_DEFAULT = 23,
	LWS_EXT_CB_OPTION_SET = 24,
	LWS_EXT_CB_OPTION_CONFIRM = 25,
	LWS_EXT_CB_NAMED_OPTION_SET = 26,
};

enum lws_ext_options_types {
	EXTARG_NONE,
	EXTARG_DEC,
	EXTARG_OPT_DEC,
};

struct lws_ext_options {
	const char *name;
	enum lws_ext_options_types type;
};

struct lws_ext_option_arg {
	const char *option_name;
	int option_index;
	const char *start;
	int len;
};

typedef int
lws_extension_callback_function(struct lws_context *context,
				const struct lws_extension *ext,
				struct lws *wsi,
				enum lws_extension_callback_reasons reason,
				void *user, void *in, size_t len);

struct lws_extension {
	const char *name;
	lws_extension_callback_function *callback;
	const char *client_offer;
};

/**
 * lws_set_extension_option() - set an option of an extension in use
 *
 * \param wsi: borrowed, ws
 * \param ext_name: borrowed
 * \param opt_name: borrowed
 * \param opt_val: borrowed
 *
 * Returns 0, or negative: no such extension, or refused.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val);

/**
 * lws_ext_parse_options() - give an extension the options in a header
 *
 * \param ext: borrowed
 * \param wsi: borrowed
 * \param ext_user: the extension's object
 * \param opts: borrowed: what it knows
 * \param o: borrowed: "name=value; name"
 * \param len: bytes of o
 *
 * Returns 0, or nonzero: refused.
 * Call from: the wsi's service thread
 * Source: RFC 6455 s9.1
 */
LWS_VISIBLE LWS_EXTERN int
lws_ext_parse_options(const struct lws_extension *ext, struct lws *wsi,
		      void *ext_user, const struct lws_ext_options *opts,
		      const char *o, int len) LWS_WARN_UNUSED_RESULT;

/**
 * lws_extension_callback_pm_deflate() - permessage-deflate, for
 * lws_extension.callback
 *
 * \param context: borrowed
 * \param ext: borrowed
 * \param wsi: borrowed
 * \param reason: LWS_EXT_CB_...
 * \param user: its object
 * \param in: by reason
 * \param len: by reason
 *
 * Returns by reason.
 * Call from: the library
 * Source: RFC 7692
 */
LWS_VISIBLE LWS_EXTERN int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len);

/** @} */

#endif
