# SPDX-License-Identifier: MIT
#
# lws_test_wrap_syscalls(unit-socket): the test decides what libc answers to
# the library (syscall-shim.h)

function(lws_test_wrap_syscalls target)
	target_sources(${target} PRIVATE
		"${PROJECT_SOURCE_DIR}/tests/support/syscall-shim.c")
	foreach(call IN ITEMS socket bind listen accept4 connect getsockopt
		setsockopt getsockname getpeername poll read recv write send sendmsg
		sendto recvmsg sendfile open openat fstat fcntl fsync rename
		chmod lchown unlink getifaddrs eventfd pipe fork getrandom
		syscall prctl setgroups setgid setuid clock_gettime)
		target_link_options(${target} PRIVATE "LINKER:--wrap=${call}")
	endforeach()
endfunction()
