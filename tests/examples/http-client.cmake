# SPDX-License-Identifier: MIT

foreach(name IN ITEMS minimal-http-client
	minimal-http-client-attach
	minimal-http-client-captive-portal
	minimal-http-client-certinfo
	minimal-http-client-custom-headers
	minimal-http-client-hugeurl
	minimal-http-client-jit-trust
	minimal-http-client-multi
	minimal-http-client-post
	minimal-http-client-post-form)
	lws_add_example_test(http-client ${name} http-client.py)
endforeach()
if(LWS_WITH_TLS AND TARGET lws-minimal-http-server-tls)
	lws_add_example_test(http-client minimal-http-client-h2-rxflow
		http-client.py)
endif()
