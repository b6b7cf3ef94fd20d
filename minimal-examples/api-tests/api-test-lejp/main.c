/* SPDX-License-Identifier: CC0-1.0 */
/*
 * LEJP: JSON in pieces cut anywhere.
 *
 * A house is read into structs, wherever its text is cut; its rooms by a parser
 * of their own.  Then a string longer than one event, and what is refused.
 */

#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

/* ---- a house --------------------------------------------------------- */

static const char house_text[] =
	"{ # comments are allowed\n"
	"  \"street\": \"Caf\\u00e9 lane \\ud83c\\udfe0\", \"number\": 12,\n"
	"  \"rooms\": [\n"
	"    { \"name\": \"kitchen\", \"m2\": 14.5, \"lit\": true },\n"
	"    { \"name\": \"hall\", \"m2\": 6, \"lit\": false, \"x\": [[1]] }\n"
	"  ],\n"
	"  \"owners\": { \"first\": { \"name\": \"Ann\" } }\n"
	"}\n";

struct room {
	char name[16];
	double m2;
	int is_lit;
};

struct house {
	char street[64];
	int number;
	struct room rooms[4];
	int rooms_count;
	char owner[32]; /* who, and as what */
};

static const char *const room_paths[] = {"name", "m2", "lit"};
enum room_path { ROOM_NAME = 1, ROOM_M2, ROOM_LIT };

/* paths begin at the room, whatever it is in */
static signed char
room_cb(struct lejp_ctx *ctx, char reason)
{
	struct room *room = ctx->pst[ctx->pst_sp].user;

	if (reason == LEJPCB_OBJECT_END && ctx->sp == 2)
		lejp_parser_pop(ctx);
	if (!(reason & LEJP_FLAG_CB_IS_VALUE))
		return 0;
	switch (ctx->path_match) {
	case ROOM_NAME:
		lws_strncpy(room->name, ctx->buf, sizeof(room->name));
		break;
	case ROOM_M2:
		room->m2 = atof(ctx->buf);
		break;
	case ROOM_LIT:
		room->is_lit = reason == LEJPCB_VAL_TRUE;
		break;
	}

	return 0;
}

static const char *const house_paths[] = {"street", "number", "rooms[]",
					  "owners.*.name"};
enum house_path { STREET = 1, NUMBER, ROOM, OWNER };

static signed char
house_cb(struct lejp_ctx *ctx, char reason)
{
	struct house *house = ctx->user;
	char as[16];

	if (reason == LEJPCB_OBJECT_START && ctx->path_match == ROOM) {
		if (house->rooms_count == 4)
			return -1; /* that is no house */
		return (signed char)lejp_parser_push(
			ctx, &house->rooms[house->rooms_count++], room_paths,
			LWS_ARRAY_SIZE(room_paths), room_cb);
	}
	if (!(reason & LEJP_FLAG_CB_IS_VALUE))
		return 0;
	switch (ctx->path_match) {
	case STREET:
		lws_strncpy(house->street, ctx->buf, sizeof(house->street));
		break;
	case NUMBER:
		house->number = (int)strtol(ctx->buf, NULL, 10);
		break;
	case OWNER:
		lejp_get_wildcard(ctx, 0, as, sizeof(as));
		lws_snprintf(house->owner, sizeof(house->owner), "%s: %s", as,
			     ctx->buf);
		break;
	}

	return 0;
}

static void
houses(void)
{
	const uint8_t *text = (const uint8_t *)house_text;
	const int len = (int)sizeof(house_text) - 1;
	struct house house;
	struct lejp_ctx ctx;
	int cut, ret;

	for (cut = 0; cut < len; cut++) {
		memset(&house, 0, sizeof(house));
		lejp_construct(&ctx, house_cb, &house, house_paths,
			       LWS_ARRAY_SIZE(house_paths));
		ret = lejp_parse(&ctx, text, cut);
		check(ret == (cut == len - 1 ? 0 : LEJP_CONTINUE),
		      "the first part is not all");
		if (ret == LEJP_CONTINUE)
			ret = lejp_parse(&ctx, text + cut, len - cut);
		/* the last line feed is left over */
		check(ret == (cut == len - 1 ? 0 : 1), "the house is complete");
		lejp_destruct(&ctx);
		check(!strcmp(house.street,
			      "Caf\xc3\xa9 lane \xf0\x9f\x8f\xa0") &&
			      house.number == 12,
		      "its address");
		check(house.rooms_count == 2 &&
			      !strcmp(house.rooms[0].name, "kitchen") &&
			      house.rooms[0].m2 > 14.4 &&
			      house.rooms[0].is_lit &&
			      !strcmp(house.rooms[1].name, "hall") &&
			      !house.rooms[1].is_lit,
		      "its rooms");
		check(!strcmp(house.owner, "first: Ann"), "its owner");
	}
}

/* ---- a long string --------------------------------------------------- */

static signed char
long_cb(struct lejp_ctx *ctx, char reason)
{
	struct lwsac **ac = ctx->user;

	if (lejp_string_unify_part(ctx, ac, reason))
		return -1;
	if (reason == LEJPCB_VAL_STR_END)
		check(ctx->su.asl == 1000 && strspn(ctx->su.fp, "z") == 1000 &&
			      ctx->su.pieces == 4,
		      "four pieces are one string");

	return 0;
}

static void
long_string(void)
{
	struct lwsac *ac = NULL;
	struct lejp_ctx ctx;
	uint8_t text[1004];

	memset(text, 'z', sizeof(text));
	memcpy(text, "[\"", 2);
	memcpy(text + 1002, "\"]", 2);
	lejp_construct(&ctx, long_cb, &ac, NULL, 0);
	check(!lejp_parse(&ctx, text, sizeof(text)), "a long string");
	lejp_destruct(&ctx);
	lwsac_free(&ac);
}

/* ---- what is refused ------------------------------------------------- */

static signed char
silent_cb(struct lejp_ctx *ctx, char reason)
{
	(void)ctx;
	(void)reason;

	return 0;
}

static int
refusal(const char *text, const char *what)
{
	struct lejp_ctx ctx;
	int ret;

	lejp_construct(&ctx, silent_cb, NULL, NULL, 0);
	ret = lejp_parse(&ctx, (const uint8_t *)text, (int)strlen(text));
	if (what)
		lwsl_user("line %u: %s: %s\n", (unsigned int)ctx.line, what,
			  lejp_error_to_string(ret));
	lejp_destruct(&ctx);

	return ret;
}

int
main(int argc, const char **argv)
{
	const char *p = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(p ? (int)strtol(p, NULL, 0) : 1031, NULL);
	lwsl_user("LWS API selftest: lejp JSON stream parser\n");

	houses();
	long_string();
	check(refusal("{\n\n\"a\":}", "a value must follow") ==
		      LEJP_REJECT_MP_DELIM_BAD_VALUE_START,
	      "no value");
	check(refusal("[1,]", NULL) == LEJP_REJECT_MP_DELIM_BAD_VALUE_START,
	      "a comma before the end");
	check(refusal("[007]", NULL) == LEJP_REJECT_MP_VAL_NUM_FORMAT,
	      "a zero before a number");
	check(refusal("[\"\\ud83c\"]", NULL) ==
		      LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC,
	      "half a character");
	check(refusal("[[[[[[[[[[[[[[[[", NULL) == LEJP_REJECT_MP_DELIM_ISTACK,
	      "too deep");
	check(refusal("[] and more", NULL) == 9, "nine bytes are left over");

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
