/* SPDX-License-Identifier: MIT */
/*
 * Response heads: the public lws_add_http_* calls, status pages, redirects.
 *
 * What a head looks like on the wire is wsi->http->wire's matter; which
 * headers the vhost and its options add is decided here.
 */

#include "roles/http/http.h"
#include "roles/http/transaction.h"

#include <string.h>

static const struct {
	const char *name;
	const char *value;
} best_practice[] = {
	{"content-security-policy",
	 "default-src 'none'; img-src 'self' data: ; script-src 'self'; "
	 "font-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; "
	 "frame-ancestors 'none'; base-uri 'none';form-action 'self';"},
	{"x-content-type-options", "nosniff"},
	{"x-xss-protection", "1; mode=block"},
	{"x-frame-options", "deny"},
	{"referrer-policy", "no-referrer"},
};

int
lws__http_add_name(struct lws *wsi, const char *name, const char *value,
		   unsigned char **p, unsigned char *end)
{
	return wsi->http->wire->add_header(wsi, name, value, (int)strlen(value),
					   p, end);
}

/* names of the user's lists may end in ':' */
static int
add_pvo(struct lws *wsi, const struct lws_protocol_vhost_options *h,
	const char *value, unsigned char **p, unsigned char *end)
{
	char name[128];
	size_t len = strlen(h->name);

	if (len && h->name[len - 1] == ':')
		len--;
	if (len >= sizeof(name))
		return 1;
	memcpy(name, h->name, len);
	name[len] = '\0';

	return lws__http_add_name(wsi, name, value, p, end);
}

static const struct lws_protocol_vhost_options *
find_pvo(const struct lws_protocol_vhost_options *list, const char *name)
{
	while (list && strcmp(list->name, name))
		list = list->next;

	return list;
}

static int
add_vhost_headers(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	const struct lws_http_mount *m = wsi->http->mount;

	for (const struct lws_protocol_vhost_options *h = wsi->vh->headers; h;
	     h = h->next) {
		const struct lws_protocol_vhost_options *o =
			m ? find_pvo(m->headers, h->name) : NULL;

		if (add_pvo(wsi, h, o ? o->value : h->value, p, end))
			return 1;
	}

	return 0;
}

static int
add_policy_headers(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	uint64_t options = wsi->vh->options;

	if (options &
	    LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE)
		for (size_t n = 0; n < LWS_ARRAY_SIZE(best_practice); n++)
			if (lws__http_add_name(wsi, best_practice[n].name,
					       best_practice[n].value, p, end))
				return 1;
	if (wsi->cx->server_string && !wsi->http->no_server_name &&
	    lws__http_add_token(wsi, WSI_TOKEN_HTTP_SERVER,
				wsi->cx->server_string,
				strlen(wsi->cx->server_string), p, end))
		return 1;
	if ((options & LWS_SERVER_OPTION_STS) &&
	    lws__http_add_name(wsi, "strict-transport-security",
			       "max-age=15768000 ; includeSubDomains", p, end))
		return 1;

	return 0;
}

int
lws_add_http_header_status(struct lws *wsi, unsigned int _code,
			   unsigned char **p, unsigned char *end)
{
	unsigned int code = _code & LWSAHH_CODE_MASK;

	if (!wsi->http)
		return 1;
	wsi->http->response = (uint16_t)code;
	wsi->http->no_server_name = !!(_code & LWSAHH_FLAG_NO_SERVER_NAME);
	if (wsi->http->wire->add_status(wsi, code, p, end) ||
	    add_vhost_headers(wsi, p, end))
		return 1;

	return add_policy_headers(wsi, p, end);
}

int
lws_finalize_http_header(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	return wsi->http ? wsi->http->wire->end_head(wsi, p, end) : 1;
}

int
lws__http_send_head(struct lws *wsi, unsigned char *start, unsigned char *p)
{
	return lws_write(wsi, start, lws_ptr_diff_size_t(p, start),
			 LWS_WRITE_HTTP_HEADERS) < 0;
}

int
lws_finalize_write_http_header(struct lws *wsi, unsigned char *start,
			       unsigned char **pp, unsigned char *end)
{
	if (lws_finalize_http_header(wsi, pp, end))
		return 1;

	return lws__http_send_head(wsi, start, *pp);
}

/* the peer must know that the end of the connection is the end of the body */
static int
add_close(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	wsi->http->keep_alive = 0;

	return lws__http_add_name(wsi, "connection", "close", p, end);
}

int
lws_add_http_common_headers(struct lws *wsi, unsigned int code,
			    const char *content_type, lws_filepos_t content_len,
			    unsigned char **p, unsigned char *end)
{
	bool known = content_len != LWS_ILLEGAL_HTTP_CONTENT_LEN;

	if (lws_add_http_header_status(wsi, code, p, end))
		return 1;
	if (content_type && content_type[0] &&
	    lws__http_add_token(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, content_type,
				strlen(content_type), p, end))
		return 1;
	if (known)
		return lws_add_http_header_content_length(wsi, content_len, p,
							  end);

	return wsi->http->wire->length_by_close ? add_close(wsi, p, end) : 0;
}

/* ---- status pages ----------------------------------------------------------
 */

int
lws__http_page(char *buf, size_t len, unsigned int code, const char *body)
{
	return lws_snprintf(
		buf, len,
		"<html><head><meta charset=utf-8 "
		"http-equiv=\"Content-Language\" content=\"en\"/>"
		"<link rel=\"stylesheet\" type=\"text/css\" "
		"href=\"/error.css\"/></head><body><h1>%u</h1>%s</body></html>",
		code, body ? body : "");
}

static int
send_404_redirect(struct lws *wsi)
{
	const char *to = wsi->vh->error_document_404;
	uint8_t *start = lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
	unsigned char *p = start, *end = start + wsi->cx->pt_serv_buf_size;

	return lws_http_redirect(wsi, HTTP_STATUS_FOUND,
				 (const unsigned char *)to, (int)strlen(to), &p,
				 end) < 0;
}

static bool
wants_404_document(const struct lws *wsi, unsigned int code)
{
	char *uri = NULL;
	int len = 0;

	if (code != HTTP_STATUS_NOT_FOUND || !wsi->vh->error_document_404 ||
	    wsi->http->is_head)
		return false;
	lws__http_headers_uri_and_method(wsi->http->headers, &uri, &len);

	/* the document itself is missing */
	return !uri || strcmp(uri, wsi->vh->error_document_404);
}

/* we refuse the method, not the application: RFC 9110 15.5.6 */
static int
add_allow(struct lws *wsi, unsigned int code, unsigned char **p,
	  unsigned char *end)
{
	if (code != HTTP_STATUS_METHOD_NOT_ALLOWED || wsi->http->in_request)
		return 0;

	return lws__http_add_name(
		wsi, "allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", p,
		end);
}

int
lws__http_send_page(struct lws *wsi, unsigned int code, const char *body)
{
	size_t room = 512 + (body ? strlen(body) : 0);
	char *page = lws__malloc(room, "status page");
	unsigned char head[2048 + LWS_PRE], *start = head + LWS_PRE, *p = start;
	unsigned char *end = head + sizeof(head);
	int len, ret = 1;

	if (!page)
		return 1;
	len = lws__http_page(page, room, code, body);
	if (!lws_add_http_header_status(wsi, code, &p, end) &&
	    !lws__http_add_name(wsi, "content-type", "text/html", &p, end) &&
	    !lws_add_http_header_content_length(wsi, (lws_filepos_t)len, &p,
						end) &&
	    !add_allow(wsi, code, &p, end) &&
	    (wsi->http->keep_alive || !wsi->http->wire->length_by_close ||
	     wsi->http->minor == 0 || !add_close(wsi, &p, end)) &&
	    !lws_finalize_write_http_header(wsi, start, &p, end))
		ret = lws_write(wsi, (unsigned char *)page, (size_t)len,
				LWS_WRITE_HTTP_FINAL) < 0;
	lws__free(page);

	return ret;
}

int
lws_return_http_status(struct lws *wsi, unsigned int code,
		       const char *html_body)
{
	if (!wsi->http || wsi->is_client)
		return 1;
	if (wants_404_document(wsi, code))
		return send_404_redirect(wsi);

	return lws__http_send_page(wsi, code, html_body);
}

int
lws_http_redirect(struct lws *wsi, int code, const unsigned char *loc, int len,
		  unsigned char **p, unsigned char *end)
{
	unsigned char *start = *p;

	if (lws_add_http_header_status(wsi, (unsigned int)code, p, end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_LOCATION, loc, len,
					 p, end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE,
					 (const unsigned char *)"text/html", 9,
					 p, end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH,
					 (const unsigned char *)"0", 1, p,
					 end) ||
	    lws_finalize_http_header(wsi, p, end))
		return -1;

	return lws_write(wsi, start, lws_ptr_diff_size_t(*p, start),
			 LWS_WRITE_HTTP_HEADERS | LWS_WRITE_H2_STREAM_END);
}
