/* SPDX-License-Identifier: MIT */
/*
 * Content-Type to kind of form, and which boundaries count (hazard HF-08).
 */

#include "lws-test.h"
#include "roles/http/form-type.h"

#define B70                                     \
	"0123456789012345678901234567890123456" \
	"789012345678901234567890123456789"

static const struct {
	const char *value;
	enum lws__form_type type;
	const char *boundary;
} rows[] = {
	{NULL, LWS__FORM_URLENCODED, ""},
	{"", LWS__FORM_URLENCODED, ""},
	{"application/x-www-form-urlencoded", LWS__FORM_URLENCODED, ""},
	{"application/x-www-form-urlencoded; charset=UTF-8",
	 LWS__FORM_URLENCODED, ""},
	{"text/plain; boundary=x", LWS__FORM_URLENCODED, ""},
	{"multipart/form-data; boundary=x", LWS__FORM_DATA, "x"},
	{"Multipart/Form-Data;Boundary=\"x y\"", LWS__FORM_DATA, "x y"},
	{"multipart/form-data; charset=utf-8; boundary=x; z=1", LWS__FORM_DATA,
	 "x"},
	{"multipart/related; boundary=a'()+_.-/:=?b", LWS__FORM_RELATED,
	 "a'()+_.-/:=?b"},
	{"multipart/form-data; boundary=\"a,b\"", LWS__FORM_DATA, "a,b"},
	{"multipart/form-data; boundary=" B70, LWS__FORM_DATA, B70},
	/* HF-08: too long, none, empty, of other characters */
	{"multipart/form-data; boundary=" B70 "x", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data;", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data; boundary", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data; boundary=", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data; boundary=\"\"", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data; boundary=\"x", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data; boundary=\"x \"", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data; boundary=\"x\\\"y\"", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data; boundary=\"x\ty\"", LWS__FORM_TYPE_BAD, ""},
	{"multipart/form-data; boundary=x\xc3\xa4", LWS__FORM_TYPE_BAD, ""},
	{"multipart/mixed; boundary=x", LWS__FORM_TYPE_BAD, ""},
	{"multipart/; boundary=x", LWS__FORM_TYPE_BAD, ""},
	/* two fields of that name, joined */
	{"multipart/form-data; boundary=x,multipart/form-data; boundary=y",
	 LWS__FORM_TYPE_BAD, ""},
};

static void
form_type__tells_kind_and_boundary(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		size_t len = rows[n].value ? strlen(rows[n].value) + 1 : 0;
		uint8_t *copy = lws__test_guarded(rows[n].value, len);
		char boundary[LWS__FORM_BOUNDARY_MAX + 1];
		enum lws__form_type type = lws__form_type(
			rows[n].value ? (char *)copy : NULL, boundary);

		if (type != rows[n].type || strcmp(boundary, rows[n].boundary))
			fail_msg("'%s': %d '%s'", rows[n].value, (int)type,
				 boundary);
		lws__test_guarded_free(copy, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_type__tells_kind_and_boundary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
