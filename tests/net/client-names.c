/* SPDX-License-Identifier: MIT */
/*
 * See client-names.h.
 */

#include "client-names.h"
#include "net/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- names
 * -------------------------------------------------------------------- */

struct names names;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void
append_address(struct addrinfo **tail, const char *text, int port_be)
{
	struct addrinfo *a = calloc(1, sizeof(*a));
	struct sockaddr_storage *ss = calloc(1, sizeof(*ss));
	struct sockaddr_in *in4 = (struct sockaddr_in *)(void *)ss;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)(void *)ss;

	assert_true(a && ss);
	if (inet_pton(AF_INET, text, &in4->sin_addr) == 1) {
		in4->sin_family = AF_INET;
		in4->sin_port = (in_port_t)port_be;
		a->ai_addrlen = sizeof(*in4);
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &in6->sin6_addr), 1);
		in6->sin6_family = AF_INET6;
		in6->sin6_port = (in_port_t)port_be;
		a->ai_addrlen = sizeof(*in6);
	}
	a->ai_family = ss->ss_family;
	a->ai_socktype = SOCK_STREAM;
	a->ai_addr = (struct sockaddr *)ss;
	while (*tail)
		tail = &(*tail)->ai_next;
	*tail = a;
}

static int
answer_name(const char *host, const char *service, const struct addrinfo *hints,
	    struct addrinfo **out)
{
	uint16_t port =
		htons((uint16_t)(service ? strtoul(service, NULL, 10) : 0));
	int ret;

	(void)host;
	pthread_mutex_lock(&lock);
	names.family = hints->ai_family;
	ret = names.asked < (int)LWS_ARRAY_SIZE(names.errors)
		      ? names.errors[names.asked]
		      : 0;
	names.asked++;
	pthread_cond_broadcast(&changed);
	while (names.held)
		pthread_cond_wait(&changed, &lock);
	*out = NULL;
	for (size_t n = 0; !ret && names.addresses[n]; n++)
		append_address(out, names.addresses[n], port);
	names.answered++;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);

	return ret;
}

static void
release_answer(struct addrinfo *list)
{
	while (list) {
		struct addrinfo *next = list->ai_next;

		free(list->ai_addr);
		free(list);
		list = next;
	}
}

void
names_hold(bool held)
{
	pthread_mutex_lock(&lock);
	names.held = held;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

void
names_await_question(void)
{
	pthread_mutex_lock(&lock);
	while (!names.asked)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

void
names_await_answer(void)
{
	pthread_mutex_lock(&lock);
	while (names.answered < names.asked)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

void
names_begin(void)
{
	names.asked = names.answered = 0;
	names.held = false;
	memset(names.addresses, 0, sizeof(names.addresses));
	memset(names.errors, 0, sizeof(names.errors));
	lws__resolve_set_getaddrinfo(answer_name, release_answer);
}

void
names_end(void)
{
	lws__resolve_set_getaddrinfo(NULL, NULL);
}

/* ---- servers that are there, or hardly
 * --------------------------------------- */

static int
listen_on(const char *address, int on_port, int backlog)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons((uint16_t)on_port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1;

	assert_int_equal(inet_pton(AF_INET, address, &sin.sin_addr), 1);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	assert_int_equal(bind(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	assert_int_equal(listen(fd, backlog), 0);

	return fd;
}

void
black_hole_open(struct black_hole *b, const char *address, int on_port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons((uint16_t)on_port)};

	assert_int_equal(inet_pton(AF_INET, address, &sin.sin_addr), 1);
	b->listen_fd = listen_on(address, on_port, 0);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(b->fds); n++) {
		b->fds[n] = socket(
			AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		(void)connect(b->fds[n], (struct sockaddr *)&sin, sizeof(sin));
	}
}

void
black_hole_close(struct black_hole *b)
{
	for (size_t n = 0; n < LWS_ARRAY_SIZE(b->fds); n++)
		close(b->fds[n]);
	close(b->listen_fd);
}
