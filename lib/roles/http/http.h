/* SPDX-License-Identifier: MIT */
/*
 * Front door of the shared HTTP room: what h1, h2 and ws may use of it.
 *
 * The first block is pure (no wsi, no socket, no clock); the rest is about
 * transactions.
 */

#ifndef LWS_ROLES_HTTP_HTTP_H
#define LWS_ROLES_HTTP_HTTP_H

#include "roles/http/basic-auth.h"
#include "roles/http/date.h"
#include "roles/http/etag.h"
#include "roles/http/header-names.h"
#include "roles/http/header-table.h"
#include "roles/http/host-match.h"
#include "roles/http/http-text.h"
#include "roles/http/mime.h"
#include "roles/http/mount-match.h"
#include "roles/http/redirect.h"
#include "roles/http/status-words.h"
#include "roles/http/token-list.h"
#include "roles/http/uri-path.h"
#include "roles/http/url-arg.h"

#include "roles/http/transaction.h"

#endif
