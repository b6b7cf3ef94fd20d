/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_SECURE_STREAMS_SERIALIZATION_H)
#define LIBWEBSOCKETS_LWS_SECURE_STREAMS_SERIALIZATION_H

/**
 * \defgroup secstr-wire Secure streams: between client and proxy
 * @{
 */

#define LWSSSS_VERSION            1
#define LWS_MUCH_RANGE            256
#define LWS_TRANSPORT_MUXCH_MAGIC LWS_FOURCC('T', 'm', 'C', 'h')
#define assert_is_tmch(_tm) \
	lws_assert_fourcc(_tm->magic, LWS_TRANSPORT_MUXCH_MAGIC)
#define LWSTMINFO_SERVER        (1 << 0)
#define LWS_TRANSPORT_MUX_MAGIC LWS_FOURCC('I', 's', 'T', 'M')
#define assert_is_tm(_tm)       lws_assert_fourcc(_tm->magic, LWS_TRANSPORT_MUX_MAGIC)

struct lws_txp_path_client;
struct lws_transport_mux;
struct lws_txp_path_proxy;
struct lws_sss_proxy_conn;
struct lws_transport_mux_ch;
struct lws_transport_info;
struct lws_txp_mux_parse_cbs;

typedef struct lws_txp_path_client lws_txp_path_client_t;
typedef struct lws_txp_path_proxy lws_txp_path_proxy_t;
typedef struct lws_transport_client_ops lws_transport_client_ops_t;
typedef struct lws_transport_proxy_ops lws_transport_proxy_ops_t;
typedef struct lws_transport_mux_ch lws_transport_mux_ch_t;
typedef struct lws_transport_info lws_transport_info_t;
typedef struct lws_transport_mux lws_transport_mux_t;
typedef struct lws_txp_mux_parse_cbs lws_txp_mux_parse_cbs_t;

typedef enum {
	LWSSS_SER_RXPRE_RX_PAYLOAD = 0x55,
	LWSSS_SER_RXPRE_CREATE_RESULT,
	LWSSS_SER_RXPRE_CONNSTATE,
	LWSSS_SER_RXPRE_TXCR_UPDATE,
	LWSSS_SER_RXPRE_METADATA,
	LWSSS_SER_RXPRE_TLSNEG_ENCLAVE_SIGN,
	LWSSS_SER_RXPRE_PERF,
	LWSSS_SER_TXPRE_STREAMTYPE = 0xaa,
	LWSSS_SER_TXPRE_ONWARD_CONNECT,
	LWSSS_SER_TXPRE_DESTROYING,
	LWSSS_SER_TXPRE_TX_PAYLOAD,
	LWSSS_SER_TXPRE_METADATA,
	LWSSS_SER_TXPRE_TXCR_UPDATE,
	LWSSS_SER_TXPRE_TIMEOUT_UPDATE,
	LWSSS_SER_TXPRE_PAYLOAD_LENGTH_HINT,
	LWSSS_SER_TXPRE_TLSNEG_ENCLAVE_SIGNED,
	LWSSS_SER_TXPRE_LINK_VALIDITY_PROBE,
} lws_sss_cmds_t;

typedef enum {
	LPCSPROX_WAIT_INITIAL_TX = 1,
	LPCSPROX_REPORTING_FAIL,
	LPCSPROX_REPORTING_OK,
	LPCSPROX_OPERATIONAL,
	LPCSPROX_DESTROYED,
	LPCSCLI_SENDING_INITIAL_TX,
	LPCSCLI_WAITING_CREATE_RESULT,
	LPCSCLI_LOCAL_CONNECTED,
	LPCSCLI_ONWARD_CONNECT,
	LPCSCLI_OPERATIONAL,
} lws_ss_conn_states_t;

enum {
	LWSSSS_LLM_CHANNEL_REQ = 0xf0,
	LWSSSS_LLM_CHANNEL_ACK,
	LWSSSS_LLM_CHANNEL_NACK,
	LWSSSS_LLM_CHANNEL_CLOSE,
	LWSSSS_LLM_CHANNEL_CLOSE_ACK,
	LWSSSS_LLM_MUX,
	LWSSSS_LLM_PING,
	LWSSSS_LLM_PONG,
	LWSSSS_LLM_PONGACK,
	LWSSSS_LLM_RESET_TRANSPORT,
};

enum lwstmc_parser {
	LWSTMCPAR_CMD,
	LWSTMCPAR_CHIDX_DONE,
	LWSTMCPAR_CHIDX,
	LWSTMCPAR_PLENH,
	LWSTMCPAR_PLENL,
	LWSTMCPAR_PAY,
	LWSTMCPAR_T64_1,
	LWSTMCPAR_T64_2,
};

enum {
	LWSTMC_PENDING_CREATE_CHANNEL,
	LWSTMC_AWAITING_CREATE_CHANNEL_ACK,
	LWSTMC_PENDING_CREATE_CHANNEL_NACK,
	LWSTMC_PENDING_CREATE_CHANNEL_ACK,
	LWSTMC_OPERATIONAL,
	LWSTMC_PENDING_CLOSE_CHANNEL,
	LWSTMC_AWAITING_CLOSE_CHANNEL_ACK,
	LWSTMC_PENDING_CLOSE_CHANNEL_ACK,
};

enum {
	LWSTM_TRANSPORT_DOWN,
	LWSTM_OPERATIONAL,
};

typedef void *lws_transport_priv_t;

struct lws_txp_path_client {
	const struct lws_transport_client_ops *ops_in;
	lws_transport_priv_t priv_in;
	const struct lws_transport_client_ops *ops_onw;
	lws_transport_priv_t priv_onw;
	struct lws_transport_mux *mux;
};

struct lws_txp_path_proxy {
	const struct lws_transport_proxy_ops *ops_in;
	lws_transport_priv_t priv_in;
	const struct lws_transport_proxy_ops *ops_onw;
	lws_transport_priv_t priv_onw;
	struct lws_transport_mux *mux;
};

struct lws_transport_client_ops {
	const char *name;
	int (*event_retry_connect)(lws_txp_path_client_t *path,
				   struct lws_sspc_handle *h);
	lws_ss_state_return_t (*event_connect_disposition)(
		struct lws_sspc_handle *h, int disposition);
	void (*req_write)(lws_transport_priv_t priv);
	int (*_write)(lws_transport_priv_t priv, uint8_t *buf, size_t len);
	lws_ss_state_return_t (*event_read)(lws_transport_priv_t priv,
					    const uint8_t *buf, size_t len);
	void (*lost_coherence)(lws_transport_priv_t priv);
	void (*_close)(lws_transport_priv_t priv);
	void (*event_stream_up)(lws_transport_priv_t priv);
	void (*event_client_up)(lws_transport_priv_t priv);
	lws_ss_state_return_t (*event_can_write)(struct lws_sspc_handle *h,
						 size_t metadata_limit);
	lws_ss_state_return_t (*event_closed)(lws_transport_priv_t priv);
	uint32_t flags;
	uint32_t dsh_splitat;
};

struct lws_transport_proxy_ops {
	const char *name;
	int (*init_proxy_server)(
		struct lws_context *context,
		const struct lws_transport_proxy_ops *txp_ops_inward,
		lws_transport_priv_t txp_priv_inward,
		lws_txp_path_proxy_t *txp_ppath, const void *aux,
		const char *bind, int port);
	int (*destroy_proxy_server)(struct lws_context *context);
	lws_ss_state_return_t (*event_new_conn)(
		struct lws_context *cx,
		const struct lws_transport_proxy_ops *txp_ops_inward,
		lws_transport_priv_t txp_priv_inward, const lws_fi_ctx_t *fic,
		struct lws_sss_proxy_conn **conn,
		lws_transport_priv_t txp_priv);
	void (*event_onward_bind)(lws_transport_priv_t priv,
				  struct lws_ss_handle *h);
	void (*proxy_req_write)(lws_transport_priv_t priv);
	lws_ss_state_return_t (*event_proxy_can_write)(
		lws_transport_priv_t priv, const lws_fi_ctx_t *fic);
	int (*proxy_write)(lws_transport_priv_t priv, uint8_t *buf,
			   size_t *len);
	lws_ss_state_return_t (*event_close_conn)(
		struct lws_sss_proxy_conn *conn);
	const lws_fi_ctx_t *(*fault_context)(lws_transport_priv_t priv);
	lws_ss_state_return_t (*close_conn)(struct lws_sss_proxy_conn *conn);
	lws_ss_state_return_t (*proxy_read)(lws_transport_priv_t priv,
					    const uint8_t *buf, size_t len);
	void (*event_client_up)(lws_transport_priv_t priv);
	int (*proxy_check_write_more)(lws_transport_priv_t priv);
	uint32_t flags;
};

typedef uint8_t lws_mux_ch_idx_t;

struct lws_transport_mux_ch {
	uint32_t magic;
	lws_dll2_t list;
	lws_dll2_t list_pending_tx;
	lws_transport_priv_t priv;
	lws_sorted_usec_list_t sul;
	void *opaque;
	lws_mux_ch_idx_t ch_idx;
	uint8_t state;
	uint8_t server : 1;
};

struct lws_transport_info {
	uint32_t ping_interval_us;
	uint32_t pong_grace_us;
	lws_txp_path_client_t txp_cpath;
	lws_txp_path_proxy_t txp_ppath;
	struct lws_transport_info *onward_txp_info;
	uint32_t flags;
};

struct lws_transport_mux {
	uint32_t magic;
	struct lws_context *cx;
	lws_transport_info_t info;
	lws_sorted_usec_list_t sul_ping;
	void *txp_handle;
	void *txp_aux;
	uint64_t us_ping_in;
	uint64_t us_ping_out;
	uint64_t us_unixtime_peer;
	uint64_t us_unixtime_peer_loc;
	uint64_t mp_time;
	uint64_t mp_time1;
	enum lwstmc_parser mp_state;
	uint32_t mp_pay;
	uint8_t mp_cmd;
	lws_mux_ch_idx_t mp_idx;
	uint8_t mp_ctr;
	uint32_t _open[LWS_MUCH_RANGE / 32];
	uint32_t fin[LWS_MUCH_RANGE / 32];
	lws_dll2_owner_t pending_tx;
	lws_dll2_owner_t owner;
	uint8_t link_state;
	uint8_t issue_ping : 1;
	uint8_t issue_pong : 1;
	uint8_t issue_pongack : 1;
	uint8_t awaiting_pong : 1;
};

struct lws_txp_mux_parse_cbs {
	int (*payload)(lws_transport_mux_ch_t *tmc, const uint8_t *buf,
		       size_t len);
	int (*ch_opens)(lws_transport_mux_ch_t *tmc, int determination);
	int (*ch_closes)(lws_transport_mux_ch_t *tmc);
	void (*txp_req_write)(lws_transport_mux_t *tm);
	int (*txp_can_write)(lws_transport_mux_ch_t *tmc);
};

#if defined(LWS_WITH_SECURE_STREAMS)
LWS_VISIBLE LWS_EXTERN lws_transport_mux_t *
lws_transport_mux_create(struct lws_context *cx, lws_transport_info_t *info,
			 void *txp_handle);

LWS_VISIBLE LWS_EXTERN void
lws_transport_mux_destroy(lws_transport_mux_t **tm);

LWS_VISIBLE LWS_EXTERN void
lws_transport_mux_request_tx(lws_transport_mux_t *tm);

LWS_VISIBLE LWS_EXTERN void
lws_transport_path_client_dump(lws_txp_path_client_t *path, const char *ctx);

LWS_VISIBLE LWS_EXTERN void
lws_transport_path_proxy_dump(lws_txp_path_proxy_t *path, const char *ctx);

LWS_VISIBLE LWS_EXTERN int
lws_transport_mux_rx_parse(lws_transport_mux_t *tm, const uint8_t *buf,
			   size_t len, const lws_txp_mux_parse_cbs_t *cbs);

LWS_VISIBLE LWS_EXTERN int
lws_transport_mux_pending(lws_transport_mux_t *tm, uint8_t *buf, size_t *len,
			  const lws_txp_mux_parse_cbs_t *cbs);

#endif
#if defined(LWS_WITH_SECURE_STREAMS)
LWS_VISIBLE extern const lws_transport_client_ops_t
	lws_transport_mux_client_ops;
LWS_VISIBLE extern const lws_transport_proxy_ops_t lws_transport_mux_proxy_ops;
LWS_VISIBLE extern const lws_transport_client_ops_t lws_txp_inside_sspc;
LWS_VISIBLE extern const lws_transport_proxy_ops_t lws_txp_inside_proxy;
#endif

/** @} */

#endif
