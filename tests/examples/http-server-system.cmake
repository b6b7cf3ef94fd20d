# SPDX-License-Identifier: MIT

lws_add_example_test(http-server minimal-http-server-basicauth
	http-server-system.py)
lws_add_example_test(http-server minimal-http-server-custom-headers
	http-server-system.py)
lws_add_example_test(http-server minimal-http-server-smp http-server-system.py)
lws_add_example_test(http-server minimal-http-server-systemd-socketact
	http-server-system.py)
