/* SPDX-License-Identifier: MIT */
/*
 * Many questions in flight on one UDP socket, on a network that loses
 * datagrams: each transaction has its own timer and count of tries
 * (lws_retry_sul_schedule), answers are told apart by the id in them.
 * This is the shape that README.udp.md shows.
 */

#include "udp-app.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	COUNT = 300, /* transactions at the same time */
};

struct transaction {
	lws_dll2_t waiting; /* in `ready` while it wants to be sent */
	lws_sorted_usec_list_t sul;
	uint16_t id;
	uint16_t tries;
	int answers;
	bool failed;
};

static struct lws__net net;
static struct lws *wsi;
static const char *faults = ""; /* injected into the library's own end */
static struct transaction all[COUNT];
static lws_dll2_owner_t ready;
static int answered, failed, sent, peer_fd;

static const uint32_t delays_ms[] = {15, 30, 45, 60};
static lws_retry_bo_t policy = {
	.retry_ms_table = delays_ms,
	.retry_ms_table_count = LWS_ARRAY_SIZE(delays_ms),
	.conceal_count = 40,
	.jitter_percent = 30,
};

static void
want_to_send(struct transaction *t)
{
	if (lws_dll2_is_detached(&t->waiting))
		lws_dll2_add_tail(&t->waiting, &ready);
	lws_callback_on_writable(wsi);
}

static void
no_answer_yet(lws_sorted_usec_list_t *sul)
{
	want_to_send(lws_container_of(sul, struct transaction, sul));
}

static int
send_one(struct transaction *t)
{
	uint8_t buf[LWS_PRE + 2];

	lws_dll2_remove(&t->waiting);
	buf[LWS_PRE] = (uint8_t)(t->id >> 8);
	buf[LWS_PRE + 1] = (uint8_t)t->id;
	if (lws_retry_sul_schedule_retry_wsi(wsi, &t->sul, no_answer_yet,
					     &t->tries)) {
		t->failed = true;
		failed++;
		return 0;
	}
	sent++;
	if (lws_write(wsi, buf + LWS_PRE, 2, LWS_WRITE_RAW) != 2)
		return -1;

	return 0;
}

/* until the socket has no room */
static int
send_ready(void)
{
	while (ready.head && !lws_send_pipe_choked(wsi))
		if (send_one(lws_container_of(ready.head, struct transaction,
					      waiting)))
			return -1;
	if (ready.head)
		lws_callback_on_writable(wsi);

	return 0;
}

static void
answer(const uint8_t *in, size_t len)
{
	struct transaction *t;
	unsigned int id;

	assert_int_equal(len, 2);
	id = (unsigned int)in[0] << 8 | in[1];
	assert_in_range(id, 0, COUNT - 1);
	t = &all[id];
	if (t->answers++)
		return; /* the answer to an earlier try */
	answered++;
	lws_sul_cancel(&t->sul);
	lws_dll2_remove(&t->waiting);
}

static int
callback(struct lws *w, enum lws_callback_reasons reason, void *user, void *in,
	 size_t len)
{
	(void)user;
	lws__net_note(w, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_RX:
		answer(in, len);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		return send_ready();
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"transactions", callback, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

/* ---- the network ---------------------------------------------------------
 */

/* loses of 10 datagrams this many each way */
static unsigned int losses, clock_of_losses;

static bool
is_lost(void)
{
	clock_of_losses = (clock_of_losses * 1103515245u + 12345u) & 0x7fffffff;

	return (clock_of_losses >> 16) % 10 < losses;
}

static void
serve(void)
{
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	uint8_t buf[64];
	ssize_t n;

	while ((n = recvfrom(peer_fd, buf, sizeof(buf), 0,
			     (struct sockaddr *)&from, &len)) >= 0)
		if (!is_lost() && !is_lost())
			(void)sendto(peer_fd, buf, (size_t)n, 0,
				     (struct sockaddr *)&from, len);
}

static bool
all_over(void *arg)
{
	(void)arg;
	serve();

	return answered + failed == COUNT;
}

/* the faults are for the wsi of this name, or nobody's in a build without */
static void
inject(struct lws_context_creation_info *info)
{
	(void)faults;
	lws_xos_init(&info->fic.xos, 1);
	lws_fi_deserialize(&info->fic, faults);
}

static void
run(unsigned int lost_of_ten, uint16_t conceal)
{
	struct lws_context_creation_info info;
	int port = 0;

	memset(all, 0, sizeof(all));
	answered = failed = sent = 0;
	losses = lost_of_ten;
	clock_of_losses = 1;
	policy.conceal_count = conceal;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	inject(&info);
	lws__net_start(&net, &info);
	peer_fd = udp_peer("127.0.0.1", &port);
	wsi = lws_create_adopt_udp(net.vh, "127.0.0.1", port, 0, "transactions",
				   NULL, NULL, NULL, &policy, "lossy");
	assert_non_null(wsi);
	for (unsigned int n = 0; n < COUNT; n++) {
		all[n].id = (uint16_t)n;
		want_to_send(&all[n]);
	}
	lws__net_until(&net, all_over, NULL, "all transactions");
	assert_null(ready.head);
	close(peer_fd);
	lws__net_stop(&net);
	print_message("%d of %d answered, with %d datagrams\n", answered, COUNT,
		      sent);
}

static void
each_is_answered_at_once_when_nothing_is_lost(void **state)
{
	(void)state;
	run(0, 40);
	assert_int_equal(answered, COUNT);
}

static void
each_is_answered_in_the_end_when_a_third_is_lost(void **state)
{
	(void)state;
	run(3, 40);
	assert_int_equal(answered, COUNT);
	assert_true(sent > COUNT);
}

static void
each_is_given_up_when_all_is_lost(void **state)
{
	(void)state;
	run(10, 3);
	assert_int_equal(answered, 0);
	assert_int_equal(failed, COUNT);
	assert_int_equal(sent, 3 * COUNT);
	for (size_t n = 0; n < COUNT; n++)
		assert_true(all[n].failed);
}

#if defined(LWS_WITH_SYS_FAULT_INJECTION)
static void
each_is_answered_in_the_end_when_the_library_loses_a_third(void **state)
{
	static const char *const losses_of[] = {
		"wsi=lossy/udp_tx_loss(30%)",
		"wsi=lossy/udp_rx_loss(30%)",
		"wsi/udp_tx_loss(.X.),wsi/udp_rx_loss(20%)",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(losses_of); n++) {
		faults = losses_of[n];
		run(0, 40);
		assert_int_equal(answered, COUNT);
		assert_true(sent > COUNT + COUNT / 5);
	}
	faults = "wsi=another/udp_tx_loss";
	run(0, 40);
	assert_int_equal(answered, COUNT);
	faults = "";
}

static void
each_is_given_up_when_the_library_loses_all(void **state)
{
	static const char *const losses_of[] = {
		"wsi=lossy/udp_tx_loss",
		"wsi=lossy/udp_rx_loss",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(losses_of); n++) {
		faults = losses_of[n];
		run(0, 3);
		assert_int_equal(answered, 0);
		assert_int_equal(failed, COUNT);
	}
	faults = "";
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] =
	{ cmocka_unit_test(each_is_answered_at_once_when_nothing_is_lost),
	  cmocka_unit_test(each_is_answered_in_the_end_when_a_third_is_lost),
	  cmocka_unit_test(each_is_given_up_when_all_is_lost),
#if defined(LWS_WITH_SYS_FAULT_INJECTION)
	  cmocka_unit_test(
		  each_is_answered_in_the_end_when_the_library_loses_a_third),
	  cmocka_unit_test(each_is_given_up_when_the_library_loses_all),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
