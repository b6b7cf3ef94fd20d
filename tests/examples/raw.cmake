# SPDX-License-Identifier: MIT

lws_add_example_test(raw minimal-raw-adopt-tcp raw.py)
lws_add_example_test(raw minimal-raw-fallback-http-server raw.py)
lws_add_example_test(raw minimal-raw-file raw.py)
