# SPDX-License-Identifier: MIT

lws_add_example_test(ws-server minimal-ws-server ws-server.py)
lws_add_example_test(ws-server minimal-ws-server-echo ws-server.py)
if(LWS_WITH_ZLIB AND NOT LWS_WITHOUT_EXTENSIONS)
	lws_add_example_test(ws-server minimal-ws-server-pmd ws-server.py)
	lws_add_example_test(ws-server minimal-ws-server-pmd-bulk ws-server.py)
	lws_add_example_test(ws-server minimal-ws-server-pmd-corner ws-server.py)
endif()
lws_add_example_test(ws-server minimal-ws-server-ring ws-server.py)
lws_add_example_test(ws-server minimal-ws-broker ws-server.py)
lws_add_example_test(ws-server minimal-ws-raw-proxy ws-server.py)
lws_add_example_test(ws-server minimal-ws-server-threads ws-server.py)
lws_add_example_test(ws-server minimal-ws-server-threads-smp ws-server.py)
lws_add_example_test(ws-server minimal-ws-server-threads-foreign-libuv-smp
	ws-server.py)
lws_add_example_test(ws-server minimal-ws-server-threadpool ws-server.py)
lws_add_example_test(ws-server minimal-ws-server-timer ws-server.py)
lws_add_example_test(client-server minimal-ws-proxy ws-server.py)
