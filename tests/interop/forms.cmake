# SPDX-License-Identifier: MIT
#
# Forms and uploads, from curl, from a client that sends what it likes, and
# from a browser: to the test server in both its forms.

if(NOT LWS_PYTHON OR NOT TARGET lws-test-server)
	return()
endif()
set(modules "")
set(zip "")
if(LWS_WITH_ZIP_FOPS)
	set(zip --zip)
endif()
if(TARGET interop-plugin-host)
	set(modules --plugin-host $<TARGET_FILE:interop-plugin-host>
		--plugins "${PROJECT_BINARY_DIR}/plugins")
endif()
foreach(name IN ITEMS "" -extpoll)
	if(TARGET lws-test-server${name})
		add_test(NAME interop-forms${name} COMMAND "${LWS_PYTHON}"
			"${CMAKE_CURRENT_SOURCE_DIR}/forms-test"
			--server $<TARGET_FILE:lws-test-server${name}>
			--www "${PROJECT_SOURCE_DIR}/test-apps/www"
			--out "${CMAKE_CURRENT_BINARY_DIR}/forms${name}" ${modules} ${zip})
		set_tests_properties(interop-forms${name} PROPERTIES LABELS interop
			TIMEOUT ${LWS_TEST_TIMEOUT})
	endif()
endforeach()
