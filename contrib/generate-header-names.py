#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# Makes lib/roles/http/header-names-table.h: the text of every header token, and
# a perfect hash over those that are field names or pseudo-header names.
#
#   contrib/generate-header-names.py > lib/roles/http/header-names-table.h
#
# The hash is (h ^ (c | 0x20)) * MULTIPLIER over the name, from SEED, top bits; the
# search below tries seeds until no two names share a slot.  The result depends
# on nothing but this file, so running it again gives the same text.

import sys

# token, its text in C notation, kind: F field or pseudo-header (found by name),
# M method word, V version or other start line part, X has no name on the wire
TOKENS = [
    ("WSI_TOKEN_GET_URI", "get ", "M"),
    ("WSI_TOKEN_POST_URI", "post ", "M"),
    ("WSI_TOKEN_OPTIONS_URI", "options ", "M"),
    ("WSI_TOKEN_HOST", "host:", "F"),
    ("WSI_TOKEN_CONNECTION", "connection:", "F"),
    ("WSI_TOKEN_UPGRADE", "upgrade:", "F"),
    ("WSI_TOKEN_ORIGIN", "origin:", "F"),
    ("WSI_TOKEN_DRAFT", "sec-websocket-draft:", "F"),
    ("WSI_TOKEN_CHALLENGE", "\\r\\n", "X"),
    ("WSI_TOKEN_EXTENSIONS", "sec-websocket-extensions:", "F"),
    ("WSI_TOKEN_KEY1", "sec-websocket-key1:", "F"),
    ("WSI_TOKEN_KEY2", "sec-websocket-key2:", "F"),
    ("WSI_TOKEN_PROTOCOL", "sec-websocket-protocol:", "F"),
    ("WSI_TOKEN_ACCEPT", "sec-websocket-accept:", "F"),
    ("WSI_TOKEN_NONCE", "sec-websocket-nonce:", "F"),
    ("WSI_TOKEN_HTTP", "http/1.1 ", "V"),
    ("WSI_TOKEN_HTTP2_SETTINGS", "http2-settings:", "F"),
    ("WSI_TOKEN_HTTP_ACCEPT", "accept:", "F"),
    ("WSI_TOKEN_HTTP_AC_REQUEST_HEADERS", "access-control-request-headers:", "F"),
    ("WSI_TOKEN_HTTP_IF_MODIFIED_SINCE", "if-modified-since:", "F"),
    ("WSI_TOKEN_HTTP_IF_NONE_MATCH", "if-none-match:", "F"),
    ("WSI_TOKEN_HTTP_ACCEPT_ENCODING", "accept-encoding:", "F"),
    ("WSI_TOKEN_HTTP_ACCEPT_LANGUAGE", "accept-language:", "F"),
    ("WSI_TOKEN_HTTP_PRAGMA", "pragma:", "F"),
    ("WSI_TOKEN_HTTP_CACHE_CONTROL", "cache-control:", "F"),
    ("WSI_TOKEN_HTTP_AUTHORIZATION", "authorization:", "F"),
    ("WSI_TOKEN_HTTP_COOKIE", "cookie:", "F"),
    ("WSI_TOKEN_HTTP_CONTENT_LENGTH", "content-length:", "F"),
    ("WSI_TOKEN_HTTP_CONTENT_TYPE", "content-type:", "F"),
    ("WSI_TOKEN_HTTP_DATE", "date:", "F"),
    ("WSI_TOKEN_HTTP_RANGE", "range:", "F"),
    ("WSI_TOKEN_HTTP_REFERER", "referer:", "F"),
    ("WSI_TOKEN_KEY", "sec-websocket-key:", "F"),
    ("WSI_TOKEN_VERSION", "sec-websocket-version:", "F"),
    ("WSI_TOKEN_SWORIGIN", "sec-websocket-origin:", "F"),
    ("WSI_TOKEN_HTTP_COLON_AUTHORITY", ":authority", "F"),
    ("WSI_TOKEN_HTTP_COLON_METHOD", ":method", "F"),
    ("WSI_TOKEN_HTTP_COLON_PATH", ":path", "F"),
    ("WSI_TOKEN_HTTP_COLON_SCHEME", ":scheme", "F"),
    ("WSI_TOKEN_HTTP_COLON_STATUS", ":status", "F"),
    ("WSI_TOKEN_HTTP_ACCEPT_CHARSET", "accept-charset:", "F"),
    ("WSI_TOKEN_HTTP_ACCEPT_RANGES", "accept-ranges:", "F"),
    ("WSI_TOKEN_HTTP_ACCESS_CONTROL_ALLOW_ORIGIN", "access-control-allow-origin:", "F"),
    ("WSI_TOKEN_HTTP_AGE", "age:", "F"),
    ("WSI_TOKEN_HTTP_ALLOW", "allow:", "F"),
    ("WSI_TOKEN_HTTP_CONTENT_DISPOSITION", "content-disposition:", "F"),
    ("WSI_TOKEN_HTTP_CONTENT_ENCODING", "content-encoding:", "F"),
    ("WSI_TOKEN_HTTP_CONTENT_LANGUAGE", "content-language:", "F"),
    ("WSI_TOKEN_HTTP_CONTENT_LOCATION", "content-location:", "F"),
    ("WSI_TOKEN_HTTP_CONTENT_RANGE", "content-range:", "F"),
    ("WSI_TOKEN_HTTP_ETAG", "etag:", "F"),
    ("WSI_TOKEN_HTTP_EXPECT", "expect:", "F"),
    ("WSI_TOKEN_HTTP_EXPIRES", "expires:", "F"),
    ("WSI_TOKEN_HTTP_FROM", "from:", "F"),
    ("WSI_TOKEN_HTTP_IF_MATCH", "if-match:", "F"),
    ("WSI_TOKEN_HTTP_IF_RANGE", "if-range:", "F"),
    ("WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE", "if-unmodified-since:", "F"),
    ("WSI_TOKEN_HTTP_LAST_MODIFIED", "last-modified:", "F"),
    ("WSI_TOKEN_HTTP_LINK", "link:", "F"),
    ("WSI_TOKEN_HTTP_LOCATION", "location:", "F"),
    ("WSI_TOKEN_HTTP_MAX_FORWARDS", "max-forwards:", "F"),
    ("WSI_TOKEN_HTTP_PROXY_AUTHENTICATE", "proxy-authenticate:", "F"),
    ("WSI_TOKEN_HTTP_PROXY_AUTHORIZATION", "proxy-authorization:", "F"),
    ("WSI_TOKEN_HTTP_REFRESH", "refresh:", "F"),
    ("WSI_TOKEN_HTTP_RETRY_AFTER", "retry-after:", "F"),
    ("WSI_TOKEN_HTTP_SERVER", "server:", "F"),
    ("WSI_TOKEN_HTTP_SET_COOKIE", "set-cookie:", "F"),
    ("WSI_TOKEN_HTTP_STRICT_TRANSPORT_SECURITY", "strict-transport-security:", "F"),
    ("WSI_TOKEN_HTTP_TRANSFER_ENCODING", "transfer-encoding:", "F"),
    ("WSI_TOKEN_HTTP_USER_AGENT", "user-agent:", "F"),
    ("WSI_TOKEN_HTTP_VARY", "vary:", "F"),
    ("WSI_TOKEN_HTTP_VIA", "via:", "F"),
    ("WSI_TOKEN_HTTP_WWW_AUTHENTICATE", "www-authenticate:", "F"),
    ("WSI_TOKEN_PATCH_URI", "patch", "M"),
    ("WSI_TOKEN_PUT_URI", "put", "M"),
    ("WSI_TOKEN_DELETE_URI", "delete", "M"),
    ("WSI_TOKEN_HTTP_URI_ARGS", "uri-args", "V"),
    ("WSI_TOKEN_PROXY", "proxy ", "M"),
    ("WSI_TOKEN_HTTP_X_REAL_IP", "x-real-ip:", "F"),
    ("WSI_TOKEN_HTTP1_0", "http/1.0 ", "V"),
    ("WSI_TOKEN_X_FORWARDED_FOR", "x-forwarded-for:", "F"),
    ("WSI_TOKEN_CONNECT", "connect ", "M"),
    ("WSI_TOKEN_HEAD_URI", "head ", "M"),
    ("WSI_TOKEN_TE", "te:", "F"),
    ("WSI_TOKEN_REPLAY_NONCE", "replay-nonce:", "F"),
    ("WSI_TOKEN_COLON_PROTOCOL", ":protocol", "F"),
    ("WSI_TOKEN_X_AUTH_TOKEN", "x-auth-token:", "F"),
    ("WSI_TOKEN_DSS_SIGNATURE", "x-amzn-dss-signature:", "F"),
    ("_WSI_TOKEN_CLIENT_SENT_PROTOCOLS", None, "X"),
    ("_WSI_TOKEN_CLIENT_PEER_ADDRESS", None, "X"),
    ("_WSI_TOKEN_CLIENT_URI", None, "X"),
    ("_WSI_TOKEN_CLIENT_HOST", None, "X"),
    ("_WSI_TOKEN_CLIENT_ORIGIN", None, "X"),
    ("_WSI_TOKEN_CLIENT_METHOD", None, "X"),
    ("_WSI_TOKEN_CLIENT_IFACE", None, "X"),
    ("_WSI_TOKEN_CLIENT_LOCALPORT", None, "X"),
    ("_WSI_TOKEN_CLIENT_ALPN", None, "X"),
]

SLOT_BITS = 9
MULTIPLIER = 0x01000193  # the 32-bit FNV prime


def name_of(text):
    return text[:-1] if text.endswith(":") else text


def slot(name, seed):
    h = seed
    for c in name.encode():
        h = ((h ^ (c | 0x20)) * MULTIPLIER) & 0xFFFFFFFF
    return h >> (32 - SLOT_BITS)


def find_seed(names):
    for seed in range(1, 1 << 24):
        if len({slot(n, seed) for n in names}) == len(names):
            return seed
    sys.exit("no seed found: use more SLOT_BITS")


def main():
    fields = {t: name_of(x) for t, x, k in TOKENS if k == "F"}
    seed = find_seed(fields.values())
    slots = {slot(n, seed): t for t, n in fields.items()}

    print("/* SPDX-License-Identifier: MIT */")
    print("/* made by contrib/generate-header-names.py: do not edit */")
    print("/* clang-format off */")
    print()
    print("#ifndef LWS_ROLES_HTTP_HEADER_NAMES_TABLE_H")
    print("#define LWS_ROLES_HTTP_HEADER_NAMES_TABLE_H")
    print()
    print("#include <libwebsockets.h>")
    print()
    print("#include <stddef.h>")
    print("#include <stdint.h>")
    print()
    print("#define HEADER_NAMES_SEED 0x%xu" % seed)
    print("#define HEADER_NAMES_MULTIPLIER 0x%08xu" % MULTIPLIER)
    print("#define HEADER_NAMES_SHIFT %d" % (32 - SLOT_BITS))
    print("#define HEADER_NAMES_LONGEST %d" % max(map(len, fields.values())))
    print()
    print("struct header_name {")
    print("\tconst char *text;")
    print("\tuint8_t len;")
    print("\tuint8_t name_len; /* to find it by; 0: not found by name */")
    print("};")
    print()
    print("static const struct header_name header_names[] = {")
    for t, x, k in TOKENS:
        if x is None:
            print("\t[%s] = {NULL, 0, 0}," % t)
            continue
        length = len(x.encode().decode("unicode_escape"))
        found = len(name_of(x)) if k == "F" else 0
        print("\t[%s] = {\"%s\", %d, %d}," % (t, x, length, found))
    print("};")
    print()
    print("/* token + 1 at the slot of its hash; 0: nothing */")
    print("static const uint8_t header_slots[%d] = {" % (1 << SLOT_BITS))
    for s in sorted(slots):
        print("\t[%d] = %s + 1," % (s, slots[s]))
    print("};")
    print()
    print("#endif")


if __name__ == "__main__":
    main()
