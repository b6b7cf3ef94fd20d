/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_PURIFY_H)
#define LIBWEBSOCKETS_LWS_PURIFY_H

/**
 * \defgroup purify Making text safe to put into other text, and small files
 * @{
 */

/**
 * lws_sql_purify() - double the quotes of a SQL string
 *
 * \param escaped: borrowed; receives text and NUL
 * \param string: borrowed
 * \param len: bytes of escaped; what does not fit is cut
 *
 * Returns escaped.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_sql_purify(char *escaped, const char *string, size_t len);

/**
 * lws_sql_purify_len() - how long lws_sql_purify()'s text is
 *
 * \param p: borrowed
 *
 * Returns bytes, without the NUL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_sql_purify_len(const char *p);

/**
 * lws_json_purify() - escape text for use inside a JSON string
 *
 * \param escaped: borrowed; receives text and NUL
 * \param string: borrowed; NULL is ""
 * \param len: bytes of escaped; six more and the NUL must fit before a
 *   character is taken
 * \param in_used: NULL, or receives how many bytes of string were taken
 *
 * Returns escaped.
 * Call from: any thread
 * Source: RFC 8259 s7
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_json_purify(char *escaped, const char *string, int len, int *in_used);

/**
 * lws_json_purify_len() - how long lws_json_purify()'s text is
 *
 * \param string: borrowed; NULL is ""
 *
 * Returns bytes, without the NUL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_json_purify_len(const char *string);

/**
 * lws_filename_purify_inplace() - replace what is dangerous in a file name by
 * '_': '$', '%', ':', '\\' and each ".."; '/' stays
 *
 * \param filename: borrowed
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_filename_purify_inplace(char *filename);

/**
 * lws_plat_write_cert() - store a certificate or key that was acquired
 *
 * \param vhost: borrowed
 * \param is_key: nonzero: the key
 * \param fd: where
 * \param buf: borrowed
 * \param len: bytes
 *
 * Returns 0, or nonzero: failed.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_plat_write_cert(struct lws_vhost *vhost, int is_key, int fd, void *buf,
		    size_t len);

/**
 * lws_plat_write_file() - write a whole file; only its owner may read it
 *
 * \param filename: borrowed
 * \param buf: borrowed
 * \param len: bytes
 *
 * Returns 0, or nonzero: failed.
 * Call from: any thread; blocks
 */
LWS_VISIBLE LWS_EXTERN int
lws_plat_write_file(const char *filename, void *buf, size_t len);

/**
 * lws_plat_read_file() - read a file, up to len bytes
 *
 * \param filename: borrowed
 * \param buf: borrowed
 * \param len: bytes of buf
 *
 * Returns bytes read, or -1.
 * Call from: any thread; blocks
 */
LWS_VISIBLE LWS_EXTERN int
lws_plat_read_file(const char *filename, void *buf, size_t len);

/**
 * lws_plat_recommended_rsa_bits() - how long an RSA key this machine should
 * make
 *
 * Returns bits.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_plat_recommended_rsa_bits(void);

/** @} */

#endif
