# SPDX-License-Identifier: MIT

get_property(loops GLOBAL PROPERTY LWS_EVLIBS)
string(REPLACE ";" " " loops "${loops}")
lws_add_example_test(http-client minimal-http-client-glib eventlib.py)
foreach(name IN ITEMS eventlib eventlib-demos eventlib-smp eventlib-foreign
	eventlib-custom)
	lws_add_example_test(http-server minimal-http-server-${name} eventlib.py)
	if(TEST minimal-http-server-${name})
		set_property(TEST minimal-http-server-${name} APPEND PROPERTY
			ENVIRONMENT "LWS_TEST_LOOPS=${loops}")
	endif()
endforeach()
