# SPDX-License-Identifier: MIT

lws_add_example_test(http-server minimal-http-server-h2-long-poll http2.py)
