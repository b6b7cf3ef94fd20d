/* SPDX-License-Identifier: MIT */
/*
 * lws-mirror-protocol: what anyone sends, everyone in the same room is sent,
 * the sender too.  The demo page draws with it.
 *
 *   url  "?mirror=NAME"  the room; at most three at a time, "" is one
 *   in   a text message  up to 4096 bytes (more: 1009; binary: 1003)
 *   out  the same, whole, in the order it came
 *   pvo  "hub"           vhosts that give the same name share their rooms
 *
 * A room is one lws_ring in which each member has a tail, so slow members
 * cost no copies.  When less than four slots are free nobody in the room is
 * read until two thirds are; if that takes three seconds, whoever holds it up
 * is dropped.  So a room never holds more than MIRROR_SLOTS messages, and the
 * network tells senders to wait.  For one service thread.
 */

#if !defined(LWS_PLUGIN_STATIC)
#include <libwebsockets.h>
#include "protocols.h"
#endif
#include <stdlib.h>
#include <string.h>

#define MIRROR_ROOMS       3
#define MIRROR_NAME_MAX    31
#define MIRROR_MESSAGE_MAX 4096
#define MIRROR_SLOTS       64
#define MIRROR_SHUT_BELOW  4
#define MIRROR_OPEN_ABOVE  ((MIRROR_SLOTS * 2) / 3)
#define MIRROR_PATIENCE_US (3 * LWS_USEC_PER_SEC)

/* one message; text (owned by the ring) has LWS_PRE bytes before it */
struct mirror_message {
	unsigned char *text;
	size_t len;
};

struct mirror_pss;

struct mirror_room {
	char name[MIRROR_NAME_MAX + 1];
	struct lws_context *context;
	struct lws_ring *ring; /* owned; NULL: nobody is here */
	struct mirror_pss *members;
	lws_sorted_usec_list_t patience; /* runs while shut */
	char is_shut;
};

/* counted: one for each vhost that has it */
struct mirror_hub {
	struct mirror_room rooms[MIRROR_ROOMS];
	unsigned int vhosts;
};

struct mirror_vhd {
	struct mirror_hub *hub;
};

struct mirror_pss {
	struct mirror_pss *next; /* in the room */
	struct lws *wsi;
	struct mirror_room *room; /* NULL: not let in */
	unsigned char *part;      /* owned: the message so far, or NULL */
	size_t part_len;
	uint32_t tail;
};

static void
mirror_message_free(void *element)
{
	struct mirror_message *message = element;

	free(message->text);
	message->text = NULL;
}

/* ---- flow: who is read, who is dropped ---------------------------------- */

static void
mirror_out_of_patience(lws_sorted_usec_list_t *sul)
{
	struct mirror_room *room =
		lws_container_of(sul, struct mirror_room, patience);
	uint32_t oldest = lws_ring_get_oldest_tail(room->ring);
	struct mirror_pss *pss;

	for (pss = room->members; pss; pss = pss->next)
		if (pss->tail == oldest) {
			lwsl_wsi_notice(pss->wsi, "too slow for its room");
			lws_set_timeout(pss->wsi, PENDING_TIMEOUT_LAGGING,
					LWS_TO_KILL_ASYNC);
		}
}

static void
mirror_set_shut(struct mirror_room *room, int shut)
{
	struct mirror_pss *pss;

	if (room->is_shut == shut)
		return;
	room->is_shut = (char)shut;
	for (pss = room->members; pss; pss = pss->next)
		lws_rx_flow_control(pss->wsi, !shut);

	if (shut)
		lws_sul_schedule(room->context, 0, &room->patience,
				 mirror_out_of_patience, MIRROR_PATIENCE_US);
	else
		lws_sul_cancel(&room->patience);
}

static void
mirror_check_flow(struct mirror_room *room)
{
	size_t free_slots = lws_ring_get_count_free_elements(room->ring);

	if (free_slots < MIRROR_SHUT_BELOW)
		mirror_set_shut(room, 1);
	else if (free_slots > MIRROR_OPEN_ABOVE)
		mirror_set_shut(room, 0);
}

/* ---- rooms -------------------------------------------------------------- */

static struct mirror_room *
mirror_room_find(struct mirror_hub *hub, const char *name)
{
	struct mirror_room *room, *unused = NULL;
	int n;

	for (n = 0; n < MIRROR_ROOMS; n++) {
		room = &hub->rooms[n];
		if (room->ring && !strcmp(room->name, name))
			return room;
		if (!room->ring)
			unused = room;
	}
	if (!unused)
		return NULL;

	unused->ring = lws_ring_create(sizeof(struct mirror_message),
				       MIRROR_SLOTS, mirror_message_free);
	if (unused->ring)
		lws_strncpy(unused->name, name, sizeof(unused->name));

	return unused->ring ? unused : NULL;
}

/* the room may be choked by who has just left it, or be empty now */
static void
mirror_leave(struct mirror_pss *pss)
{
	struct mirror_room *room = pss->room;
	struct mirror_pss **at, *other;
	uint32_t oldest = pss->tail;
	size_t waiting, most = 0;

	free(pss->part);
	pss->part = NULL;
	if (!room)
		return;
	pss->room = NULL;

	for (at = &room->members; *at; at = &(*at)->next)
		if (*at == pss) {
			*at = pss->next;
			break;
		}
	if (!room->members) {
		lws_sul_cancel(&room->patience);
		lws_ring_destroy(room->ring);
		memset(room, 0, sizeof(*room));
		return;
	}

	for (other = room->members; other; other = other->next) {
		waiting = lws_ring_get_count_waiting_elements(room->ring,
							      &other->tail);
		if (other == room->members || waiting > most) {
			most = waiting;
			oldest = other->tail;
		}
	}
	lws_ring_update_oldest_tail(room->ring, oldest);
	mirror_check_flow(room);
}

static int
mirror_join(struct lws *wsi, struct mirror_hub *hub, struct mirror_pss *pss)
{
	char full[] = "no more rooms";
	char name[MIRROR_NAME_MAX + 1];

	pss->wsi = wsi;
	if (lws_get_urlarg_by_name_safe(wsi, "mirror=", name, sizeof(name)) < 0)
		name[0] = '\0';
	pss->room = mirror_room_find(hub, name);
	if (!pss->room) {
		lwsl_wsi_notice(wsi, "no room for room '%s'", name);
		lws_close_reason(wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION,
				 (unsigned char *)full, sizeof(full) - 1);
		return -1;
	}

	pss->room->context = lws_get_context(wsi);
	pss->next = pss->room->members;
	pss->room->members = pss;
	/* what was said before is not for the newcomer */
	pss->tail = lws_ring_get_oldest_tail(pss->room->ring);
	lws_ring_consume(pss->room->ring, &pss->tail, NULL, MIRROR_SLOTS);
	if (pss->room->is_shut)
		lws_rx_flow_control(wsi, 0);

	return 0;
}

/* ---- messages ----------------------------------------------------------- */

static int
mirror_publish(struct lws *wsi, struct mirror_pss *pss)
{
	struct mirror_message message = {pss->part, pss->part_len};
	char full[] = "room is full";
	struct mirror_pss *member;

	if (!lws_ring_insert(pss->room->ring, &message, 1)) {
		/* only if we were given more although the room is shut */
		lws_close_reason(wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION,
				 (unsigned char *)full, sizeof(full) - 1);
		return -1;
	}
	pss->part = NULL;
	pss->part_len = 0;
	for (member = pss->room->members; member; member = member->next)
		lws_callback_on_writable(member->wsi);
	mirror_check_flow(pss->room);

	return 0;
}

static int
mirror_receive(struct lws *wsi, struct mirror_pss *pss, const void *in,
	       size_t len)
{
	unsigned char *bigger;

	if (lws_frame_is_binary(wsi)) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE,
				 NULL, 0);
		return -1;
	}
	if (pss->part_len + len > MIRROR_MESSAGE_MAX) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL,
				 0);
		return -1;
	}

	bigger = realloc(pss->part, LWS_PRE + pss->part_len + len + 1);
	if (!bigger)
		return -1;
	pss->part = bigger;
	if (len)
		memcpy(bigger + LWS_PRE + pss->part_len, in, len);
	pss->part_len += len;

	return lws_is_final_fragment(wsi) ? mirror_publish(wsi, pss) : 0;
}

static int
mirror_send(struct lws *wsi, struct mirror_pss *pss)
{
	struct mirror_room *room = pss->room;
	const struct mirror_message *message;

	message = lws_ring_get_element(room->ring, &pss->tail);
	if (!message)
		return 0;
	if (lws_write(wsi, message->text + LWS_PRE, message->len,
		      LWS_WRITE_TEXT) < (int)message->len)
		return -1;

	lws_ring_consume_and_update_oldest_tail(room->ring, struct mirror_pss,
						&pss->tail, 1, room->members,
						tail, next);
	if (lws_ring_get_element(room->ring, &pss->tail))
		lws_callback_on_writable(wsi);
	mirror_check_flow(room);

	return 0;
}

/* ---- vhosts ------------------------------------------------------------- */

static int
mirror_init(struct lws *wsi, void *in)
{
	struct lws_vhost *vhost = lws_get_vhost(wsi);
	const struct lws_protocols *protocol = lws_get_protocol(wsi);
	const struct lws_protocol_vhost_options *pvo =
		lws_pvo_search(in, "hub");
	struct mirror_vhd *sharer = NULL, *vhd;

	if (lws_get_count_threads(lws_get_context(wsi)) > 1) {
		lwsl_err("%s: works with one service thread only\n",
			 protocol->name);
		return -1;
	}
	if (pvo)
		sharer = lws_vhd_find_by_pvo(lws_get_context(wsi),
					     protocol->name, "hub", pvo->value);
	vhd = lws_protocol_vh_priv_zalloc(vhost, protocol, sizeof(*vhd));
	if (!vhd)
		return -1;

	vhd->hub = sharer && sharer->hub ? sharer->hub
					 : calloc(1, sizeof(*vhd->hub));
	if (!vhd->hub)
		return -1;
	vhd->hub->vhosts++;

	return 0;
}

static void
mirror_destroy(struct mirror_vhd *vhd)
{
	if (vhd->hub && !--vhd->hub->vhosts)
		free(vhd->hub);
	vhd->hub = NULL;
}

static int
callback_lws_mirror(struct lws *wsi, enum lws_callback_reasons reason,
		    void *user, void *in, size_t len)
{
	struct mirror_vhd *vhd = lws_protocol_vh_priv_get(
		lws_get_vhost(wsi), lws_get_protocol(wsi));
	struct mirror_pss *pss = user;

	if (reason == LWS_CALLBACK_PROTOCOL_INIT)
		return mirror_init(wsi, in);
	if (!vhd || !vhd->hub) /* this vhost did not ask for the protocol */
		return reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION;

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		mirror_destroy(vhd);
		break;
	case LWS_CALLBACK_CONFIRM_EXTENSION_OKAY:
		return 1; /* a shared message is sent as it is */
	case LWS_CALLBACK_ESTABLISHED:
		return mirror_join(wsi, vhd->hub, pss);
	case LWS_CALLBACK_CLOSED:
		if (pss)
			mirror_leave(pss);
		break;
	case LWS_CALLBACK_RECEIVE:
		return pss->room ? mirror_receive(wsi, pss, in, len) : -1;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return pss->room ? mirror_send(wsi, pss) : 0;
	default:
		break;
	}

	return 0;
}

#define LWS_PLUGIN_PROTOCOL_MIRROR                                        \
	{                                                                 \
		"lws-mirror-protocol", callback_lws_mirror,               \
			sizeof(struct mirror_pss), MIRROR_MESSAGE_MAX, 0, \
			NULL, 0                                           \
	}

#if !defined(LWS_PLUGIN_STATIC)

LWS_VISIBLE const struct lws_protocols lws_mirror_protocols[1] = {
	LWS_PLUGIN_PROTOCOL_MIRROR,
};

LWS_VISIBLE const lws_plugin_protocol_t protocol_lws_mirror = {
	.hdr = {"lws mirror", "lws_protocol_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.protocols = lws_mirror_protocols,
	.count_protocols = LWS_ARRAY_SIZE(lws_mirror_protocols),
};

#endif
