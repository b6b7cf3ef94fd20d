/* SPDX-License-Identifier: MIT */
/*
 * Why a form was refused, in words.
 */

#include "roles/http/form.h"

const char *
lws__form_error_words(enum lws__form_error e)
{
	switch (e) {
	case LWS__FORM_OK:
		return "no error";
	case LWS__FORM_REFUSED:
		return "not wanted";
	case LWS__FORM_NAME_LONG:
		return "name of a field too long";
	case LWS__FORM_NAME_BAD:
		return "bad name of a field";
	case LWS__FORM_BAD_ESCAPE:
		return "bad percent escape";
	case LWS__FORM_MANY_FIELDS:
		return "too many fields";
	case LWS__FORM_HEAD_LONG:
		return "header of a part too long";
	case LWS__FORM_BAD_HEAD:
		return "bad header of a part";
	case LWS__FORM_NOT_ENDED:
		return "ends before its last boundary";
	}

	return "?";
}
