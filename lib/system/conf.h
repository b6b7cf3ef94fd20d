/* SPDX-License-Identifier: MIT */
/*
 * The configuration of a server in JSON files (READMEs/README.lwsws.md).
 *
 *   conf-files.c    which files, and what is said when one is bad
 *   conf-walk.c     one file against a table of keys
 *   conf-value.c    what a value does: texts, numbers, options, lists of pairs
 *   conf-globals.c  the keys of "global"
 *   conf-vhosts.c   the keys of "vhosts"
 *   conf-mounts.c   the keys of their "mounts"
 *
 * Everything that is kept goes to memory that the caller gave.
 */

#ifndef LWS_SYSTEM_CONF_H
#define LWS_SYSTEM_CONF_H

#include "base/base.h"

enum {
	CONF_FILE_MAX = 1024 * 1024, /* bytes */
	CONF_PLUGIN_DIRS_MAX = 16,
};

/* what stands behind a key */
enum lws__conf_kind {
	KEY_VALUE,  /* a text, number or boolean: set(name NULL, value) */
	KEY_OBJECT, /* an object with these members */
	KEY_LIST,   /* an array of such objects: begin(), members, end() */
	KEY_PAIRS,  /* an object of any names, or an array of those:
		     * set(name, value) for each */
	KEY_GROUPS, /* such an array whose values are PAIRS: set(name, NULL),
		     * then set(name, value) for what is in it */
};

struct lws__conf;

struct lws__conf_key {
	const char *name; /* NULL: the end of a table */
	enum lws__conf_kind kind;
	const struct lws__conf_key *members; /* of OBJECT and LIST */
	/* value and name are borrowed, value lives in the arena; nonzero:
	 * refused, lws__conf_bad() said why */
	int (*set)(struct lws__conf *c, const struct lws__conf_key *key,
		   const char *name, const char *value);
	int (*begin)(struct lws__conf *c);
	int (*end)(struct lws__conf *c);
	size_t ofs;      /* for set(): of the member in c->base */
	uint64_t option; /* for set(): bits */
};

/* who is told of each vhost; nonzero: it could not be made */
struct lws__conf_sink {
	int (*make)(void *arg, const struct lws_context_creation_info *info,
		    bool wants_client_tls, bool refuses_no_protocol);
	void *arg;
};

struct lws__conf {
	char *at; /* the arena: what is left of it */
	size_t left;

	struct lws_context_creation_info info; /* being filled in */
	void *base; /* what ofs of the keys counts from */
	const char *plugin_dirs[CONF_PLUGIN_DIRS_MAX];
	unsigned int plugin_dirs_count;

	struct lws_context_creation_info start; /* each vhost begins so */
	const struct lws__conf_sink *sink;
	unsigned int vhosts_count;
	bool has_port;
	bool wants_client_tls;
	bool refuses_no_protocol;
	struct lws_protocol_vhost_options *group; /* borrowed: GROUPS */
	struct lws_http_mount mount;              /* being filled in */

	const char *path; /* borrowed: of the file that is read */
	unsigned int line, column;
	char error[256]; /* why it is refused */
};

extern const struct lws__conf_key lws__conf_global_keys[];
extern const struct lws__conf_key lws__conf_vhost_keys[];
extern const struct lws__conf_key lws__conf_mount_keys[];

/* ---- conf-files.c ---------------------------------------------------- */

/* reads dir/conf and dir/conf.d/ against keys; nonzero: logged why */
int lws__conf_read_dir(struct lws__conf *c, const char *dir,
		       const struct lws__conf_key *keys);

/* ---- conf-walk.c ----------------------------------------------------- */

/* one file's text; nonzero: c->error, line and column say why */
int lws__conf_read_text(struct lws__conf *c, const struct lws__conf_key *keys,
			const uint8_t *text, size_t len);

/* ---- conf-value.c ---------------------------------------------------- */

/* says why the file is refused; returns -1 */
int lws__conf_bad(struct lws__conf *c, const char *format, ...) LWS_FORMAT(2);
/* zeroed, aligned memory of the arena; NULL: it is full, and that was said */
void *lws__conf_alloc(struct lws__conf *c, size_t len);
const char *lws__conf_copy(struct lws__conf *c, const char *text, size_t len);
/* nonzero: it is not a whole number from min to max, and that was said */
int lws__conf_number(struct lws__conf *c, const struct lws__conf_key *key,
		     const char *value, long long min, long long max,
		     long long *number);
bool lws__conf_is_on(const char *value);

/* for the tables: to the member at ofs of c->base */
int lws__conf_set_text(struct lws__conf *c, const struct lws__conf_key *key,
		       const char *name, const char *value);
int lws__conf_set_int(struct lws__conf *c, const struct lws__conf_key *key,
		      const char *name, const char *value);
int lws__conf_set_ushort(struct lws__conf *c, const struct lws__conf_key *key,
			 const char *name, const char *value);
/* bits of a long, set in addition to those there */
int lws__conf_set_bits(struct lws__conf *c, const struct lws__conf_key *key,
		       const char *name, const char *value);
/* key->option in c->info.options */
int lws__conf_set_option(struct lws__conf *c, const struct lws__conf_key *key,
			 const char *name, const char *value);
/* one more at the end of the list there */
int lws__conf_add_pair(struct lws__conf *c, const struct lws__conf_key *key,
		       const char *name, const char *value);
/* the same; the name gets the colon that headers have */
int lws__conf_add_header(struct lws__conf *c, const struct lws__conf_key *key,
			 const char *name, const char *value);
/* of no effect here: said once */
int lws__conf_not_built(struct lws__conf *c, const struct lws__conf_key *key,
			const char *name, const char *value);

/* ---- conf-mounts.c --------------------------------------------------- */

int lws__conf_mount_begin(struct lws__conf *c);
int lws__conf_mount_end(struct lws__conf *c);

/* ---- conf-client-tls.c, no-conf-client-tls.c ------------------------- */

/* nonzero: logged why */
int lws__conf_client_tls(const struct lws_context_creation_info *info,
			 struct lws_vhost *vh);

/* ---- conf-vhosts.c --------------------------------------------------- */

/* reads "vhosts", each to c->sink; nonzero: logged why */
int lws__conf_read_vhosts(struct lws__conf *c, const char *dir);

#endif
