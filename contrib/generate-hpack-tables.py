#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# Makes the tables of HPACK (RFC 7541) from the facts of its appendices:
#
#   contrib/generate-hpack-tables.py huffman > lib/roles/h2/hpack-huffman-table.h
#   contrib/generate-hpack-tables.py static > lib/roles/h2/hpack-static-table.h
#
# The code of appendix B is canonical: codes of one length follow each other in
# the order of their symbols, and shorter ones come first, so the lengths say
# all.  The result depends on nothing but this file.

import sys

# appendix B: bits of the code of each symbol; 256 is the end of a string
LENGTHS = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
    13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
    6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    30,
]
EOS = 256

# appendix A
STATIC = [
    (":authority", ""), (":method", "GET"), (":method", "POST"),
    (":path", "/"), (":path", "/index.html"), (":scheme", "http"),
    (":scheme", "https"), (":status", "200"), (":status", "204"),
    (":status", "206"), (":status", "304"), (":status", "400"),
    (":status", "404"), (":status", "500"), ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"), ("accept-language", ""),
    ("accept-ranges", ""), ("accept", ""), ("access-control-allow-origin", ""),
    ("age", ""), ("allow", ""), ("authorization", ""), ("cache-control", ""),
    ("content-disposition", ""), ("content-encoding", ""),
    ("content-language", ""), ("content-length", ""), ("content-location", ""),
    ("content-range", ""), ("content-type", ""), ("cookie", ""), ("date", ""),
    ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""),
    ("if-match", ""), ("if-modified-since", ""), ("if-none-match", ""),
    ("if-range", ""), ("if-unmodified-since", ""), ("last-modified", ""),
    ("link", ""), ("location", ""), ("max-forwards", ""),
    ("proxy-authenticate", ""), ("proxy-authorization", ""), ("range", ""),
    ("referer", ""), ("refresh", ""), ("retry-after", ""), ("server", ""),
    ("set-cookie", ""), ("strict-transport-security", ""),
    ("transfer-encoding", ""), ("user-agent", ""), ("vary", ""), ("via", ""),
    ("www-authenticate", ""),
]

# one look at so many bits gives one or two symbols, or says that the first is
# longer
LOOK_BITS = 12


def codes():
    """[(code, bits)] of each symbol"""
    result = [None] * len(LENGTHS)
    code, last = 0, 0
    for bits, symbol in sorted((b, s) for s, b in enumerate(LENGTHS)):
        code <<= bits - last
        result[symbol] = (code, bits)
        code += 1
        last = bits
    if code != 1 << last:
        sys.exit("the lengths are not those of a complete code")
    return result


def top(title, guard):
    print("/* SPDX-License-Identifier: MIT */")
    print("/* made by contrib/generate-hpack-tables.py: do not edit */")
    print("/* clang-format off */")
    print()
    print("#ifndef %s\n#define %s\n" % (guard, guard))
    if title:
        print(title)


def rows(values, per_line):
    for i in range(0, len(values), per_line):
        print("\t" + " ".join(values[i:i + per_line]))


def look_entries(table):
    """what each value of the next LOOK_BITS bits means: symbols, bits"""
    short = [(c, b, s) for s, (c, b) in enumerate(table) if b <= LOOK_BITS]

    def first(value, bits):
        for c, b, s in short:
            if b <= bits and value >> (bits - b) == c:
                return s, b
        return None

    entries = []
    for value in range(1 << LOOK_BITS):
        one = first(value, LOOK_BITS)
        if not one:
            entries.append("0x0,")
            continue
        left = LOOK_BITS - one[1]
        two = first(value & ((1 << left) - 1), left) or (0, 0)
        entries.append("0x%x," % (one[0] | two[0] << 8 |
                                  (one[1] + two[1]) << 16 | one[1] << 24 |
                                  (2 if two[1] else 1) << 28))
    return entries


def huffman():
    table = codes()
    top(None, "LWS_ROLES_H2_HPACK_HUFFMAN_TABLE_H")
    print("#include <stdint.h>\n")
    print("#define HUFFMAN_LOOK_BITS %d" % LOOK_BITS)
    longest = max(LENGTHS)
    print("#define HUFFMAN_LONGEST %d" % longest)
    print("#define HUFFMAN_EOS %d\n" % EOS)
    print("/* codes, at the low end, and how long they are */")
    print("static const uint32_t huffman_codes[256] = {")
    rows(["0x%x," % c for c, b in table[:256]], 8)
    print("};\n")
    print("static const uint8_t huffman_lengths[256] = {")
    rows(["%d," % b for c, b in table[:256]], 16)
    print("};\n")
    print("""/*
 * What the next HUFFMAN_LOOK_BITS bits say, from the low end: first character,
 * second (8 bits each), bits of both (8), bits of the first (4), how many
 * characters (4).  0: a longer code.
 */""")
    print("static const uint32_t huffman_looks[%d] = {" % (1 << LOOK_BITS))
    rows(look_entries(table), 8)
    print("};\n")

    # longer codes: of each length, where the codes of it end, left-aligned in
    # 32 bits, and where its symbols start
    by_length = {}
    for symbol, (code, bits) in enumerate(table):
        if bits > LOOK_BITS:
            by_length.setdefault(bits, []).append((code, symbol))
    print("""/* longer codes of one length: next 32 bits <= last; symbol at start + code */
struct huffman_long {
	uint32_t last;
	uint32_t first_code;
	uint16_t start; /* in huffman_long_symbols */
	uint8_t bits;
};
""")
    symbols = []
    print("static const struct huffman_long huffman_longs[] = {")
    for bits in sorted(by_length):
        group = sorted(by_length[bits])
        last = ((group[-1][0] + 1) << (32 - bits)) - 1
        print("\t{0x%08xu, 0x%x, %d, %d}," % (last, group[0][0], len(symbols), bits))
        symbols += [s for c, s in group]
    print("};\n")
    print("static const uint16_t huffman_long_symbols[] = {")
    rows(["%d," % s for s in symbols], 12)
    print("};\n\n#endif")


def token_of(name):
    plain = name.lstrip(":").upper().replace("-", "_")
    special = {"host": "WSI_TOKEN_HOST"}
    if name in special:
        return special[name]
    if name.startswith(":"):
        return "WSI_TOKEN_HTTP_COLON_" + plain
    return "WSI_TOKEN_HTTP_" + plain


def static():
    top(None, "LWS_ROLES_H2_HPACK_STATIC_TABLE_H")
    print("#include <libwebsockets.h>\n\n#include <stdint.h>\n")
    print("""struct static_entry {
	const char *name;
	const char *value;
	uint8_t name_len;
	uint8_t value_len;
	uint8_t token;
};
""")
    print("/* entry 1 is at [0] */")
    print("static const struct static_entry static_entries[%d] = {" % len(STATIC))
    for name, value in STATIC:
        print("\t{\"%s\", \"%s\", %d, %d, %s}," %
              (name, value, len(name), len(value), token_of(name)))
    print("};\n")
    print("/* of each token: its first entry (1..), and how many it has */")
    print("static const struct {\n\tuint8_t first;\n\tuint8_t count;\n"
          "} static_by_token[WSI_TOKEN_COUNT] = {")
    names = []
    for name, value in STATIC:
        if name not in names:
            names.append(name)
    for name in names:
        at = [i + 1 for i, (n, v) in enumerate(STATIC) if n == name]
        assert at == list(range(at[0], at[0] + len(at)))
        print("\t[%s] = {%d, %d}," % (token_of(name), at[0], len(at)))
    print("};\n\n#endif")


if __name__ == "__main__":
    {"huffman": huffman, "static": static}[sys.argv[1]]()
