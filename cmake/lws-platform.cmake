# SPDX-License-Identifier: MIT
#
# What this system has.  One compile answers for a whole group when everything
# is there, which is the usual case; only otherwise each is asked for by itself.
# Results become LWS_HAVE_x macros of lws_config.h.

include(CheckCSourceCompiles)
set(LWS_PLATFORM_FLAGS "")
set(CMAKE_REQUIRED_DEFINITIONS -D_GNU_SOURCE)

# lws_probe(GROUP "headers;..." "NAME=expression;..."): does `(void)expression;` compile
function(lws_probe group headers probes)
	set(includes "")
	foreach(header IN LISTS headers)
		string(APPEND includes "#include <${header}>\n")
	endforeach()
	set(body "")
	foreach(probe IN LISTS probes)
		string(REGEX REPLACE "^[^=]*=" "" expression "${probe}")
		string(APPEND body "(void)${expression};\n")
	endforeach()
	check_c_source_compiles("${includes}int main(void) {\n${body}return 0; }"
		LWS_PROBE_${group})
	foreach(probe IN LISTS probes)
		string(REGEX REPLACE "=.*" "" name "${probe}")
		string(REGEX REPLACE "^[^=]*=" "" expression "${probe}")
		if(NOT LWS_PROBE_${group})
			check_c_source_compiles("${includes}int main(void) {
				(void)${expression}; return 0; }" ${name})
		endif()
		if(LWS_PROBE_${group} OR ${name})
			list(APPEND LWS_PLATFORM_FLAGS ${name})
		endif()
	endforeach()
	set(LWS_PLATFORM_FLAGS "${LWS_PLATFORM_FLAGS}" PARENT_SCOPE)
endfunction()

lws_probe(LIBC "time.h;stdlib.h;stdint.h;sys/types.h;sys/time.h"
	"LWS_HAS_INTPTR_T=(intptr_t)0;LWS_HAVE_STDINT_H=(uint64_t)0;LWS_HAVE_SYS_TYPES_H=(size_t)0;LWS_HAVE_ATOLL=&atoll;LWS_HAVE_CLOCK_GETTIME=&clock_gettime;LWS_HAVE_TIMEGM=&timegm;LWS_HAVE_LOCALTIME_R=&localtime_r;LWS_HAVE_GMTIME_R=&gmtime_r;LWS_HAVE_CTIME_R=&ctime_r;LWS_HAVE_SUSECONDS_T=(suseconds_t)0")
if(NOT WIN32)
	lws_probe(UNIX "unistd.h;getopt.h;grp.h;pwd.h;pthread.h;fcntl.h"
		"LWS_HAS_GETOPT_LONG=&getopt_long;LWS_HAVE_GETGRGID_R=&getgrgid_r;LWS_HAVE_GETGRNAM_R=&getgrnam_r;LWS_HAVE_GETPWUID_R=&getpwuid_r;LWS_HAVE_GETPWNAM_R=&getpwnam_r;LWS_HAVE_PTHREAD_H=&pthread_create;LWS_HAVE_PIPE2=&pipe2;LWS_HAVE_EXECVPE=&execvpe;LWS_HAVE_VFORK=&vfork")
	lws_probe(LINUX "malloc.h;sys/eventfd.h;net/ethernet.h;linux/ipv6.h;linux/rtnetlink.h;sys/socket.h"
		"LWS_HAVE_MALLOC_H=&malloc_usable_size;LWS_HAVE_MALLOC_TRIM=&malloc_trim;LWS_HAVE_MALLOC_USABLE_SIZE=&malloc_usable_size;LWS_HAVE_EVENTFD=&eventfd;LWS_HAVE_NET_ETHERNET_H=ETHERTYPE_IP;LWS_HAVE_LINUX_IPV6_H=sizeof(struct in6_ifreq);LWS_HAVE_RTA_PREF=RTA_PREF")
endif()
unset(CMAKE_REQUIRED_DEFINITIONS)
if(LWS_WITHOUT_EVENTFD)
	list(REMOVE_ITEM LWS_PLATFORM_FLAGS LWS_HAVE_EVENTFD)
endif()

if(UNIX)
	list(APPEND LWS_PLATFORM_FLAGS LWS_PLAT_UNIX)
endif()

# lws_find_global(TARGET TARGET find_package-arguments): whoever adds this folder
# to a project of their own links these targets from outside of it
macro(lws_find_global first second)
	if(NOT TARGET ${first})
		find_package(${ARGN})
		foreach(target IN ITEMS ${first} ${second})
			if(TARGET ${target})
				set_target_properties(${target} PROPERTIES
					IMPORTED_GLOBAL TRUE)
			endif()
		endforeach()
	else()
		find_package(${ARGN})
	endif()
endmacro()

# what OpenSSL 3 always has, by the names that programs have been probing
if(LWS_WITH_TLS)
	lws_find_global(OpenSSL::SSL OpenSSL::Crypto OpenSSL 3.0)
	if(NOT OPENSSL_FOUND)
		message(FATAL_ERROR "OpenSSL 3 was not found.\n"
			"  On Debian or Ubuntu: apt-get install libssl-dev\n"
			"  Elsewhere: -DOPENSSL_ROOT_DIR=<where it is installed>\n"
			"  To build without TLS: -DLWS_WITH_SSL=OFF")
	endif()
	foreach(name IN ITEMS BN_bn2binpad EC_POINT_get_affine_coordinates
		EC_KEY_new_by_curve_name ECDSA_SIG_set0 EVP_MD_CTX_free
		EVP_aes_128_wrap EVP_aes_128_cfb8 EVP_aes_128_cfb128
		EVP_aes_192_cfb8 EVP_aes_192_cfb128 EVP_aes_256_cfb8
		EVP_aes_256_cfb128 EVP_aes_128_ofb EVP_aes_128_xts
		EVP_aes_128_ctr EVP_aes_128_ecb EVP_PKEY_new_raw_private_key
		HMAC_CTX_new OPENSSL_ECDH_H OPENSSL_STACK RSA_SET0_KEY
		SSL_CTX_get0_certificate SSL_CTX_load_verify_file
		SSL_CTX_load_verify_dir SSL_CTX_set1_param
		SSL_CTX_set_ciphersuites SSL_CTX_set_keylog_callback
		SSL_EXTRA_CHAIN_CERTS SSL_get0_alpn_selected SSL_set_alpn_protos
		SSL_set_tlsext_host_name SSL_SET_INFO_CALLBACK
		SSL_SESSION_set_time SSL_SESSION_up_ref TLS_CLIENT_METHOD
		TLSV1_2_CLIENT_METHOD X509_get_key_usage
		X509_VERIFY_PARAM_set1_host)
		list(APPEND LWS_PLATFORM_FLAGS LWS_HAVE_${name})
	endforeach()
	lws_link(PUBLIC OpenSSL::SSL OpenSSL::Crypto)
endif()

# records by the kernel: OpenSSL has to be built for it
if(LWS_WITH_KTLS)
	include(CheckSourceCompiles)
	if(LWS_WITH_TLS AND LWS_WITH_NETWORK AND LWS_WITH_SERVER)
		set(CMAKE_REQUIRED_INCLUDES ${OPENSSL_INCLUDE_DIR})
		check_source_compiles(C "
			#include <netinet/tcp.h>
			#include <openssl/ssl.h>
			#if defined(OPENSSL_NO_KTLS)
			#error there is none
			#endif
			int main(void) { return TCP_ULP + !SSL_OP_ENABLE_KTLS; }"
			LWS_HAVE_KTLS)
		unset(CMAKE_REQUIRED_INCLUDES)
	endif()
	if(NOT LWS_HAVE_KTLS)
		set(LWS_WITH_KTLS OFF)
	endif()
endif()

if(LWS_WITH_ZLIB)
	if(LWS_ZLIB_LIBRARIES)
		set(ZLIB_LIBRARY "${LWS_ZLIB_LIBRARIES}")
	endif()
	if(LWS_ZLIB_INCLUDE_DIRS)
		set(ZLIB_INCLUDE_DIR "${LWS_ZLIB_INCLUDE_DIRS}")
	endif()
	lws_find_global(ZLIB::ZLIB ZLIB::ZLIB ZLIB)
	if(NOT TARGET ZLIB::ZLIB AND NOT LWS_WITH_ZIP_FOPS)
		set(LWS_WITH_ZLIB OFF)
		list(APPEND LWS_NOTICES "LWS_WITH_ZLIB: off, zlib was not found: "
			"no permessage-deflate")
	elseif(NOT TARGET ZLIB::ZLIB)
		message(FATAL_ERROR "zlib was not found.\n"
			"  On Debian or Ubuntu: apt-get install zlib1g-dev\n"
			"  To build without: -DLWS_WITH_ZIP_FOPS=OFF")
	endif()
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
lws_find_global(Threads::Threads Threads::Threads Threads REQUIRED)
lws_link(Threads::Threads ${CMAKE_DL_LIBS})

# riscv64 and others do atomics of one byte, or of eight, in a library
include(CheckCSourceCompiles)
set(lws_atomics "#include <stdatomic.h>
	#include <stdint.h>
	static atomic_bool one; static _Atomic uint64_t eight;
	int main(void) { return atomic_exchange(&one, 1) +
		(int)atomic_fetch_add(&eight, 1); }")
check_c_source_compiles("${lws_atomics}" LWS_HAS_OWN_ATOMICS)
if(NOT LWS_HAS_OWN_ATOMICS)
	lws_link(atomic)
endif()
find_library(LWS_LIBM m)
mark_as_advanced(LWS_LIBM)
if(LWS_LIBM)
	lws_link(m)
endif()
