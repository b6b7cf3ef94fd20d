/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_WS_EXT_H)
#define LIBWEBSOCKETS_LWS_WS_EXT_H

/**
 * \defgroup extensions ws extensions
 * t lws_extension_callback_reasons: what a ws extension is asked
 * e LWS_EXT_CB_CONSTRUCT: server: begin; in: where to put its object
 * e LWS_EXT_CB_CLIENT_CONSTRUCT: client: begin
 * e LWS_EXT_CB_DESTROY: end
 * e LWS_EXT_CB_PACKET_TX_PRESEND: a frame is about to leave
 * e LWS_EXT_CB_PAYLOAD_TX: change payload to send
 * e LWS_EXT_CB_PAYLOAD_RX: change payload received
 * e LWS_EXT_CB_OPTION_DEFAULT: set options to their defaults
 * e LWS_EXT_CB_OPTION_SET: set an option, by index
 * e LWS_EXT_CB_OPTION_CONFIRM: are the options as they should be?
 * e LWS_EXT_CB_NAMED_OPTION_SET: set an option, by name
 * e EXTARG_NONE: an option without value
 * e EXTARG_DEC: with a number
 * e EXTARG_OPT_DEC: with or without a number
 * t lws_ext_options_types: what an option's value is
 * t lws_ext_options: an option, in an array ended by a NULL name
 * t lws_ext_option_arg: in of LWS_EXT_CB_OPTION_SET and ..._NAMED_OPTION_SET
 * m lws_ext_option_arg.option_name: NULL: it is given by index
 * m lws_ext_option_arg.option_index: index
 * m lws_ext_option_arg.start: the value
 * m lws_ext_option_arg.len: its bytes
 * t lws_extension_callback_function: what an extension does
 * t lws_extension: const data of yours, in an array ended by zeroes
 * m lws_extension.name: "permessage-deflate"
 * m lws_extension.callback: what it does
 * m lws_extension.client_offer: what a client asks for
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
