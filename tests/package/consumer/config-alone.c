/* SPDX-License-Identifier: MIT */
/*
 * lws_config.h is read by itself, to find out what a library can do.
 */

#include <lws_config.h>

#if !defined(LWS_LIBRARY_VERSION_NUMBER) || LWS_LIBRARY_VERSION_NUMBER < 4005000
#error the version is not there
#endif
#if LWS_LIBRARY_VERSION_MAJOR != 4 || LWS_LIBRARY_VERSION_MINOR != 5
#error not 4.5
#endif
#if !defined(LWS_MAX_SMP) || LWS_MAX_SMP < 1
#error no LWS_MAX_SMP
#endif
#if defined(LWS_WITH_TLS) != defined(LWS_OPENSSL_SUPPORT)
#error the older name of LWS_WITH_TLS differs
#endif

const char *lws_test_build_hash(void);

const char *
lws_test_build_hash(void)
{
	return LWS_BUILD_HASH LWS_LIBRARY_VERSION;
}
