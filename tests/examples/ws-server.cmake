# SPDX-License-Identifier: MIT

lws_add_example_test(ws-server minimal-ws-server ws-server.py)
lws_add_example_test(ws-server minimal-ws-server-echo ws-server.py)
lws_add_example_test(ws-server minimal-ws-server-ring ws-server.py)
