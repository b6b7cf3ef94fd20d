/* SPDX-License-Identifier: MIT */
/*
 * protocol-lws-raw-test: raw sockets are echoed, and what is written into a
 * FIFO is printed.
 *
 *   in   up to 128 bytes at a time, which come back before more is read
 *   pvo  "fifo-path"  a FIFO to be made (0600) and read; each line that is
 *                     written into it goes to the log.  It is unlinked at the
 *                     end
 *
 * For one service thread.
 */

#if !defined(LWS_PLUGIN_STATIC)
#include <libwebsockets.h>
#include "protocols.h"
#endif
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define RAW_TEST_MAX 128

struct raw_test_vhd {
	const char *path; /* borrowed while the vhost lives, or NULL */
	char line[256];   /* came without its newline yet */
	size_t len;
};

struct raw_test_pss {
	unsigned char buf[LWS_PRE + RAW_TEST_MAX];
	size_t len;
};

/* ---- the FIFO ------------------------------------------------------------ */

static int
raw_test_open(struct raw_test_vhd *vhd, struct lws *wsi)
{
	lws_sock_file_fd_type fd;

	(void)unlink(vhd->path); /* of an earlier run */
	if (mkfifo(vhd->path, 0600)) {
		lwsl_err("raw-test: FIFO %s: %s\n", vhd->path, strerror(errno));
		return -1;
	}
	/* writing as well, so that it does not end when a writer goes */
	fd.filefd = lws_open(vhd->path, O_RDWR | O_NONBLOCK);
	if (fd.filefd < 0) {
		lwsl_err("raw-test: open %s: %s\n", vhd->path, strerror(errno));
		return -1;
	}
	if (lws_adopt_descriptor_vhost(lws_get_vhost(wsi),
				       LWS_ADOPT_RAW_FILE_DESC, fd,
				       lws_get_protocol(wsi)->name, NULL))
		return 0;
	close(fd.filefd);

	return -1;
}

static int
raw_test_init(struct lws *wsi, void *in)
{
	const struct lws_protocol_vhost_options *pvo =
		lws_pvo_search(in, "fifo-path");
	struct raw_test_vhd *vhd = lws_protocol_vh_priv_zalloc(
		lws_get_vhost(wsi), lws_get_protocol(wsi), sizeof(*vhd));

	if (!vhd)
		return -1;
	vhd->path = pvo ? pvo->value : NULL;

	return vhd->path ? raw_test_open(vhd, wsi) : 0;
}

static void
raw_test_print(struct raw_test_vhd *vhd)
{
	char clean[6 * sizeof(vhd->line) + 1];

	/* whoever may write to it shall not write our log */
	lws_json_purify(clean, vhd->line, sizeof(clean), NULL);
	lwsl_user("raw-test: FIFO: %s\n", clean);
	vhd->len = 0;
}

static int
raw_test_read(struct raw_test_vhd *vhd, struct lws *wsi)
{
	char buf[512];
	ssize_t n = read(lws_get_socket_fd(wsi), buf, sizeof(buf));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	for (ssize_t i = 0; i < n; i++) {
		if (buf[i] != '\n')
			vhd->line[vhd->len++] = buf[i];
		vhd->line[vhd->len] = '\0';
		if (buf[i] == '\n' || vhd->len + 1 == sizeof(vhd->line))
			raw_test_print(vhd);
	}

	return 0;
}

/* ---- the echo ------------------------------------------------------------ */

static int
raw_test_keep(struct lws *wsi, struct raw_test_pss *pss, const void *in,
	      size_t len)
{
	if (len > RAW_TEST_MAX) /* the protocol's rx size says so */
		return -1;
	memcpy(pss->buf + LWS_PRE, in, len);
	pss->len = len;
	lws_rx_flow_control(wsi, 0);
	lws_callback_on_writable(wsi);

	return 0;
}

static int
raw_test_send(struct lws *wsi, struct raw_test_pss *pss)
{
	int len = (int)pss->len;

	pss->len = 0;
	if (len && lws_write(wsi, pss->buf + LWS_PRE, (size_t)len,
			     LWS_WRITE_RAW) < len)
		return -1;
	lws_rx_flow_control(wsi, 1);

	return 0;
}

static int
callback_raw_test(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		  void *in, size_t len)
{
	struct raw_test_vhd *vhd = lws_protocol_vh_priv_get(
		lws_get_vhost(wsi), lws_get_protocol(wsi));

	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		return raw_test_init(wsi, in);
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		if (vhd && vhd->path)
			(void)unlink(vhd->path);
		break;
	case LWS_CALLBACK_RAW_RX_FILE:
		return vhd ? raw_test_read(vhd, wsi) : -1;
	case LWS_CALLBACK_RAW_ADOPT:
		lwsl_user("raw-test: RAW_ADOPT\n");
		break;
	case LWS_CALLBACK_RAW_RX:
		return raw_test_keep(wsi, user, in, len);
	case LWS_CALLBACK_RAW_WRITEABLE:
		return raw_test_send(wsi, user);
	case LWS_CALLBACK_RAW_CLOSE:
		lwsl_user("raw-test: RAW_CLOSE\n");
		break;
	default:
		break;
	}

	return 0;
}

#define LWS_PLUGIN_PROTOCOL_RAW_TEST                                          \
	{                                                                     \
		"protocol-lws-raw-test", callback_raw_test,                   \
			sizeof(struct raw_test_pss), RAW_TEST_MAX, 0, NULL, 0 \
	}

#if !defined(LWS_PLUGIN_STATIC)

LWS_VISIBLE const struct lws_protocols lws_raw_test_protocols[1] = {
	LWS_PLUGIN_PROTOCOL_RAW_TEST,
};

LWS_VISIBLE const lws_plugin_protocol_t protocol_lws_raw_test = {
	.hdr = {"raw test", "lws_protocol_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.protocols = lws_raw_test_protocols,
	.count_protocols = LWS_ARRAY_SIZE(lws_raw_test_protocols),
};

#endif
