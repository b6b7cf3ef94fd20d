/* SPDX-License-Identifier: MIT */
/*
 * Front door of the formats and stores.
 */

#ifndef LWS_DATA_H
#define LWS_DATA_H

#include "data/cache.h"
#include "data/lejp.h"
#include "data/nscookie-line.h"

#endif
