/* SPDX-License-Identifier: MIT */
/*
 * vec-crypto: hashes and HMAC.  What was measured of keys, tokens and ciphers
 * comes with the parts that have them.
 */

#include "vec.h"

/* ---- hashes ---- */

static void
hashes(void)
{
	static const size_t len[] = {0, 3, 64, 111, 128, 300};
	uint8_t in[300], md[64];

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)("abc"[i % 3]);
	for (int t = -1; t <= 7; t++) {
		vec("lws_genhash_size");
		vi("type", t);
		vu("ret", lws_genhash_size((enum lws_genhash_types)t));
		vu("hmac_size", lws_genhmac_size((enum lws_genhmac_types)t));
		vec_end();
	}
	for (int t = LWS_GENHASH_TYPE_UNKNOWN; t <= LWS_GENHASH_TYPE_SHA512;
	     t++)
		for (size_t l = 0; l < VEC_COUNT(len); l++) {
			struct lws_genhash_ctx c;
			int a, b = -9, d = -9;

			VEC_GUARD("lws_genhash")
			memset(md, 0, sizeof(md));
			a = lws_genhash_init(&c, (enum lws_genhash_types)t);
			if (!a) {
				b = lws_genhash_update(&c, in, len[l] / 2);
				b |= lws_genhash_update(&c, in + len[l] / 2,
							len[l] - len[l] / 2);
				d = lws_genhash_destroy(&c, md);
			}
			vec("lws_genhash");
			vi("type", t);
			vs("in", "abcabc...");
			vu("len", len[l]);
			vi("init", a);
			vi("update", b);
			vi("destroy", d);
			vx("md", md,
			   lws_genhash_size((enum lws_genhash_types)t));
			vec_end();
			VEC_END_GUARD
		}
	for (int t = LWS_GENHMAC_TYPE_UNKNOWN; t <= LWS_GENHMAC_TYPE_SHA512;
	     t++)
		for (size_t kl = 0; kl <= 200; kl += 40)
			for (size_t l = 0; l < VEC_COUNT(len); l += 2) {
				struct lws_genhmac_ctx c;
				int a, b = -9, d = -9;

				VEC_GUARD("lws_genhmac")
				memset(md, 0, sizeof(md));
				a = lws_genhmac_init(
					&c, (enum lws_genhmac_types)t, in, kl);
				if (!a) {
					b = lws_genhmac_update(&c, in, len[l]);
					d = lws_genhmac_destroy(&c, md);
				}
				vec("lws_genhmac");
				vi("type", t);
				vu("key_len", kl);
				vs("in_and_key", "abcabc...");
				vu("len", len[l]);
				vi("init_nonzero", !!a);
				vi("update", b);
				vi("destroy", d);
				vx("md", md,
				   lws_genhmac_size((enum lws_genhmac_types)t));
				vec_end();
				VEC_END_GUARD
			}
}

int
main(void)
{
	vec_start();
	hashes();

	return 0;
}
