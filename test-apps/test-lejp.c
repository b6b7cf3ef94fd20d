/* SPDX-License-Identifier: MIT */
/*
 * lws-test-lejp: prints what LEJP tells of the JSON on stdin, one event a line.
 *
 *   reason  path  [indexes]  text
 *
 * Exit status 0: complete, and nothing but white space behind it; 1: not.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *
reason_name(char reason)
{
	switch (reason) {
	case LEJPCB_CONSTRUCTED:
		return "CONSTRUCTED";
	case LEJPCB_DESTRUCTED:
		return "DESTRUCTED";
	case LEJPCB_START:
		return "START";
	case LEJPCB_COMPLETE:
		return "COMPLETE";
	case LEJPCB_FAILED:
		return "FAILED";
	case LEJPCB_PAIR_NAME:
		return "PAIR_NAME";
	case LEJPCB_VAL_TRUE:
		return "VAL_TRUE";
	case LEJPCB_VAL_FALSE:
		return "VAL_FALSE";
	case LEJPCB_VAL_NULL:
		return "VAL_NULL";
	case LEJPCB_VAL_NUM_INT:
		return "VAL_NUM_INT";
	case LEJPCB_VAL_NUM_FLOAT:
		return "VAL_NUM_FLOAT";
	case LEJPCB_VAL_STR_START:
		return "VAL_STR_START";
	case LEJPCB_VAL_STR_CHUNK:
		return "VAL_STR_CHUNK";
	case LEJPCB_VAL_STR_END:
		return "VAL_STR_END";
	case LEJPCB_ARRAY_START:
		return "ARRAY_START";
	case LEJPCB_ARRAY_END:
		return "ARRAY_END";
	case LEJPCB_OBJECT_START:
		return "OBJECT_START";
	case LEJPCB_OBJECT_END:
		return "OBJECT_END";
	}

	return "?";
}

static signed char
print_cb(struct lejp_ctx *ctx, char reason)
{
	char text[LEJP_STRING_CHUNK * 6 + 8];

	printf("%-14s %s", reason_name(reason), ctx->path);
	if (ctx->ipos)
		for (int n = 0; n < ctx->ipos; n++)
			printf(" [%u]", ctx->i[n]);
	if (reason & LEJP_FLAG_CB_IS_VALUE)
		printf(" \"%s\"",
		       lws_json_purify(text, ctx->buf, sizeof(text), NULL));
	printf("\n");

	return 0;
}

static int
has_more(const char *p, int len)
{
	return (int)strspn(p, " \t\r\n") < len;
}

int
main(void)
{
	int ret = LEJP_CONTINUE, junk = 0;
	struct lejp_ctx ctx;
	char piece[1025];
	ssize_t got;

	lejp_construct(&ctx, print_cb, NULL, NULL, 0);
	while (ret >= LEJP_CONTINUE && !junk &&
	       (got = read(0, piece, sizeof(piece) - 1)) > 0) {
		piece[got] = '\0';
		ret = lejp_parse(&ctx, (const uint8_t *)piece, (int)got);
		if (ret > 0)
			junk = has_more(piece + got - ret, ret);
	}
	lejp_destruct(&ctx);
	if (junk)
		fprintf(stderr, "line %u: something follows the JSON\n",
			(unsigned int)ctx.line);
	else if (ret == LEJP_CONTINUE)
		fprintf(stderr, "line %u: the JSON is not complete\n",
			(unsigned int)ctx.line);
	else if (ret < 0)
		fprintf(stderr, "line %u: %s (%d)\n", (unsigned int)ctx.line,
			lejp_error_to_string(ret), ret);

	return junk || ret < 0;
}
