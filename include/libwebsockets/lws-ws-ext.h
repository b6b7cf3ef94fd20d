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

/** what a ws extension is asked */
enum lws_extension_callback_reasons {
	/** server: begin; in: where to put its object */
	LWS_EXT_CB_CONSTRUCT = 4,
	/** client: begin */
	LWS_EXT_CB_CLIENT_CONSTRUCT = 5,
	/** end */
	LWS_EXT_CB_DESTROY = 8,
	/** a frame is about to leave */
	LWS_EXT_CB_PACKET_TX_PRESEND = 12,
	/** change payload to send */
	LWS_EXT_CB_PAYLOAD_TX = 21,
	/** change payload received */
	LWS_EXT_CB_PAYLOAD_RX = 22,
	/** set options to their defaults */
	LWS_EXT_CB_OPTION_DEFAULT = 23,
	/** set an option, by index */
	LWS_EXT_CB_OPTION_SET = 24,
	/** are the options as they should be? */
	LWS_EXT_CB_OPTION_CONFIRM = 25,
	/** set an option, by name */
	LWS_EXT_CB_NAMED_OPTION_SET = 26,
};

/** what an option's value is */
enum lws_ext_options_types {
	/** an option without value */
	EXTARG_NONE,
	/** with a number */
	EXTARG_DEC,
	/** with or without a number */
	EXTARG_OPT_DEC,
};

/** an option, in an array ended by a NULL name */
struct lws_ext_options {
	const char *name;
	enum lws_ext_options_types type;
};

/** in of LWS_EXT_CB_OPTION_SET and ..._NAMED_OPTION_SET */
struct lws_ext_option_arg {
	/** NULL: it is given by index */
	const char *option_name;
	/** index */
	int option_index;
	/** the value */
	const char *start;
	/** its bytes */
	int len;
};

/** what an extension does */
typedef int
lws_extension_callback_function(struct lws_context *context,
				const struct lws_extension *ext,
				struct lws *wsi,
				enum lws_extension_callback_reasons reason,
				void *user, void *in, size_t len);

/** const data of yours, in an array ended by zeroes */
struct lws_extension {
	/** "permessage-deflate" */
	const char *name;
	/** what it does */
	lws_extension_callback_function *callback;
	/** what a client asks for */
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
