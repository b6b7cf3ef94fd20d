/* SPDX-License-Identifier: MIT */
/*
 * The quick half of UTF-8 validation: whole good characters, many at a time.
 * What it does not take, utf8.c looks at octet by octet.
 *
 * CMake chooses who does it: utf8-run-words.c, utf8-run-avx2.c before it where
 * the processor may have that, utf8-run-none.c where small counts more.
 */

#ifndef LWS_BASE_UTF8_RUN_H
#define LWS_BASE_UTF8_RUN_H

#include <stddef.h>
#include <stdint.h>

/*
 * p is where a character begins.  Returns how many octets from there are good
 * characters, whole ones; there may be more of them.
 */
size_t lws__utf8_run(const uint8_t *p, size_t len);

/* the same with what every processor has */
size_t lws__utf8_run_words(const uint8_t *p, size_t len);

#endif
