/* SPDX-License-Identifier: MIT */
/*
 * In place of h1-client.c in a build without clients.
 */

#include "roles/h1/h1.h"

const struct lws__h1_side lws__h1_client_side = {0};
