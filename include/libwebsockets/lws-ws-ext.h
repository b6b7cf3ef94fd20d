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

/**
 * what a ws extension is asked: of its callback, `user` is its object, `in` and
 * `len` are by reason.  0 is a yes, nonzero a refusal, where nothing else is
 * said.
 */
enum lws_extension_callback_reasons {
	/**
	 * server: begin.  user: void **, where to put the object; in: const
	 * struct lws_ext_options **, where to put the options that it knows.
	 * Nonzero: not now
	 */
	LWS_EXT_CB_CONSTRUCT = 4,
	/** client: begin, likewise */
	LWS_EXT_CB_CLIENT_CONSTRUCT = 5,
	/** end */
	LWS_EXT_CB_DESTROY = 8,
	/**
	 * a frame of data is about to leave.  in: unsigned char *, its first
	 * byte, to set reserved bits in; len: enum lws_write_protocol.
	 * Negative: fail
	 */
	LWS_EXT_CB_PACKET_TX_PRESEND = 12,
	/**
	 * payload is written.  in: struct lws_tokens[2]: in[0] is the input:
	 * take from its front; in[1] is the output: memory of the library of
	 * in[1].len bytes, which may be filled, or let it point to your own,
	 * valid until the next call.  len: enum lws_write_protocol.  Returns 0:
	 * unchanged; 1: in[1] is what came of it; 2: the same, and more is to
	 * come; negative: the connection fails
	 */
	LWS_EXT_CB_PAYLOAD_TX = 21,
	/**
	 * payload of a frame came, whole or a piece of it, unmasked.  in, and
	 * what is returned, as for LWS_EXT_CB_PAYLOAD_TX; negative ends the
	 * connection with 1009 for -1009, 1011 for -1011, else 1007.  len: 0x80
	 * the message ends with this input, 0x70 the reserved bits of its first
	 * frame, 0x0f its opcode, 0x100 this is the first call of a message
	 */
	LWS_EXT_CB_PAYLOAD_RX = 22,
	/** set options to their defaults */
	LWS_EXT_CB_OPTION_DEFAULT = 23,
	/** the peer said an option.  in: struct lws_ext_option_arg *, with
	 * name and index */
	LWS_EXT_CB_OPTION_SET = 24,
	/**
	 * are the options as they should be?  server: in: text, of len bytes,
	 * for what the answer says behind the name ("; a=1").  Returns 0: yes;
	 * 0x80 + reserved bits (0x40, 0x20, 0x10): yes, and it needs these, and
	 * can be used beside extensions that need others (RFC 6455 9.1); after
	 * a plain 0 it may set any, and is used beside none that needs one.
	 * Else: refused
	 */
	LWS_EXT_CB_OPTION_CONFIRM = 25,
	/**
	 * our side sets an option: before the peer's are known, or by
	 * lws_set_extension_option().  in: struct lws_ext_option_arg *, by name
	 */
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
	/** as in struct lws_ext_options, or as the application wrote it */
	const char *option_name;
	/** place in the array of options; 0 where the application chose by
	 * name */
	int option_index;
	/** the value, which has no NUL behind it; NULL: none */
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
	/** as in Sec-WebSocket-Extensions: "permessage-deflate" */
	const char *name;
	/** what it does */
	lws_extension_callback_function *callback;
	/** what a client offers, word for word, name first; NULL: nothing */
	const char *client_offer;
};

/**
 * lws_set_extension_option() - set an option of an extension in use
 *
 * \param wsi: borrowed, ws
 * \param ext_name: borrowed
 * \param opt_name: borrowed
 * \param opt_val: borrowed, a number in decimal; NULL: none
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
