/* SPDX-License-Identifier: MIT */
/*
 * JIT trust: clients that trust nobody, and an application that is asked who
 * vouches for a server.  The first attempt at a host always fails.
 */

#include "tls-net.h"

#include "base/base.h"
#include "syscall-shim.h"
#include "trust-blob.h"

#include <openssl/x509v3.h>
#include <stdlib.h>

enum { SECOND = 1000000 };

static struct lws__test_cert root, middle, other, old, not_ca;
static struct lws__test_cert local, direct, by_old, by_not_ca, own;

/* ---- certificates -------------------------------------------------------- */

static void
make_ca(struct lws__test_cert *c, const char *cn, struct lws__test_cert *issuer)
{
	lws__test_cert_make(c, &(struct lws__test_cert_req){.cn = cn,
							    .is_ca = true,
							    .issuer = issuer});
}

static void
make_local(struct lws__test_cert *c, struct lws__test_cert *issuer)
{
	lws__test_cert_make(c, &(struct lws__test_cert_req){
				       .cn = "local",
				       .san = "DNS:localhost,DNS:b.example",
				       .issuer = issuer,
				       .with_issuer = issuer == &middle});
}

static int
setup(void **state)
{
	(void)state;
	make_ca(&root, "Root CA", NULL);
	make_ca(&other, "Other CA", NULL);
	make_ca(&middle, "Middle CA", &root);
	lws__test_cert_make(&old,
			    &(struct lws__test_cert_req){.cn = "Old CA",
							 .is_ca = true,
							 .from_secs = -2000,
							 .to_secs = -1000});
	lws__test_cert_make(&not_ca,
			    &(struct lws__test_cert_req){.cn = "no CA"});
	make_local(&local, &middle);
	make_local(&direct, &root);
	make_local(&by_old, &old);
	make_local(&by_not_ca, &not_ca);
	make_local(&own, NULL);

	return 0;
}

static int
teardown(void **state)
{
	struct lws__test_cert *all[] = {&root,      &middle, &other,  &old,
					&not_ca,    &local,  &direct, &by_old,
					&by_not_ca, &own};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(all); n++)
		lws__test_cert_free(all[n]);

	return 0;
}

/* its subject key id; borrowed until the next call */
static const ASN1_OCTET_STRING *
id_of(const struct lws__test_cert *c)
{
	return X509_get0_subject_key_id(c->x509);
}

static bool
is_id_of(const struct lws__test_cert *c, const uint8_t *skid, size_t len)
{
	return (size_t)ASN1_STRING_length(id_of(c)) == len &&
	       !memcmp(ASN1_STRING_get0_data(id_of(c)), skid, len);
}

/* ---- the application ----------------------------------------------------- */

enum behaviour {
	ANSWERS_NOW,   /* from the blob */
	ANSWERS_LATER, /* keeps the questions */
	ANSWERS_NO,    /* nonzero: none will come */
};

struct question {
	uint8_t skid[64];
	size_t len;
	void *opaque;
};

static struct {
	enum behaviour behaviour;
	uint8_t *blob; /* owned */
	size_t blob_len;
	struct question asked[32];
	int count;
	int ret;                /* of the last answer */
	struct lws_vhost *ends; /* within the question */
} app;

static int
answer_from_blob(struct lws_context *cx, const struct question *q)
{
	const uint8_t *der = NULL;
	size_t len = 0;

	(void)lws_tls_jit_trust_blob_queury_skid(app.blob, app.blob_len,
						 q->skid, q->len, &der, &len);
	app.ret = lws_tls_jit_trust_got_cert_cb(cx, q->opaque, q->skid, q->len,
						der, len);

	return app.ret;
}

static int
jit_query(struct lws_context *cx, const uint8_t *skid, size_t skid_len,
	  void *got_opaque)
{
	struct question *q = &app.asked[app.count++];

	assert_true(app.count < (int)LWS_ARRAY_SIZE(app.asked));
	assert_true(skid_len <= sizeof(q->skid));
	memcpy(q->skid, skid, skid_len);
	q->len = skid_len;
	q->opaque = got_opaque;
	if (app.ends) {
		lws_vhost_destroy(app.ends);
		app.ends = NULL;
	}
	if (app.behaviour == ANSWERS_NOW)
		return answer_from_blob(cx, q);

	return app.behaviour == ANSWERS_NO;
}

static const struct lws_system_ops ops = {.jit_trust_query = jit_query};

/* what the blob has */
static void
app_trusts(const struct lws__test_cert *const *certs, size_t count)
{
	struct lws__test_anchor a[4];

	for (size_t n = 0; n < count; n++) {
		a[n].der = certs[n]->der;
		a[n].der_len = certs[n]->der_len;
		a[n].skid = ASN1_STRING_get0_data(id_of(certs[n]));
		a[n].skid_len = (size_t)ASN1_STRING_length(id_of(certs[n]));
	}
	free(app.blob);
	app.blob = lws__test_blob(a, count, &app.blob_len);
}

static void
app_trusts_root(void)
{
	const struct lws__test_cert *both[] = {&other, &root};

	app_trusts(both, 2);
}

/* to the n-th question; the certificate's own id or not */
static int
give(struct tls_net *n, int which, const struct lws__test_cert *c)
{
	const struct question *q = &app.asked[which];

	return lws_tls_jit_trust_got_cert_cb(n->net.cx, q->opaque, q->skid,
					     q->len, c ? c->der : NULL,
					     c ? c->der_len : 0);
}

/* ---- a server, and a client that trusts nobody --------------------------- */

static const struct tls_visit home = {.host = "localhost", .any_vhost = true};

static void
begin_with(struct tls_net *n, const struct lws__test_cert *shown,
	   struct lws_context_creation_info *i)
{
	struct lws_context_creation_info client = {
		.vhost_name = "default",
		.options = LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS};

	memset(&app, 0, sizeof(app));
	app_trusts_root();
	if (!i->system_ops)
		i->system_ops = &ops;
	i->vhost_name = "server";
	tls_net_begin(n, shown, i);
	assert_non_null(tls_net_client(n, NULL, &client));
}

static void
begin(struct tls_net *n, const struct lws__test_cert *shown)
{
	struct lws_context_creation_info i = {0};

	begin_with(n, shown, &i);
}

static void
end(struct tls_net *n)
{
	tls_net_end(n);
	free(app.blob);
	app.blob = NULL;
}

static void
is_on_jit_vhost(const struct tls_net *n)
{
	if (strncmp(n->seen.client_vh, "jit-", 4))
		fail_msg("on vhost %s", n->seen.client_vh);
}

static void
second_attempt_is_fine(struct tls_net *n)
{
	tls_net_refused(n, &home, "tls=invalidca");
	tls_net_fine(n, &home);
	is_on_jit_vhost(n);
	assert_true(n->seen.verified);
}

/* the one that trusts Root CA; NULL: there is none */
static struct lws_vhost *
jit_vhost(struct tls_net *n)
{
	char name[40] = "jit-";
	const uint8_t *id = ASN1_STRING_get0_data(id_of(&root));

	for (int k = 0; k < 8; k++)
		lws_snprintf(name + 4 + k * 2, 3, "%02x", id[k]);

	return lws_get_vhost_by_name(n->net.cx, name);
}

static int
vhost_count(struct tls_net *n)
{
	return !!jit_vhost(n);
}

/* ---- the flow ------------------------------------------------------------ */

static void
jit__the_second_attempt_trusts_whoever_vouches(void **state)
{
	struct tls_net n;

	(void)state;
	begin(&n, &local); /* with Middle CA behind it */
	second_attempt_is_fine(&n);
	assert_int_equal(app.count, 2);
	assert_true(is_id_of(&root, app.asked[0].skid, app.asked[0].len));
	assert_true(is_id_of(&middle, app.asked[1].skid, app.asked[1].len));
	/* from then on nobody is asked */
	tls_net_fine(&n, &home);
	assert_int_equal(n.seen.reused, TLS_NET_RESUMES);
	assert_int_equal(app.count, 2);
	/* another host begins anew, and comes to the same vhost */
	tls_net_refused(
		&n, &(struct tls_visit){.host = "b.example", .any_vhost = true},
		"tls=invalidca");
	tls_net_fine(&n, &(struct tls_visit){.host = "B.example.",
					     .any_vhost = true});
	is_on_jit_vhost(&n);
	assert_int_equal(app.count, 4);
	end(&n);
}

static void
jit__a_chain_with_its_root_is_found_too(void **state)
{
	struct lws__test_cert whole = local;
	struct tls_net n;

	(void)state;
	whole.pem_len = strlen(local.pem) + strlen(root.pem) + 1;
	whole.pem = malloc(whole.pem_len);
	assert_non_null(whole.pem);
	lws_snprintf(whole.pem, whole.pem_len, "%s%s", local.pem, root.pem);
	begin(&n, &whole);
	second_attempt_is_fine(&n);
	assert_true(is_id_of(&root, app.asked[0].skid, app.asked[0].len));
	end(&n);
	free(whole.pem);
}

static void
jit__so_is_one_that_the_root_signed_itself(void **state)
{
	struct lws_context_creation_info tls12 = {
		.ssl_options_set = (long)SSL_OP_NO_TLSv1_3};
	struct tls_net n;

	(void)state;
	begin(&n, &direct);
	second_attempt_is_fine(&n);
	assert_int_equal(app.count, 1);
	end(&n);
	begin_with(&n, &direct, &tls12);
	second_attempt_is_fine(&n);
	assert_string_equal(n.seen.version, "TLSv1.2");
	end(&n);
}

/* the application trusts it whoever signed it */
static void
jit__an_authority_between_is_enough(void **state)
{
	const struct lws__test_cert *one[] = {&middle};
	struct tls_net n;

	(void)state;
	begin(&n, &local);
	app_trusts(one, 1);
	second_attempt_is_fine(&n);
	end(&n);
}

static void
jit__answers_may_come_later(void **state)
{
	struct tls_net n;

	(void)state;
	begin(&n, &local);
	app.behaviour = ANSWERS_LATER;
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 2);
	/* those who come meanwhile wait for the same answers */
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 2);
	assert_int_equal(give(&n, 1, NULL), 0); /* not that one */
	assert_int_equal(vhost_count(&n), 0);
	assert_int_equal(give(&n, 0, &root), 0);
	assert_int_equal(vhost_count(&n), 1);
	tls_net_fine(&n, &home);
	is_on_jit_vhost(&n);
	/* twice is once too often */
	assert_int_equal(give(&n, 0, &root), 1);
	end(&n);
}

static void
jit__nobody_is_trusted_who_is_not_answered(void **state)
{
	const struct lws__test_cert *none[] = {&other};
	struct tls_net n;

	(void)state;
	begin(&n, &local);
	app_trusts(none, 1);
	tls_net_refused(&n, &home, "tls=invalidca");
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 4); /* each attempt asks */
	app.behaviour = ANSWERS_NO;
	tls_net_refused(&n, &home, "tls=invalidca");
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 8);
	end(&n);
}

/* ---- answers that are no good -------------------------------------------- */

static void
answer_is_refused(const struct lws__test_cert *shown,
		  const struct lws__test_cert *answer)
{
	struct tls_net n;

	begin(&n, shown);
	app.behaviour = ANSWERS_LATER;
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 1);
	assert_int_equal(give(&n, 0, answer), 1);
	/* and that was the answer */
	assert_int_equal(give(&n, 0, &root), 1);
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 2);
	end(&n);
}

static void
jit__refuses_answers_that_are_no_good(void **state)
{
	struct lws__test_cert junk = {
		.der = (unsigned char *)lws__unconst("\x30\x03\x02\x01\x01"),
		.der_len = 5};
	struct lws__test_cert cut = root, longer = root;

	(void)state;
	answer_is_refused(&direct, &other); /* has another key */
	answer_is_refused(&by_not_ca, &not_ca);
	answer_is_refused(&by_old, &old);
	answer_is_refused(&direct, &junk);
	cut.der_len--;
	answer_is_refused(&direct, &cut);
	longer.der = calloc(1, root.der_len + 1);
	assert_non_null(longer.der);
	memcpy(longer.der, root.der, root.der_len);
	longer.der_len++;
	answer_is_refused(&direct, &longer);
	free(longer.der);
	junk.der_len = 0;
	answer_is_refused(&direct, &junk);
}

static void
jit__answers_to_no_question_change_nothing(void **state)
{
	const uint8_t *id = ASN1_STRING_get0_data(id_of(&root));
	struct lws_context *cx;
	struct tls_net n;

	(void)state;
	begin(&n, &direct);
	cx = n.net.cx;
	app.behaviour = ANSWERS_LATER;
	tls_net_refused(&n, &home, "tls=invalidca");
	for (uintptr_t k = 0; k < 100; k++)
		if ((void *)k != app.asked[0].opaque)
			assert_int_equal(lws_tls_jit_trust_got_cert_cb(
						 cx, (void *)k, id, 20,
						 root.der, root.der_len),
					 1);
	assert_int_equal(lws_tls_jit_trust_got_cert_cb(cx, (void *)UINTPTR_MAX,
						       id, 20, root.der,
						       root.der_len),
			 1);
	/* another id, none, the beginning of it, one that is too long */
	for (int k = 0; k < 4; k++) {
		static const size_t lens[] = {20, 0, 19, 65};
		uint8_t wrong[65] = {0};

		memcpy(wrong, id, 20);
		wrong[0] ^= !k;
		assert_int_equal(lws_tls_jit_trust_got_cert_cb(
					 cx, app.asked[0].opaque, wrong,
					 lens[k], root.der, root.der_len),
				 1);
	}
	assert_int_equal(vhost_count(&n), 0);
	assert_int_equal(give(&n, 0, &root), 0);
	tls_net_fine(&n, &home);
	end(&n);
}

/* ---- who is not served by it --------------------------------------------- */

static void
jit__asks_only_where_it_may_choose_the_vhost(void **state)
{
	static const struct lws_system_ops empty = {0};
	struct lws_context_creation_info i = {.system_ops = &empty};
	SSL_CTX *theirs = SSL_CTX_new(TLS_client_method());
	struct tls_net n;

	(void)state;
	begin(&n, &local);
	tls_net_refused(&n, &(struct tls_visit){.host = "localhost"},
			"tls=invalidca");
	assert_int_equal(app.count, 0);
	tls_net_refused(&n, &home, "tls=invalidca");
	tls_net_fine(&n, &home);
	assert_int_equal(app.count, 2);
	end(&n);

	begin_with(&n, &local, &i); /* nobody can be asked */
	tls_net_refused(&n, &home, "tls=invalidca");
	tls_net_refused(&n, &home, "tls=invalidca");
	end(&n);

	/* trust is the application's own business */
	memset(&i, 0, sizeof(i));
	begin_with(&n, &local, &i);
	i = (struct lws_context_creation_info){.provided_client_ssl_ctx =
						       theirs};
	assert_int_equal(lws_init_vhost_client_ssl(&i, n.client), 0);
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 0);
	end(&n);
	SSL_CTX_free(theirs);
}

static void
jit__excuses_nothing_else(void **state)
{
	struct tls_visit wrong = {.host = "elsewhere.example",
				  .any_vhost = true};
	struct tls_net n;

	(void)state;
	begin(&n, &own); /* vouches for itself: nobody to ask for */
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 0);
	end(&n);
	begin(&n, &local);
	tls_net_refused(&n, &wrong, "tls=invalidca");
	tls_net_refused(&n, &wrong, "tls=hostname");
	tls_net_refused(&n, &wrong, "tls=hostname");
	assert_int_equal(app.count, 2);
	end(&n);
}

/* ---- the end of vhosts and contexts -------------------------------------- */

static void
jit__ends_with_questions_that_are_open(void **state)
{
	struct tls_net n;

	(void)state;
	begin(&n, &local);
	app.behaviour = ANSWERS_LATER;
	tls_net_refused(&n, &home, "tls=invalidca");
	lws_vhost_destroy(n.client);
	assert_int_equal(give(&n, 0, &root), 1);
	assert_int_equal(give(&n, 1, NULL), 1);
	end(&n);

	begin(&n, &local);
	app.behaviour = ANSWERS_LATER;
	tls_net_refused(&n, &home, "tls=invalidca");
	end(&n); /* the leak sanitizer watches */

	/* from within the question: the answer is for nobody any more */
	begin(&n, &local);
	app.ends = n.client;
	tls_net_refused(&n, &home, "tls=invalidca");
	end(&n);
}

static void
jit__vhosts_go_with_the_one_they_are_like(void **state)
{
	struct tls_net n;

	(void)state;
	begin(&n, &local);
	second_attempt_is_fine(&n);
	assert_int_equal(vhost_count(&n), 1);
	lws_vhost_destroy(n.client);
	lws__net_turn(&n.net);
	assert_int_equal(vhost_count(&n), 0);
	assert_null(lws_get_vhost_by_name(n.net.cx, "default"));
	end(&n);
}

static int64_t now_us;

static void
clock_stands(void)
{
	lws__shim_reset();
	now_us = 1000 * (int64_t)SECOND;
	lws__shim_clocks(now_us, now_us);
}

static void
clock_goes_on(struct tls_net *n, int64_t us)
{
	lws__shim_clocks_advance(us, us);
	for (int k = 0; k < 3; k++)
		lws__net_turn(&n->net);
}

static void
jit__a_vhost_that_nobody_uses_goes_after_its_grace(void **state)
{
	struct lws_context_creation_info i = {.vh_idle_grace_ms = 3000};
	struct tls_net n;

	(void)state;
	clock_stands();
	begin_with(&n, &local, &i);
	second_attempt_is_fine(&n);
	clock_goes_on(&n, 2900 * 1000);
	assert_int_equal(vhost_count(&n), 1);
	tls_net_fine(&n, &home); /* which begins it anew */
	clock_goes_on(&n, 2900 * 1000);
	assert_int_equal(vhost_count(&n), 1);
	clock_goes_on(&n, 200 * 1000);
	assert_int_equal(vhost_count(&n), 0);
	assert_int_equal(app.count, 2);
	/* the host is remembered: who was found then is asked for at once */
	tls_net_fine(&n, &home);
	is_on_jit_vhost(&n);
	assert_int_equal(app.count, 3);
	clock_goes_on(&n, 3100 * 1000);
	/* and when the answer is not there at once, later */
	app.behaviour = ANSWERS_LATER;
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 4);
	assert_int_equal(give(&n, 3, &root), 0);
	tls_net_fine(&n, &home);
	end(&n);
	lws__shim_reset();
}

static struct lws *held;

static void
hold(struct lws *wsi)
{
	held = wsi;
	lws_rx_flow_control(wsi, 0);
}

static void
jit__a_vhost_that_is_in_use_stays(void **state)
{
	struct tls_net n;

	(void)state;
	clock_stands();
	begin(&n, &local);
	tls_net_refused(&n, &home, "tls=invalidca");
	tls_hooks.connected = hold;
	assert_int_equal(tls_net_go(&n, &home), 0);
	lws__net_until_set(&n.net, &n.seen.connected, "it to connect");
	/* whose handshake is over then, too */
	lws__net_until_set(&n.net, &n.seen.server_rx, "the server to hear it");
	clock_goes_on(&n, 60 * (int64_t)SECOND);
	clock_goes_on(&n, 60 * (int64_t)SECOND);
	assert_int_equal(vhost_count(&n), 1);
	tls_hooks.connected = NULL;
	lws_rx_flow_control(held, 1);
	lws__net_until_set(&n.net, &n.seen.over, "it to end");
	lws__net_until_alone(&n.net);
	assert_int_equal(vhost_count(&n), 1);
	clock_goes_on(&n, 5100 * 1000); /* what the grace is by default */
	assert_int_equal(vhost_count(&n), 0);
	end(&n);
	lws__shim_reset();
}

static void
jit__answers_that_never_come_are_not_waited_for(void **state)
{
	struct tls_net n;

	(void)state;
	clock_stands();
	begin(&n, &local);
	app.behaviour = ANSWERS_LATER;
	tls_net_refused(&n, &home, "tls=invalidca");
	clock_goes_on(&n, 19 * (int64_t)SECOND);
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 2);
	clock_goes_on(&n, 2 * (int64_t)SECOND);
	assert_int_equal(give(&n, 0, &root), 1); /* too late */
	tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 4);
	/* one that came is of use though the other one did not */
	assert_int_equal(give(&n, 2, &root), 0);
	assert_int_equal(vhost_count(&n), 0);
	clock_goes_on(&n, 21 * (int64_t)SECOND);
	assert_int_equal(vhost_count(&n), 1);
	tls_net_fine(&n, &home);
	end(&n);
	lws__shim_reset();
}

/* ---- bounds -------------------------------------------------------------- */

static void
jit__remembers_no_more_than_it_may(void **state)
{
	struct lws_context_creation_info i = {.jitt_cache_max_footprint = 1};
	struct tls_net n;

	(void)state;
	begin_with(&n, &local, &i); /* nothing fits */
	for (int k = 0; k < 3; k++)
		tls_net_refused(&n, &home, "tls=invalidca");
	assert_int_equal(app.count, 6);
	end(&n);

	i = (struct lws_context_creation_info){.jitt_cache_max_footprint = 600};
	begin_with(&n, &local, &i); /* one host */
	second_attempt_is_fine(&n);
	tls_net_refused(
		&n, &(struct tls_visit){.host = "b.example", .any_vhost = true},
		"tls=invalidca");
	second_attempt_is_fine(&n);
	end(&n);
}

static void
jit__no_more_than_some_hosts_are_asked_for_at_once(void **state)
{
	struct tls_net n;
	char host[32];

	(void)state;
	begin(&n, &direct);
	app.behaviour = ANSWERS_LATER;
	for (int k = 0; k < 20; k++) {
		lws_snprintf(host, sizeof(host), "h%d.example", k);
		tls_net_visit(&n, &(struct tls_visit){.host = host,
						      .any_vhost = true});
	}
	assert_int_equal(app.count, 16);
	end(&n);
}

static void
I_01__jit_without_memory_fails_and_leaks_nothing(void **state)
{
	struct tls_visit v = {.any_vhost = true,
			      .flags = LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK};
	struct tls_net n;
	char host[32];
	int made = 0;

	(void)state;
	begin(&n, &local);
	v.host = host;
	for (unsigned long nth = 1; nth < 130; nth += nth < 50 ? 1 : 3) {
		app.count = 0;
		lws_snprintf(host, sizeof(host), "h%lu.example", nth);
		lws__alloc_fail_at(nth, false);
		tls_net_visit(&n, &v);
		lws__alloc_fail_at(0, false);
		made += vhost_count(&n);
		tls_net_visit(&n, &v);
		/* all of it anew the next time */
		lws_vhost_destroy(jit_vhost(&n));
		lws__net_turn(&n.net);
	}
	assert_true(made > 10); /* the last ones met no failure */
	second_attempt_is_fine(&n);
	end(&n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			jit__the_second_attempt_trusts_whoever_vouches),
		cmocka_unit_test(jit__a_chain_with_its_root_is_found_too),
		cmocka_unit_test(jit__so_is_one_that_the_root_signed_itself),
		cmocka_unit_test(jit__an_authority_between_is_enough),
		cmocka_unit_test(jit__answers_may_come_later),
		cmocka_unit_test(jit__nobody_is_trusted_who_is_not_answered),
		cmocka_unit_test(jit__refuses_answers_that_are_no_good),
		cmocka_unit_test(jit__answers_to_no_question_change_nothing),
		cmocka_unit_test(jit__asks_only_where_it_may_choose_the_vhost),
		cmocka_unit_test(jit__excuses_nothing_else),
		cmocka_unit_test(jit__ends_with_questions_that_are_open),
		cmocka_unit_test(jit__vhosts_go_with_the_one_they_are_like),
		cmocka_unit_test(
			jit__a_vhost_that_nobody_uses_goes_after_its_grace),
		cmocka_unit_test(jit__a_vhost_that_is_in_use_stays),
		cmocka_unit_test(
			jit__answers_that_never_come_are_not_waited_for),
		cmocka_unit_test(jit__remembers_no_more_than_it_may),
		cmocka_unit_test(
			jit__no_more_than_some_hosts_are_asked_for_at_once),
		cmocka_unit_test(
			I_01__jit_without_memory_fails_and_leaks_nothing),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
