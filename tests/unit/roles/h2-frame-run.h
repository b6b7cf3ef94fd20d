/* SPDX-License-Identifier: MIT */
/*
 * The events of a frame receiver as text, for tests and fuzz targets.
 */

#ifndef H2_FRAME_RUN_H
#define H2_FRAME_RUN_H

#include "roles/h2/frame.h"

struct h2_record {
	char text[8192];
	size_t len;
	bool in_piece; /* pieces of one payload are written as one */
};

/* all events that this input gives; false: BAD was among them */
bool h2_record_input(struct h2_record *r, struct lws__h2_rx *f,
		     struct lws_cursor *in);

#endif
