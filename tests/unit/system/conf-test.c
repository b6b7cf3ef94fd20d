/* SPDX-License-Identifier: MIT */
/*
 * The configuration: what each key does, what is refused and where, files and
 * their order, and the memory that bounds it all.
 */

#include "lws-test.h"
#include "system/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- keys ------------------------------------------------------------ */

struct made {
	struct lws_context_creation_info info[4];
	bool wants_client_tls[4], refuses_no_protocol[4];
	unsigned int count;
	bool fails;
};

static int
make(void *arg, const struct lws_context_creation_info *info,
     bool wants_client_tls, bool refuses_no_protocol)
{
	struct made *m = arg;

	if (m->fails || m->count == 4)
		return 1;
	m->info[m->count] = *info;
	m->wants_client_tls[m->count] = wants_client_tls;
	m->refuses_no_protocol[m->count++] = refuses_no_protocol;

	return 0;
}

static char arena[65536];
static struct lws__conf c;
static struct made made;
static const struct lws__conf_sink sink = {make, &made};

static int
read_text(const struct lws__conf_key *keys, const char *text, size_t room)
{
	size_t len = strlen(text);
	uint8_t *copy = lws__test_guarded(text, len);
	int bad;

	memset(&c, 0, sizeof(c));
	memset(&made, 0, sizeof(made));
	c.at = arena;
	c.left = room;
	c.path = "conf";
	c.base = &c.info;
	c.sink = &sink;
	bad = lws__conf_read_text(&c, keys, copy, len);
	lws__test_guarded_free(copy, len);

	return bad;
}

static int
globals(const char *text)
{
	return read_text(lws__conf_global_keys, text, sizeof(arena));
}

static int
vhosts(const char *text)
{
	return read_text(lws__conf_vhost_keys, text, sizeof(arena));
}

static void
conf_globals__takes_each_key(void **state)
{
	(void)state;
	assert_int_equal(
		globals("# all of them\n"
			"{\"global\":{\"uid\":\"48\",\"gid\":49,"
			"\"username\":\"u\",\"groupname\":\"g\","
			"\"count-threads\":2,\"init-ssl\":\"yes\","
			"\"server-string\":\"our server\","
			"\"plugin-dir\":\"/a\",\"plugin-dir\":\"/b\","
			"\"ws-pingpong-secs\":200,\"timeout-secs\":\"7\","
			"\"reject-service-keywords\":[{\"bad bot\":"
			"\"403 go away\"},{\"x\":\"404\"}],"
			"\"default-alpn\":\"http/1.1\",\"ip-limit-ah\":3,"
			"\"ip-limit-wsi\":4,\"rlimit-nofile\":1000,"
			"\"unknown\":{\"deep\":[[1,{\"a\":null}]]}},"
			"\"vhosts\":[{\"port\":[]}]}\n# end"),
		0);
	assert_int_equal(c.info.uid, 48);
	assert_int_equal(c.info.gid, 49);
	assert_string_equal(c.info.username, "u");
	assert_string_equal(c.info.groupname, "g");
	assert_int_equal(c.info.count_threads, 2);
	assert_true(c.info.options & LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT);
	assert_string_equal(c.info.server_string, "our server");
	assert_int_equal(c.plugin_dirs_count, 2);
	assert_string_equal(c.plugin_dirs[0], "/a");
	assert_string_equal(c.plugin_dirs[1], "/b");
	assert_int_equal(c.info.timeout_secs, 7);
	assert_string_equal(c.info.reject_service_keywords->name, "bad bot");
	assert_string_equal(c.info.reject_service_keywords->value,
			    "403 go away");
	assert_string_equal(c.info.reject_service_keywords->next->name, "x");
	assert_null(c.info.reject_service_keywords->next->next);
	assert_string_equal(c.info.alpn, "http/1.1");
	assert_int_equal(c.info.ip_limit_ah, 3);
	assert_int_equal(c.info.ip_limit_wsi, 4);
	assert_int_equal(c.info.rlimit_nofile, 1000);
}

struct text_key {
	const char *key;
	size_t ofs;
};

#define INFO(member) offsetof(struct lws_context_creation_info, member)

static void
conf_vhosts__takes_each_text(void **state)
{
	static const struct text_key keys[] = {
		{"name", INFO(vhost_name)},
		{"interface", INFO(iface)},
		{"unix-socket-perms", INFO(unix_socket_perms)},
		{"host-ssl-key", INFO(ssl_private_key_filepath)},
		{"host-ssl-cert", INFO(ssl_cert_filepath)},
		{"host-ssl-ca", INFO(ssl_ca_filepath)},
		{"ciphers", INFO(ssl_cipher_list)},
		{"tls13-ciphers", INFO(tls1_3_plus_cipher_list)},
		{"client-ssl-ciphers", INFO(client_ssl_cipher_list)},
		{"client-tls13-ciphers", INFO(client_tls_1_3_plus_cipher_list)},
		{"ecdh-curve", INFO(ecdh_curve)},
		{"client-ssl-key", INFO(client_ssl_private_key_filepath)},
		{"client-ssl-cert", INFO(client_ssl_cert_filepath)},
		{"client-ssl-ca", INFO(client_ssl_ca_filepath)},
		{"error-document-404", INFO(error_document_404)},
		{"alpn", INFO(alpn)},
		{"listen-accept-role", INFO(listen_accept_role)},
		{"listen-accept-protocol", INFO(listen_accept_protocol)},
	};
	char text[256];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(keys); n++) {
		const char *got;

		snprintf(text, sizeof(text),
			 "{\"vhosts\":[{\"port\":1,\"%s\":\"text %zu\"}]}",
			 keys[n].key, n);
		assert_int_equal(vhosts(text), 0);
		assert_int_equal(made.count, 1);
		memcpy(&got, (const char *)&made.info[0] + keys[n].ofs,
		       sizeof(got));
		snprintf(text, sizeof(text), "text %zu", n);
		assert_string_equal(got, text);
	}
}

struct option_key {
	const char *key;
	uint64_t option;
};

static void
conf_vhosts__takes_each_option(void **state)
{
#define O(name) LWS_SERVER_OPTION_##name
	static const struct option_key keys[] = {
		{"sts", O(STS)},
		{"noipv6", O(DISABLE_IPV6)},
		{"ipv6only", O(IPV6_V6ONLY_MODIFY) | O(IPV6_V6ONLY_VALUE)},
		{"onlyraw", O(ONLY_RAW)},
		{"client-cert-required", O(REQUIRE_VALID_OPENSSL_CLIENT_CERT)},
		{"ignore-missing-cert", O(IGNORE_MISSING_CERT)},
		{"strict-host-check", O(VHOST_UPG_STRICT_HOST_CHECK)},
		{"apply-listen-accept", O(ADOPT_APPLY_LISTEN_ACCEPT_CONFIG)},
		{"fallback-listen-accept",
		 O(FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG)},
		{"allow-non-tls", O(ALLOW_NON_SSL_ON_SSL_PORT)},
		{"redirect-http", O(REDIRECT_HTTP_TO_HTTPS)},
		{"allow-http-on-https", O(ALLOW_HTTP_ON_HTTPS_LISTENER)},
		{"h2-half-closed-long-poll", O(VH_H2_HALF_CLOSED_LONG_POLL)},
	};
	static const char *const words[] = {
		"\"1\"",  "1",     "\"on\"", "\"yes\"", "\"true\"",
		"true",   "2",     "0",      "\"0\"",   "\"off\"",
		"\"no\"", "false", "null",   "\"\""};
	char text[256];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(keys); n++)
		for (size_t w = 0; w < LWS_ARRAY_SIZE(words); w++) {
			snprintf(text, sizeof(text),
				 "{\"vhosts\":[{\"port\":1,\"%s\":%s}]}",
				 keys[n].key, words[w]);
			assert_int_equal(vhosts(text), 0);
			assert_int_equal(made.info[0].options,
					 w < 7 ? keys[n].option : 0);
		}
#undef O
}

static void
conf_vhosts__takes_the_rest(void **state)
{
	const struct lws_protocol_vhost_options *pvo;

	(void)state;
	assert_int_equal(
		vhosts("{\"global\":5,\"vhosts\":[{"
		       "\"name\":\"one\",\"port\":\"7681\","
		       "\"access-log\":\"/var/log/x\","
		       "\"keepalive_timeout\":\"60\","
		       "\"enable-client-ssl\":1,"
		       "\"ssl-option-set\":\"4\",\"ssl-option-set\":16,"
		       "\"ssl-option-clear\":\"0x20\","
		       "\"ssl-client-option-set\":1,"
		       "\"ssl-client-option-clear\":2,"
		       "\"fo-listen-queue\":9,"
		       "\"disable-no-protocol-ws-upgrades\":\"on\","
		       "\"headers\":[{\"x-a\":\"1\"},{\"x.b\":\"2\"}],"
		       "\"ws-protocols\":["
		       "{\"lws-status\":{\"status\":\"ok\"}},"
		       "{\"a.b\":{\"x\":1,\"y.z\":true},\"c\":{}}]},"
		       "{\"name\":\"two\",\"unix-socket\":1,"
		       "\"interface\":\"/tmp/_lws_ddir_\","
		       "\"keepalive_timeout\":0}]}"),
		0);
	assert_int_equal(made.count, 2);
	assert_int_equal(made.info[0].port, 7681);
	assert_int_equal(made.info[0].keepalive_timeout, 60);
	assert_true(made.wants_client_tls[0]);
	assert_true(made.refuses_no_protocol[0]);
	assert_int_equal(made.info[0].ssl_options_set, 20);
	assert_int_equal(made.info[0].ssl_options_clear, 32);
	assert_int_equal(made.info[0].ssl_client_options_set, 1);
	assert_int_equal(made.info[0].ssl_client_options_clear, 2);
	assert_int_equal(made.info[0].fo_listen_queue, 9);
	assert_string_equal(made.info[0].headers->name, "x-a:");
	assert_string_equal(made.info[0].headers->value, "1");
	assert_string_equal(made.info[0].headers->next->name, "x.b:");
	assert_int_equal(
		made.info[0].retry_and_idle_policy->secs_since_valid_ping, 15);
	pvo = made.info[0].pvo;
	assert_string_equal(pvo->name, "lws-status");
	assert_string_equal(pvo->options->name, "status");
	assert_string_equal(pvo->options->value, "ok");
	pvo = pvo->next;
	assert_string_equal(pvo->name, "a.b");
	assert_string_equal(pvo->options->name, "x");
	assert_string_equal(pvo->options->value, "1");
	assert_string_equal(pvo->options->next->name, "y.z");
	assert_string_equal(pvo->options->next->value, "1");
	assert_string_equal(pvo->next->name, "c");
	assert_null(pvo->next->options);
	/* nothing of the first is left in the second */
	assert_string_equal(made.info[1].iface, "/tmp/" LWS_INSTALL_DATADIR);
	assert_int_equal(made.info[1].options, LWS_SERVER_OPTION_UNIX_SOCK);
	assert_int_equal(made.info[1].keepalive_timeout, -1);
	assert_null(made.info[1].pvo);
	assert_null(made.info[1].headers);
	assert_null(made.info[1].retry_and_idle_policy);
	assert_false(made.wants_client_tls[1]);
	assert_false(made.refuses_no_protocol[1]);
}

/* with a certificate and no ciphers given, only good ones */
static void
conf_vhosts__hardens_tls(void **state)
{
	(void)state;
	assert_int_equal(vhosts("{\"vhosts\":[{\"port\":1,\"host-ssl-cert\":"
				"\"/c\"},{\"port\":2,\"host-ssl-cert\":\"/c\","
				"\"ciphers\":\"X\"},{\"port\":3}]}"),
			 0);
	assert_non_null(strstr(made.info[0].ssl_cipher_list, "ECDHE-"));
	assert_string_equal(made.info[1].ssl_cipher_list, "X");
	assert_null(made.info[2].ssl_cipher_list);
}

static void
conf_mounts__takes_each_key(void **state)
{
	const struct lws_http_mount *m;

	(void)state;
	assert_int_equal(
		vhosts("{\"vhosts\":[{\"port\":1,\"mounts\":[{"
		       "\"mountpoint\":\"/\",\"origin\":\"file://"
		       "_lws_ddir_/www/_lws_ddir_\",\"default\":\"x.html\","
		       "\"protocol\":\"p\",\"auth-mask\":\"3\","
		       "\"cgi-timeout\":4,\"cgi-env\":[{\"A\":\"1\"}],"
		       "\"pmo\":[{\"B\":\"2\"}],\"cache-max-age\":60,"
		       "\"cache-reuse\":1,\"cache-revalidate\":1,"
		       "\"cache-intermediaries\":0,\"cache-no\":\"on\","
		       "\"basic-auth\":\"/pw\","
		       "\"extra-mimetypes\":{\".zip\":\"application/zip\","
		       "\".a.b\":\"t\"},"
		       "\"interpret\":{\".shtml\":\"p2\"},"
		       "\"cgi-chroot\":\"/r\",\"cgi-chdir\":\"/d\","
		       "\"headers\":[{\"h\":\"v\"}],"
		       "\"keepalive-timeout\":9},"
		       "{\"mountpoint\":\"/cb\",\"origin\":"
		       "\"callback://proto\"},"
		       "{\"mountpoint\":\"/r\",\"origin\":\">https://h/p\"},"
		       "{\"mountpoint\":\"/s\",\"origin\":\">http://h\"},"
		       "{\"mountpoint\":\"/p\",\"origin\":\"http://h\"},"
		       "{\"mountpoint\":\"/q\",\"origin\":\"https://h\"},"
		       "{\"mountpoint\":\"/c\",\"origin\":\"cgi:///x\"}"
		       "]},{\"port\":2}]}"),
		0);
	m = made.info[0].mounts;
	assert_string_equal(m->mountpoint, "/");
	assert_int_equal(m->mountpoint_len, 1);
	assert_string_equal(m->origin,
			    LWS_INSTALL_DATADIR "/www/" LWS_INSTALL_DATADIR);
	assert_int_equal(m->origin_protocol, LWSMPRO_FILE);
	assert_string_equal(m->def, "x.html");
	assert_string_equal(m->protocol, "p");
	assert_int_equal(m->auth_mask, 3);
	assert_int_equal(m->cgi_timeout, 4);
	assert_string_equal(m->cgienv->name, "A");
	assert_string_equal(m->cgienv->next->value, "2");
	assert_int_equal(m->cache_max_age, 60);
	assert_int_equal(m->cache_reusable, 1);
	assert_int_equal(m->cache_revalidate, 1);
	assert_int_equal(m->cache_intermediaries, 0);
	assert_int_equal(m->cache_no, 1);
	assert_string_equal(m->basic_auth_login_file, "/pw");
	assert_string_equal(m->extra_mimetypes->name, ".zip");
	assert_string_equal(m->extra_mimetypes->value, "application/zip");
	assert_string_equal(m->extra_mimetypes->next->name, ".a.b");
	assert_string_equal(m->interpret->name, ".shtml");
	assert_string_equal(m->cgi_chroot_path, "/r");
	assert_string_equal(m->cgi_wd, "/d");
	assert_string_equal(m->headers->name, "h:");
	assert_int_equal(m->keepalive_timeout, 9);
	m = m->mount_next;
	assert_int_equal(m->origin_protocol, LWSMPRO_CALLBACK);
	assert_string_equal(m->protocol, "proto");
	assert_null(m->def);
	m = m->mount_next;
	assert_int_equal(m->origin_protocol, LWSMPRO_REDIR_HTTPS);
	assert_string_equal(m->origin, "h/p");
	m = m->mount_next;
	assert_int_equal(m->origin_protocol, LWSMPRO_REDIR_HTTP);
	m = m->mount_next;
	assert_int_equal(m->origin_protocol, LWSMPRO_HTTP);
	m = m->mount_next;
	assert_int_equal(m->origin_protocol, LWSMPRO_HTTPS);
	m = m->mount_next;
	assert_int_equal(m->origin_protocol, LWSMPRO_CGI);
	assert_string_equal(m->origin, "/x");
	assert_null(m->mount_next);
	assert_null(made.info[1].mounts);
}

/* ---- what is refused ------------------------------------------------- */

struct bad {
	const char *text;
	const char *why;
	unsigned int line, column;
};

static void
conf__says_where_and_why(void **state)
{
	static const struct bad rows[] = {
		{"", "it ends before it is complete", 1, 0},
		{"{\n \"vhosts\": [\n", "it ends before it is complete", 3, 0},
		{"x", "a JSON text begins with { or [", 1, 1},
		{"[]", "the outermost value: an array is not meant here", 1, 1},
		{"{\"vhosts\":[{\"port\":1,}]}",
		 "the name of a member begins with a quote", 1, 22},
		{"{}\n }", "something follows the configuration", 2, 2},
		{"{\"vhosts\":{}}", "vhosts: an object is not meant here", 1,
		 11},
		{"{\"vhosts\":\"x\"}",
		 "vhosts: a text or number is not meant here", 1, 13},
		{"{\"vhosts\":[1]}",
		 "vhosts: a text or number is not meant here", 1, 13},
		{"{\"vhosts\":[[]]}", "vhosts: an array is not meant here", 1,
		 12},
		{"{\"vhosts\":[{\"port\":{}}]}",
		 "port: an object is not meant here", 1, 20},
		{"{\"vhosts\":[{\"port\":[1]}]}",
		 "port: an array is not meant here", 1, 20},
		{"{\"vhosts\":[{\"port\":\"http\"}]}",
		 "port: \"http\" is no number from -2 to 65535", 1, 25},
		{"{\"vhosts\":[{\"port\":65536}]}",
		 "port: \"65536\" is no number from -2 to 65535", 1, 25},
		{"{\"vhosts\":[{\"port\":1.5}]}",
		 "port: \"1.5\" is no number from -2 to 65535", 1, 23},
		{"{\"vhosts\":[{\"name\":\"a\"}]}", "vhost a has no port", 1,
		 23},
		{"{\"vhosts\":[{\"unix-socket\":1}]}",
		 "vhost default: unix-socket needs a path as its interface", 1,
		 28},
		{"{\"vhosts\":[{\"port\":1,\"mounts\":[{}]}]}",
		 "a mount needs mountpoint and origin", 1, 33},
		{"{\"vhosts\":[{\"mounts\":[{\"origin\":\"x\"}]}]}",
		 "origin: \"x\" begins with none of file:// callback:// "
		 "http:// "
		 "https:// >http:// >https:// cgi://",
		 1, 35},
		{"{\"vhosts\":[{\"mounts\":[{\"mountpoint\":\"x\"}]}]}",
		 "mountpoint: \"x\" does not begin with / or is too long", 1,
		 39},
		{"{\"vhosts\":[{\"headers\":[{\"a\":[]}]}]}",
		 "headers: an array is not meant here", 1, 29},
		{"{\"vhosts\":[{\"ws-protocols\":[{\"a\":1}]}]}",
		 "ws-protocols: a text or number is not meant here", 1, 35},
		{"{\"vhosts\":[{\"name\":\"\\u0000\"}]}", "a NUL in a text", 1,
		 27},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		if (!vhosts(rows[n].text) || strcmp(c.error, rows[n].why) ||
		    c.line != rows[n].line || c.column != rows[n].column)
			fail_msg("%s: %u:%u %s", rows[n].text, c.line, c.column,
				 c.error);
	}
	made.fails = true;
	assert_int_not_equal(globals("{\"global\":{\"uid\":\"root\"}}"), 0);
	assert_int_not_equal(globals("{\"global\":[]}"), 0);
}

/* as many as there is room for, however deep */
static void
conf__bounds_nesting(void **state)
{
	char text[256] = "{\"a\":";

	(void)state;
	for (int n = 0; n < 40; n++)
		strcat(text, "{\"a\":");
	assert_int_not_equal(vhosts(text), 0);
	assert_string_equal(c.error, "nested too deep");
	strcpy(text, "{\"a\":");
	for (int n = 0; n < 40; n++)
		strcat(text, "[");
	assert_int_not_equal(vhosts(text), 0);
}

static const char whole[] =
	"{\"vhosts\":[{\"name\":\"n\",\"port\":1,\"headers\":[{\"a\":\"b\"}],"
	"\"ws-protocols\":[{\"p\":{\"q\":\"_lws_ddir_\"}}],\"mounts\":["
	"{\"mountpoint\":\"/\",\"origin\":\"file:///x\"},"
	"{\"mountpoint\":\"/y\",\"origin\":\"file:///y\"}]}]}";

static void
conf__stays_in_the_memory_it_was_given(void **state)
{
	size_t room, fits = 0;

	(void)state;
	for (room = 0; room < 2048; room++) {
		memset(arena, 0x5a, sizeof(arena));
		if (read_text(lws__conf_vhost_keys, whole, room))
			assert_string_equal(
				c.error, "the memory for strings is used up");
		else if (!fits)
			fits = room;
		for (size_t n = room; n < 4096; n++)
			assert_int_equal(arena[n], 0x5a);
	}
	assert_in_range(fits, 200, 1024);
}

/* a text longer than one event of the parser, and its place in the arena */
static void
conf__takes_long_texts(void **state)
{
	char text[4096] = "{\"global\":{\"server-string\":\"";
	char want[2048];

	(void)state;
	memset(want, 'z', sizeof(want));
	memcpy(want + 250, "_lws_ddir_", 10);
	want[1200] = '\0';
	strcat(text, want);
	strcat(text, "\"}}");
	assert_int_equal(globals(text), 0);
	assert_int_equal(strlen(c.info.server_string),
			 1200 - 10 + strlen(LWS_INSTALL_DATADIR));
	assert_memory_equal(c.info.server_string + 250, LWS_INSTALL_DATADIR,
			    strlen(LWS_INSTALL_DATADIR));
	assert_int_equal(c.info.server_string[249], 'z');
}

/* ---- files ----------------------------------------------------------- */

static char dir[64];

static void
put_file(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int
dir_setup(void **state)
{
	char path[128];

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/lws-conf-XXXXXX");
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/conf.d", dir);

	return mkdir(path, 0700);
}

static int
dir_teardown(void **state)
{
	(void)state;
	lws_dir(dir, NULL, lws_dir_rm_rf_cb);

	return rmdir(dir);
}

static int
globals_of(struct lws_context_creation_info *info, char **at, int *len)
{
	*at = arena;
	*len = sizeof(arena);

	return lwsws_get_config_globals(info, dir, at, len);
}

static void
conf_files__are_read_in_order(void **state)
{
	static const char *const mine[] = {"/mine", NULL};
	struct lws_context_creation_info info;
	char *at;
	int len;

	(void)state;
	memset(&info, 0, sizeof(info));
	info.plugin_dirs = mine;
	info.pt_serv_buf_size = 8192;
	/* no conf at all */
	assert_int_not_equal(globals_of(&info, &at, &len), 0);
	put_file("conf", "{\"global\":{\"server-string\":\"0\","
			 "\"plugin-dir\":\"/p\",\"timeout-secs\":3}}");
	put_file("conf.d/b", "{\"global\":{\"server-string\":\"b\"}}");
	put_file("conf.d/a", "{\"global\":{\"server-string\":\"a\"}}");
	put_file("conf.d/.c", "not read {{{");
	assert_int_equal(globals_of(&info, &at, &len), 0);
	assert_string_equal(info.server_string, "b");
	assert_int_equal(info.timeout_secs, 3);
	assert_int_equal(info.pt_serv_buf_size, 8192);
	assert_string_equal(info.plugin_dirs[0], "/p");
	assert_string_equal(info.plugin_dirs[1], "/mine");
	assert_null(info.plugin_dirs[2]);
	assert_true(at > arena);
	assert_int_equal(len, (int)sizeof(arena) - (int)(at - arena));
	/* one bad file spoils it, and info is as it was */
	put_file("conf.d/c", "{\"global\":{\"server-string\":\"c\"}");
	assert_int_not_equal(globals_of(&info, &at, &len), 0);
	assert_string_equal(info.server_string, "b");
}

static int
sweep(void *arg)
{
	struct lws_context_creation_info info;
	char *at;
	int len;

	(void)arg;
	memset(&info, 0, sizeof(info));

	return globals_of(&info, &at, &len);
}

static void
conf_files__survive_no_memory(void **state)
{
	(void)state;
	put_file("conf", "{\"global\":{\"server-string\":\"0\"}}");
	put_file("conf.d/b", "{}");
	lws__test_alloc_sweep(sweep, NULL);
}

static void
conf_vhosts__needs_one(void **state)
{
	(void)state;
	put_file("conf", "{\"global\":{}}");
	memset(&c, 0, sizeof(c));
	memset(&made, 0, sizeof(made));
	c.at = arena;
	c.left = sizeof(arena);
	c.sink = &sink;
	assert_int_not_equal(lws__conf_read_vhosts(&c, dir), 0);
	put_file("conf.d/x", "{\"vhosts\":[{\"port\":1}]}");
	put_file("conf.d/y", "{\"vhosts\":[{\"port\":2}]}");
	c.info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	c.info.server_string = "s";
	c.info.timeout_secs = 5;
	c.info.mounts = (const struct lws_http_mount *)arena;
	assert_int_equal(lws__conf_read_vhosts(&c, dir), 0);
	assert_int_equal(made.count, 2);
	assert_int_equal(made.info[1].port, 2);
	assert_int_equal(made.info[1].options,
			 LWS_SERVER_OPTION_EXPLICIT_VHOSTS);
	assert_string_equal(made.info[1].server_string, "s");
	assert_int_equal(made.info[1].timeout_secs, 5);
	assert_null(made.info[0].mounts);
	/* no room at all is no crash */
	assert_int_equal(made.info[0].keepalive_timeout, 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conf_globals__takes_each_key),
		cmocka_unit_test(conf_vhosts__takes_each_text),
		cmocka_unit_test(conf_vhosts__takes_each_option),
		cmocka_unit_test(conf_vhosts__takes_the_rest),
		cmocka_unit_test(conf_vhosts__hardens_tls),
		cmocka_unit_test(conf_mounts__takes_each_key),
		cmocka_unit_test(conf__says_where_and_why),
		cmocka_unit_test(conf__bounds_nesting),
		cmocka_unit_test(conf__stays_in_the_memory_it_was_given),
		cmocka_unit_test(conf__takes_long_texts),
		cmocka_unit_test_setup_teardown(conf_files__are_read_in_order,
						dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(conf_files__survive_no_memory,
						dir_setup, dir_teardown),
		cmocka_unit_test_setup_teardown(conf_vhosts__needs_one,
						dir_setup, dir_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
