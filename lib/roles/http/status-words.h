/* SPDX-License-Identifier: MIT */
/* The reason phrase of a status code (RFC 9110 15, IANA registry). */

#ifndef LWS_ROLES_HTTP_STATUS_WORDS_H
#define LWS_ROLES_HTTP_STATUS_WORDS_H

/* never NULL; "" for a code that nobody registered */
const char *lws__http_status_words(unsigned int status);

#endif
