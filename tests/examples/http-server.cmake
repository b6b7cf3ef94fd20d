# SPDX-License-Identifier: MIT

lws_add_example_test(http-server minimal-http-server http-server.py)
lws_add_example_test(http-server minimal-http-server-dynamic http-server.py)
lws_add_example_test(http-server minimal-http-server-multivhost http-server.py)
lws_add_example_test(http-server minimal-http-server-tls http-server.py)
lws_add_example_test(http-server minimal-http-server-tls-80 http-server.py)
lws_add_example_test(http-server minimal-http-server-tls-mem http-server.py)
