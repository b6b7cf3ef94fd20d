# SPDX-License-Identifier: MIT

lws_add_example_test(ws-client minimal-ws-client ws-client.py)
lws_add_example_test(ws-client minimal-ws-client-echo ws-client.py)
lws_add_example_test(ws-client minimal-ws-client-rx ws-client.py)
lws_add_example_test(ws-client minimal-ws-client-tx ws-client.py)
lws_add_example_test(ws-client minimal-ws-client-ping ws-client.py)
lws_add_example_test(ws-client minimal-ws-client-spam ws-client.py)
lws_add_example_test(ws-client minimal-ws-client-spam-tx-rx ws-client.py)
if(LWS_WITH_ZLIB AND NOT LWS_WITHOUT_EXTENSIONS)
	lws_add_example_test(ws-client minimal-ws-client-pmd-bulk ws-client.py)
endif()
