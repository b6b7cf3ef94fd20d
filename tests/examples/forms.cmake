# SPDX-License-Identifier: MIT

foreach(name IN ITEMS form-get form-post form-post-file form-post-lwsac
	mimetypes sse sse-ring deaddrop)
	lws_add_example_test(http-server minimal-http-server-${name} forms.py)
endforeach()
