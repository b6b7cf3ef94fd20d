# SPDX-License-Identifier: MIT

lws_add_example_test(raw minimal-raw-adopt-tcp raw.py)
lws_add_example_test(raw minimal-raw-fallback-http-server raw.py)
lws_add_example_test(raw minimal-raw-file raw.py)
foreach(example IN ITEMS adopt-udp client netcat proxy proxy-fallback serial vhost
	wol)
	lws_add_example_test(raw minimal-raw-${example} raw.py)
endforeach()
