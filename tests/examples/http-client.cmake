# SPDX-License-Identifier: MIT

lws_add_example_test(http-client minimal-http-client http-client.py)
lws_add_example_test(http-client minimal-http-client-certinfo http-client.py)
lws_add_example_test(http-client minimal-http-client-multi http-client.py)
lws_add_example_test(http-client minimal-http-client-post http-client.py)
