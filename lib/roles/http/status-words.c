/* SPDX-License-Identifier: MIT */
/*
 * Reason phrases.  They mean nothing to a peer (RFC 9112 4), but programs that
 * use this API see them, so where it always sent its own, those stay.
 */

#include "roles/http/status-words.h"

#include <stddef.h>
#include <stdint.h>

static const struct status_word {
	uint16_t status;
	const char *words;
} status_words[] = {
	{100, "Continue"},
	{101, "Switching Protocols"},
	{103, "Early Hints"},
	{200, "OK"},
	{201, "Created"},
	{202, "Accepted"},
	{203, "Non-Authoritative Information"},
	{204, "No Content"},
	{205, "Reset Content"},
	{206, ""},
	{207, "Multi-Status"},
	{300, "Multiple Choices"},
	{301, "Redirect"},
	{302, "Redirect"},
	{303, "Redirect"},
	{304, "Not Modified"},
	{307, "Redirect"},
	{308, "Redirect"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{402, "Payment Required"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{406, "Not Acceptable"},
	{407, "Proxy Authentication Required"},
	{408, "Request Timeout"},
	{409, "Conflict"},
	{410, "Gone"},
	{411, "Length Required"},
	{412, "Precondition Failed"},
	{413, "Request Entity Too Large"},
	{414, "Request URI too Long"},
	{415, "Unsupported Media Type"},
	{416, "Requested Range Not Satisfiable"},
	{417, "Expectation Failed"},
	{421, "Misdirected Request"},
	{425, "Too Early"},
	{426, "Upgrade Required"},
	{428, "Precondition Required"},
	{429, "Too Many Requests"},
	{431, "Request Header Fields Too Large"},
	{500, "Internal Server Error"},
	{501, "Not Implemented"},
	{502, "Bad Gateway"},
	{503, "Service Unavailable"},
	{504, "Gateway Timeout"},
	{505, "HTTP Version Not Supported"},
	{511, "Network Authentication Required"},
};

const char *
lws__http_status_words(unsigned int status)
{
	size_t low = 0;
	size_t high = sizeof(status_words) / sizeof(status_words[0]);

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (status_words[mid].status == status)
			return status_words[mid].words;
		if (status_words[mid].status < status)
			low = mid + 1;
		else
			high = mid;
	}

	return "";
}
