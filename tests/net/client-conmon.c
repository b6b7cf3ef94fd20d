/* SPDX-License-Identifier: MIT */
/*
 * What LCCSCF_CONMON keeps of how connecting went.
 */

#include "client-app.h"
#include "client-names.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static struct lws_conmon figures;
static int listen_fd, port;

static void
take(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (reason != LWS_CALLBACK_COMPLETED_CLIENT_HTTP &&
	    reason != LWS_CALLBACK_CLIENT_CONNECTION_ERROR)
		return;
	lws_conmon_wsi_take(wsi, &figures);
}

static void
begin(void)
{
	client_start(&net);
	names_begin();
	memset(&figures, 0xaa, sizeof(figures));
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.ssl_connection = LCCSCF_CONMON;
	does.also = take;
}

static void
end(void)
{
	lws_conmon_release(&figures);
	lws_conmon_release(&figures); /* twice is fine */
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
	names_end();
}

static void
whole_request(void)
{
	assert_non_null(lws_client_connect_via_info(&info));
	client_accept(&net, listen_fd, &peer);
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_send(&net, &peer,
		      "HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n");
	client_until_over(&net);
	assert_int_equal(seen.completed, 1);
}

static void
conmon__tells_each_step_of_a_request(void **state)
{
	const struct addrinfo *ai;
	int count = 0;

	(void)state;
	begin();
	info.address = "some.example";
	names.addresses[0] = "127.0.0.2"; /* refuses */
	names.addresses[1] = "127.0.0.1";
	whole_request();
	assert_int_equal(figures.dns_disposition, LWSCONMON_DNS_OK);
	assert_int_not_equal(figures.ciu_dns, 0);
	assert_int_not_equal(figures.ciu_sockconn, 0);
	assert_int_equal(figures.ciu_tls, 0);
	assert_int_not_equal(figures.ciu_txn_resp, 0);
	assert_int_equal(figures.pcol, LWSCONMON_PCOL_HTTP);
	assert_int_equal(figures.protocol_specific.http.response, 404);
	assert_int_equal(figures.peer46.sa4.sin_family, AF_INET);
	assert_int_equal(figures.peer46.sa4.sin_addr.s_addr,
			 htonl(INADDR_LOOPBACK));
	for (ai = figures.dns_results_copy; ai; ai = ai->ai_next) {
		const struct sockaddr_in *in4 =
			(const struct sockaddr_in *)(const void *)ai->ai_addr;

		assert_int_equal(ai->ai_family, AF_INET);
		assert_int_equal(ai->ai_addrlen, sizeof(*in4));
		assert_int_equal(ntohs(in4->sin_port), port);
		assert_int_equal(in4->sin_addr.s_addr,
				 htonl(count ? 0x7f000001 : 0x7f000002));
		count++;
	}
	assert_int_equal(count, 2);
	end();
}

static void
conmon__has_no_dns_for_a_number(void **state)
{
	(void)state;
	begin();
	whole_request();
	assert_int_equal(figures.dns_disposition, LWSCONMON_DNS_NONE);
	assert_int_equal(figures.ciu_dns, 0);
	assert_null(figures.dns_results_copy);
	assert_int_not_equal(figures.ciu_sockconn, 0);
	end();
}

static void
conmon__says_that_a_name_has_no_address(void **state)
{
	(void)state;
	begin();
	info.address = "some.example";
	names.errors[0] = EAI_NONAME;
	assert_non_null(lws_client_connect_via_info(&info));
	client_until_over(&net);
	assert_int_equal(figures.dns_disposition, LWSCONMON_DNS_NO_RESULT);
	assert_int_equal(figures.pcol, LWSCONMON_PCOL_NONE);
	assert_int_equal(figures.ciu_sockconn, 0);
	end();

	begin();
	info.address = "some.example";
	names.errors[0] = EAI_FAIL;
	assert_non_null(lws_client_connect_via_info(&info));
	client_until_over(&net);
	assert_int_equal(figures.dns_disposition,
			 LWSCONMON_DNS_SERVER_UNREACHABLE);
	end();
}

static void
conmon__is_all_zero_when_it_was_not_asked_for(void **state)
{
	static const struct lws_conmon zero;

	(void)state;
	begin();
	info.ssl_connection = 0;
	whole_request();
	assert_memory_equal(&figures, &zero, sizeof(zero));
	end();
}

/* what nobody takes is freed: the leak sanitizer watches */
static void
conmon__may_be_left_alone(void **state)
{
	(void)state;
	begin();
	does.also = NULL;
	memset(&figures, 0, sizeof(figures));
	info.address = "some.example";
	names.addresses[0] = "127.0.0.1";
	whole_request();
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conmon__tells_each_step_of_a_request),
		cmocka_unit_test(conmon__has_no_dns_for_a_number),
		cmocka_unit_test(conmon__says_that_a_name_has_no_address),
		cmocka_unit_test(conmon__is_all_zero_when_it_was_not_asked_for),
		cmocka_unit_test(conmon__may_be_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
