/* SPDX-License-Identifier: MIT */
/*
 * Finds a word of a fixed set, fed byte by byte, with one 16-bit number as the
 * whole state.
 *
 * The set is a tree in an array of bytes, which contrib/generate-byte-lexer.py
 * makes from a list of words:
 *
 *   node    head [match] edge*
 *   head    bit 7: a word ends here; bits 0-6: how many edges follow
 *   match   the number of that word, two bytes, big-endian; only with bit 7
 *   edge    a byte, then where its node begins, two bytes, big-endian; sorted
 *
 * The root is at 0, and *ps is the offset of the node we are at: 0 to begin,
 * below zero once nothing matches any more.
 */

#include "base/base.h"

enum {
	NODE_ENDS_WORD = 0x80,
	NODE_EDGES = 0x7f,
	EDGE_LEN = 3,
};

/* the node behind the edge for c, or -1 */
static int16_t
node_after(const uint8_t *node, uint8_t c)
{
	int edges = node[0] & NODE_EDGES;
	const uint8_t *edge = node + 1;

	if (node[0] & NODE_ENDS_WORD)
		edge += 2;
	for (; edges && edge[0] < c; edges--)
		edge += EDGE_LEN;
	if (!edges || edge[0] != c)
		return -1;

	return (int16_t)lws_ser_ru16be(edge + 1);
}

/*
 * A match is not the end: with "GET" and "GETX" in the set, "GETX" matches
 * twice if it is fed that far.
 */
int
lws_minilex_parse(const uint8_t *lex, int16_t *ps, const uint8_t c, int *match)
{
	if (*ps >= 0)
		*ps = node_after(lex + *ps, c);
	if (*ps < 0)
		return LWS_MINILEX_FAIL;
	if (!(lex[*ps] & NODE_ENDS_WORD))
		return LWS_MINILEX_CONTINUE;
	*match = lws_ser_ru16be(lex + *ps + 1);

	return LWS_MINILEX_MATCH;
}
