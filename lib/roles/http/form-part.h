/* SPDX-License-Identifier: MIT */
/*
 * One header line of a part of a form (RFC 7578 4.2): pure.
 */

#ifndef LWS_ROLES_HTTP_FORM_PART_H
#define LWS_ROLES_HTTP_FORM_PART_H

#include "roles/http/form.h"

#include <stdbool.h>

/* {0}: no line was seen */
struct lws__form_part {
	char name[LWS__FORM_NAME_MAX + 1];
	char filename[LWS__FORM_NAME_MAX + 1];
	bool is_disposed; /* Content-Disposition was there */
	bool has_name;
	bool has_filename;
};

/*
 * line has no end of line.  Content-Disposition is read, any other field
 * dropped.  In quotes, \" and \\ are one character and another backslash
 * itself (browsers send it bare); "filename*" is no field of forms.
 */
enum lws__form_error
lws__form_part_line(struct lws__form_part *part, const char *line, size_t len);

#endif
