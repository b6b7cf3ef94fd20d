# SPDX-License-Identifier: MIT
#
# Several threads: of the service, and of pools that work for it.
if(NOT LWS_ROLE_H1 OR NOT LWS_ROLE_WS OR NOT LWS_WITH_SERVER)
	return()
endif()

if(LWS_WITH_THREADPOOL)
	lws_add_loopback_test(threadpool threadpool-test.c THREADS)
	lws_add_net_test(threadpool-threads threadpool-threads-test.c THREADS)
endif()
lws_add_net_test(threads-churn threads-churn-test.c THREADS)
