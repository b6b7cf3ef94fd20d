/* SPDX-License-Identifier: MIT */
/*
 * In place of h2-client.c in a build without clients.
 */

#include "roles/h2/h2.h"

const struct lws__h2_side lws__h2_client_side = {0};
