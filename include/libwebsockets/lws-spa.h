/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_SPA_H)
#define LIBWEBSOCKETS_LWS_SPA_H

/**
 * \defgroup form Forms
 * Decodes what a browser sends for a form with method POST: urlencoded and
 * multipart bodies, in whatever pieces they come.
 *
 * Make a parser at the first LWS_CALLBACK_HTTP_BODY, give it each body piece,
 * finalize it at LWS_CALLBACK_HTTP_BODY_COMPLETION and then ask for the values
 * of the fields whose names you listed.  Destroy it at
 * LWS_CALLBACK_HTTP_DROP_PROTOCOL, which comes however the request ended.
 *
 * Bounds: 1024 fields; names and file names 255 bytes; a boundary 70; the
 * header of a part 4096, each line of it 1023; all values max_storage.  What
 * exceeds one is an error, nothing is cut short.  The answer to a form that was
 * refused is 400.
 * @{
 */

/** what a file callback is told */
enum lws_spa_fileupload_states {
	LWS_UFS_CONTENT,       /**< buf holds the next len bytes of the file */
	LWS_UFS_FINAL_CONTENT, /**< the last of the file, len may be 0; comes
				* exactly once for each file that is complete */
	LWS_UFS_OPEN,          /**< a file begins; len is 0 */
	LWS_UFS_CLOSE,         /**< the parser is destroyed; comes once if any
				* file began: close what is still open */
};

/**
 * What is called for each file of a multipart form: each part that has a file
 * name which is not empty.
 *
 * data: opt_data
 * name: borrowed: of the field
 * filename: borrowed: as the peer sent it, so never a path to open; see
 *   lws_filename_purify_inplace()
 * buf: borrowed until return, do not change it
 * len: bytes of buf
 *
 * Answer 0, or nonzero to refuse the whole form (that of LWS_UFS_CLOSE is not
 * looked at).
 */
typedef int (*lws_spa_fileupload_cb)(void *data, const char *name,
				     const char *filename, char *buf, int len,
				     enum lws_spa_fileupload_states state);

struct lws_spa;
struct lwsac;

/** arguments of lws_spa_create_via_info() */
typedef struct lws_spa_create_info {
	/** borrowed while the parser lives: names of the fields you want */
	const char *const *param_names;
	/** how many names */
	int count_params;
	/** bytes for all values, with a NUL for each; 0: 512 */
	int max_storage;
	/** called with files; NULL: files are dropped */
	lws_spa_fileupload_cb opt_cb;
	/** for opt_cb */
	void *opt_data;
	/** bytes from one name to the next, if param_names points to the name
	 * in the first of several structs; 0: an array of names */
	size_t param_names_stride;
	/** NULL: memory is the parser's own.  Else the parser and the values
	 * live in this arena until you free it, with or without
	 * lws_spa_destroy(), which must come first */
	struct lwsac **ac;
	/** as lwsac_use() takes it; 0: its default */
	size_t ac_chunk_size;
} lws_spa_create_info_t;

#if defined(LWS_WITH_NETWORK)
/**
 * lws_spa_create() - a form parser for this request
 *
 * \param wsi: borrowed: its Content-Type tells the encoding
 * \param param_names: borrowed while the parser lives
 * \param count_params: how many names
 * \param max_storage: bytes for all values; 0: 512
 * \param opt_cb: called with files, or NULL
 * \param opt_data: for opt_cb
 *
 * Returns owned: lws_spa_destroy().  NULL: no memory, or a multipart that is
 * no form or has no valid boundary.
 * Call from: the wsi's service thread
 * Allocates: the parser
 */
LWS_VISIBLE LWS_EXTERN struct lws_spa *
lws_spa_create(struct lws *wsi, const char *const *param_names,
	       int count_params, int max_storage, lws_spa_fileupload_cb opt_cb,
	       void *opt_data);

/**
 * lws_spa_create_via_info() - a form parser for this request
 *
 * multipart/form-data (RFC 7578) and multipart/related are read as such; any
 * other content type, or none, as application/x-www-form-urlencoded.
 *
 * \param wsi: borrowed while the parser lives
 * \param info: borrowed until return; what it points to, while the parser
 *	lives
 *
 * Returns owned: lws_spa_destroy().  NULL: no memory, or a multipart that is
 * no form or has no valid boundary.
 * Call from: the wsi's service thread
 * Allocates: the parser; max_storage when the first value comes
 */
LWS_VISIBLE LWS_EXTERN struct lws_spa *
lws_spa_create_via_info(struct lws *wsi, const lws_spa_create_info_t *info);

/**
 * lws_spa_process() - the next piece of the body
 *
 * \param spa: borrowed
 * \param in: borrowed until return
 * \param len: bytes of in
 *
 * Returns 0, or nonzero: the form is refused, and says so again to later calls.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_process(struct lws_spa *spa, const char *in, int len);

/**
 * lws_spa_finalize() - the body is complete
 *
 * \param spa: borrowed
 *
 * Returns 0, or nonzero: the form is refused, its last boundary did not come.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_finalize(struct lws_spa *spa);

/**
 * lws_spa_get_length() - how long a value is
 *
 * \param spa: borrowed, finalized
 * \param n: index in param_names
 *
 * Returns bytes, without NUL; 0 also if the form had no such field.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_get_length(struct lws_spa *spa, int n);

/**
 * lws_spa_get_string() - a value
 *
 * The value may have NULs in it: lws_spa_get_length() tells.  Of several
 * fields with one name the first counts.
 *
 * \param spa: borrowed, finalized
 * \param n: index in param_names
 *
 * Returns borrowed until the parser (or its arena) is freed, with a NUL at its
 * end; NULL: the form had no such field.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_spa_get_string(struct lws_spa *spa, int n);

/**
 * lws_spa_destroy() - free a parser
 *
 * \param spa: taken; NULL is harmless
 *
 * Returns 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_destroy(struct lws_spa *spa);
#endif

/** @} */

#endif
