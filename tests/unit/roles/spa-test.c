/* SPDX-License-Identifier: MIT */
/*
 * lws_spa over both kinds of body (hazards HF-08, HF-09): values whole or an
 * error, each file's callback in order, memory in the heap or in an arena.
 */

#include "lws-test.h"
#include "base/base.h"
#include "roles/http/spa.h"

#include <stdio.h>

#define MULTIPART "multipart/form-data; boundary=B"
#define D         "Content-Disposition: form-data; "
#define FIELD(n)  "--B\r\n" D "name=\"" n "\"\r\n\r\n"
#define FILE_(n)  "--B\r\n" D "name=\"" n "\"; filename=\"" n ".bin\"\r\n\r\n"

static const char *const names[] = {"a", "b", "file"};

struct events {
	char text[512];
	size_t len;
	enum lws_spa_fileupload_states refuse; /* if not LWS_UFS_CLOSE */
};

static int
on_file(void *data, const char *name, const char *filename, char *buf, int len,
	enum lws_spa_fileupload_states state)
{
	static const char *const words[] = {"content", "final", "open",
					    "close"};
	struct events *e = data;
	size_t room = sizeof(e->text) - e->len;

	assert_non_null(buf);
	/* pieces of content depend on how the body came */
	if (state == LWS_UFS_CONTENT)
		e->len += (size_t)snprintf(e->text + e->len, room, "%.*s", len,
					   buf);
	else
		e->len += (size_t)snprintf(e->text + e->len, room,
					   "<%s %s %s %d>", words[state], name,
					   filename, len);

	return state == e->refuse && state != LWS_UFS_CLOSE;
}

static lws_spa_create_info_t
info_of(struct events *e)
{
	return (lws_spa_create_info_t){
		.param_names = names,
		.count_params = 3,
		.opt_cb = on_file,
		.opt_data = e,
	};
}

/* nonzero: refused */
static int
process(struct lws_spa *spa, const char *text)
{
	return lws_spa_process(spa, text, (int)strlen(text)) ||
	       lws_spa_finalize(spa);
}

static void
spa__gives_values_of_urlencoded_fields(void **state)
{
	struct events e = {.refuse = LWS_UFS_CLOSE};
	lws_spa_create_info_t info = info_of(&e);
	struct lws_spa *spa = lws__spa_create(NULL, NULL, &info);

	(void)state;
	assert_non_null(spa);
	assert_int_equal(process(spa, "b=x+y&other=1&a=%00z&b=again"), 0);
	assert_int_equal(lws_spa_get_length(spa, 0), 2);
	assert_memory_equal(lws_spa_get_string(spa, 0), "\0z", 3);
	/* HF-09: of a repeated name the first counts */
	assert_string_equal(lws_spa_get_string(spa, 1), "x y");
	assert_int_equal(lws_spa_get_length(spa, 1), 3);
	/* not there, no such index */
	assert_null(lws_spa_get_string(spa, 2));
	assert_int_equal(lws_spa_get_length(spa, 2), 0);
	assert_null(lws_spa_get_string(spa, 3));
	assert_null(lws_spa_get_string(spa, -1));
	assert_int_equal(lws_spa_get_length(spa, 3), 0);
	/* it is complete */
	assert_int_equal(lws_spa_finalize(spa), 0);
	assert_int_not_equal(lws_spa_process(spa, "a", 1), 0);
	assert_int_equal(lws_spa_destroy(spa), 0);
	assert_string_equal(e.text, "");
	assert_int_equal(lws_spa_destroy(NULL), 0);
}

static void
run_files(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	struct events e = {.refuse = LWS_UFS_CLOSE};
	lws_spa_create_info_t info = info_of(&e);
	struct lws_spa *spa = lws__spa_create(NULL, MULTIPART, &info);

	(void)arg;
	assert_non_null(spa);
	for (size_t n = 0; n < count; n++)
		assert_int_equal(lws_spa_process(spa,
						 (const char *)pieces[n].data,
						 (int)pieces[n].len),
				 0);
	assert_int_equal(lws_spa_finalize(spa), 0);
	assert_string_equal(lws_spa_get_string(spa, 0), "1");
	assert_string_equal(lws_spa_get_string(spa, 1), "");
	assert_null(lws_spa_get_string(spa, 2));
	lws_spa_destroy(spa);
	/* HF-08: the last content exactly once a file, close once for all */
	assert_string_equal(e.text,
			    "<open file file.bin 0>x\r\n--By<final file "
			    "file.bin 0><open z z.bin 0><final z z.bin 0>"
			    "<close z z.bin 0>");
}

static void
spa__gives_files_to_the_callback(void **state)
{
	static const char text[] =
		FIELD("a") "1\r\n" FILE_("file") "x\r\n--By\r\n" FILE_(
			"z") "\r\n--B\r\n" D "name=\"b\"; filename=\"\"\r\n\r\n"
			     "\r\n--B--\r\n";

	(void)state;
	lws__test_each_split(text, sizeof(text) - 1, run_files, NULL);
}

static void
spa__drops_files_that_nobody_wants(void **state)
{
	lws_spa_create_info_t info = info_of(NULL);
	struct lws_spa *spa;

	(void)state;
	info.opt_cb = NULL;
	spa = lws__spa_create(NULL, MULTIPART, &info);
	assert_non_null(spa);
	assert_int_equal(process(spa, FILE_("file") "x\r\n--B--"), 0);
	assert_null(lws_spa_get_string(spa, 2));
	lws_spa_destroy(spa);
}

static void
spa__stops_where_the_callback_refuses(void **state)
{
	static const enum lws_spa_fileupload_states states[] = {
		LWS_UFS_OPEN, LWS_UFS_CONTENT, LWS_UFS_FINAL_CONTENT};

	(void)state;
	for (size_t n = 0; n < 3; n++) {
		struct events e = {.refuse = states[n]};
		lws_spa_create_info_t info = info_of(&e);
		struct lws_spa *spa = lws__spa_create(NULL, MULTIPART, &info);

		assert_non_null(spa);
		assert_int_not_equal(process(spa, FILE_("file") "x\r\n--B--"),
				     0);
		/* and says so again */
		assert_int_not_equal(lws_spa_process(spa, "", 0), 0);
		assert_int_not_equal(lws_spa_finalize(spa), 0);
		lws_spa_destroy(spa);
		assert_non_null(strstr(e.text, "<close file file.bin 0>"));
	}
}

/* HF-08: a peer that goes in the middle of a file */
static void
spa__closes_a_file_that_did_not_end(void **state)
{
	struct events e = {.refuse = LWS_UFS_CLOSE};
	lws_spa_create_info_t info = info_of(&e);
	struct lws_spa *spa = lws__spa_create(NULL, MULTIPART, &info);

	(void)state;
	assert_non_null(spa);
	assert_int_not_equal(process(spa, FILE_("file") "x"), 0);
	lws_spa_destroy(spa);
	assert_string_equal(e.text, "<open file file.bin 0>x"
				    "<close file file.bin 0>");
}

/* HF-09: storage full is an error, of exactly the byte too much */
static void
spa__refuses_more_than_its_storage(void **state)
{
	char text[64];

	(void)state;
	for (int room = 1; room < 12; room++) {
		lws_spa_create_info_t info = info_of(NULL);
		struct lws_spa *spa;

		info.max_storage = room;
		spa = lws__spa_create(NULL, NULL, &info);
		assert_non_null(spa);
		/* 4 and 2, with a NUL each; what is not asked for is free */
		snprintf(text, sizeof(text), "a=1234&skipped=%s&b=12",
			 "0123456789");
		assert_int_equal(process(spa, text) == 0, room >= 8);
		if (room >= 8) {
			assert_string_equal(lws_spa_get_string(spa, 0), "1234");
			assert_string_equal(lws_spa_get_string(spa, 1), "12");
		} else {
			/* nothing of a field that was not complete */
			assert_null(lws_spa_get_string(spa, 1));
		}
		lws_spa_destroy(spa);
	}
}

static void
spa__finds_names_at_a_stride(void **state)
{
	static const struct {
		int id;
		const char *name;
	} rows[] = {{1, "a"}, {2, NULL}, {3, "c"}};
	lws_spa_create_info_t info = {
		.param_names = &rows[0].name,
		.count_params = 3,
		.param_names_stride = sizeof(rows[0]),
	};
	struct lws_spa *spa = lws__spa_create(NULL, NULL, &info);

	(void)state;
	assert_non_null(spa);
	assert_int_equal(process(spa, "c=3&a=1"), 0);
	assert_string_equal(lws_spa_get_string(spa, 0), "1");
	assert_null(lws_spa_get_string(spa, 1));
	assert_string_equal(lws_spa_get_string(spa, 2), "3");
	lws_spa_destroy(spa);
}

static void
spa__refuses_arguments_and_types_that_make_no_sense(void **state)
{
	lws_spa_create_info_t info = info_of(NULL);

	(void)state;
	assert_null(lws__spa_create(NULL, "multipart/form-data", &info));
	assert_null(lws__spa_create(NULL, "multipart/mixed;boundary=x", &info));
	info.max_storage = -1;
	assert_null(lws__spa_create(NULL, NULL, &info));
	info.max_storage = 0;
	info.count_params = -1;
	assert_null(lws__spa_create(NULL, NULL, &info));
	info.count_params = 1;
	info.param_names = NULL;
	assert_null(lws__spa_create(NULL, NULL, &info));
	assert_int_not_equal(lws_spa_process(NULL, "a", 1), 0);
	assert_int_not_equal(lws_spa_finalize(NULL), 0);
}

#if defined(LWS_WITH_LWSAC)
static void
spa__lives_in_an_arena(void **state)
{
	struct events e = {.refuse = LWS_UFS_CLOSE};
	lws_spa_create_info_t info = info_of(&e);
	struct lwsac *ac = NULL;
	struct lws_spa *spa;
	const char *value;

	(void)state;
	info.ac = &ac;
	info.ac_chunk_size = 512;
	spa = lws__spa_create(NULL, MULTIPART, &info);
	assert_non_null(spa);
	assert_non_null(ac);
	assert_int_equal(process(spa,
				 FIELD("a") "1\r\n" FILE_("file") "x"
								  "\r\n--B--"),
			 0);
	value = lws_spa_get_string(spa, 0);
	lws_spa_destroy(spa);
	assert_string_equal(value, "1");
	assert_non_null(strstr(e.text, "<close file file.bin 0>"));
	lwsac_free(&ac);
}
#endif

static int
make_one(void *arg)
{
	struct events e = {.refuse = LWS_UFS_CLOSE};
	lws_spa_create_info_t info = info_of(&e);
	struct lws_spa *spa;
	int failed;

	(void)arg;
	spa = lws__spa_create(NULL, MULTIPART, &info);
	if (!spa)
		return 1;
	failed = process(spa, FIELD("a") "1\r\n" FILE_("file") "x\r\n--B--");
	lws_spa_destroy(spa);

	return failed;
}

static void
spa__fails_cleanly_without_memory(void **state)
{
	(void)state;
	lws__test_alloc_sweep(make_one, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spa__gives_values_of_urlencoded_fields),
		cmocka_unit_test(spa__gives_files_to_the_callback),
		cmocka_unit_test(spa__drops_files_that_nobody_wants),
		cmocka_unit_test(spa__stops_where_the_callback_refuses),
		cmocka_unit_test(spa__closes_a_file_that_did_not_end),
		cmocka_unit_test(spa__refuses_more_than_its_storage),
		cmocka_unit_test(spa__finds_names_at_a_stride),
		cmocka_unit_test(
			spa__refuses_arguments_and_types_that_make_no_sense),
#if defined(LWS_WITH_LWSAC)
		cmocka_unit_test(spa__lives_in_an_arena),
#endif
		cmocka_unit_test(spa__fails_cleanly_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
