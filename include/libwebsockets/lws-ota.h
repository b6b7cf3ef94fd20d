/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_OTA_H)
#define LIBWEBSOCKETS_LWS_OTA_H

/**
 * \defgroup ota Firmware updates
 * @{
 */

#define LWSOTAFIN_OK  0
#define LWSOTAFIN_BAD 1

struct lws_ota;

typedef enum {
	LWSOTARET_OK,
	LWSOTARET_ONGOING,
	LWSOTARET_REJECTED,
	LWSOTARET_NOSLOT,
	LWSOTARET_UPDATE_AVAILABLE,
	LWSOTARET_PROGRESS,
	LWSOTARET_FAILED,
	LWSOTARET_COMPLETED,
} lws_ota_ret_t;

typedef enum {
	LWS_OTA_ASYNC_START = 1,
	LWS_OTA_ASYNC_WRITE,
	LWS_OTA_ASYNC_ABORT,
	LWS_OTA_ASYNC_FINALIZE,
} lws_ota_async_t;

typedef struct {
	int (*ota_start)(struct lws_ota *g);
	void (*ota_queue)(struct lws_ota *g, lws_ota_async_t a);
	int (*ota_report_current)(struct lws_ota *g, int bad);
	int (*ota_progress)(lws_ota_ret_t state, int percent);
	int (*ota_get_last_fw_unixtime)(uint64_t *fw_unixtime);
	int ota_periodic_check_secs;
} lws_ota_ops_t;

typedef void *lws_ota_process_t;

typedef void (*lws_ota_cb_t)(void *ctx, lws_ota_ret_t r);

#if defined(LWS_WITH_OTA)
LWS_VISIBLE LWS_EXTERN const char *
lws_ota_variant_name(void);

LWS_VISIBLE LWS_EXTERN int
lws_plat_ota_start(struct lws_ota *g);

LWS_VISIBLE LWS_EXTERN void
lws_plat_ota_queue(struct lws_ota *g, lws_ota_async_t a);

LWS_VISIBLE LWS_EXTERN int
lws_plat_ota_report_current(struct lws_ota *g, int bad);

LWS_VISIBLE LWS_EXTERN int
lws_plat_ota_get_last_fw_unixtime(uint64_t *fw_unixtime);

#endif

/** @} */

#endif
