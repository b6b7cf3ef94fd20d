/* SPDX-License-Identifier: MIT */
/*
 * HTTP dates (RFC 9110 5.6.7).
 *
 * The public lws_http_date_render_from_unix() and lws_http_date_parse_unix()
 * are here: IMF-fixdate in GMT only, and the parser is as forgiving about days
 * as the public contract says.  For conditional requests the strict reader
 * below also knows the two obsolete forms, and refuses what is no real date.
 */

#ifndef LWS_ROLES_HTTP_DATE_H
#define LWS_ROLES_HTTP_DATE_H

#include <stddef.h>
#include <time.h>

#define LWS__HTTP_DATE_LEN 29 /* "Sun, 06 Nov 1994 08:49:37 GMT" */

/*
 * now: to place a two-digit year (RFC 9110 5.6.7: not over 50 years ahead).
 * Nonzero: not a date.
 */
int lws__http_date_read(const char *s, size_t len, time_t now, time_t *t);

#endif
