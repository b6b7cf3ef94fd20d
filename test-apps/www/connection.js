/* SPDX-License-Identifier: MIT */
/*
 * One WebSocket that comes back by itself.
 *
 *   new Connection({protocol, query, mustSpeak, onstate, onmessage})
 *
 * It goes to the server the page came from.  onstate(state, words) is called
 * with one of
 *
 *   "connecting"  asked for, no answer yet
 *   "open"        messages can be sent
 *   "lost"        it was not us who ended it: tried again after a delay that
 *                 doubles from 0.5 to 15 s, with a fifth of chance in it, so
 *                 that many pages do not all come back in one moment
 *   "shut"        close() was called, or the server was asked to close
 *
 * A network that goes away ends no connection, and a page is not told of
 * pings.  So one whose server speaks all the time has mustSpeak, the longest
 * silence in milliseconds once it has spoken; after that all of the page's
 * connections are taken for lost.
 */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15000;
const CHANCE = 0.2;
const SETTLED_AFTER = 2000; /* open that long: the next delay is the first */
const GIVE_UP_AFTER = 10000; /* no answer to an opening that long */
const SILENT = "connection-silent";

export class Connection {
	constructor({ protocol, query = "", mustSpeak = 0, onstate, onmessage }) {
		this.protocol = protocol;
		this.query = query;
		this.mustSpeak = mustSpeak;
		this.silence = 0;
		this.onstate = onstate;
		this.onmessage = onmessage;
		this.state = "shut";
		this.delay = FIRST_DELAY;
		this.socket = null;
		this.timer = 0;
		this.retryAt = 0;
		window.addEventListener(SILENT, () => {
			if (this.state === "open")
				this.lose("no sign of life");
		});
		/* the network is back, or the page is looked at again */
		window.addEventListener("online", () => this.hurry());
		document.addEventListener("visibilitychange", () => {
			if (!document.hidden)
				this.hurry();
		});
		/* a page that is left may be kept, frozen, to be gone back to */
		window.addEventListener("pagehide", () => {
			if (this.state === "shut")
				return;
			this.drop();
			this.tell("lost", "Away");
		});
		window.addEventListener("pageshow", (event) => {
			if (event.persisted)
				this.hurry();
		});
	}

	open() {
		this.drop();
		this.expectsClose = false;
		this.tell("connecting", "Connecting …");

		const scheme = location.protocol === "https:" ? "wss:" : "ws:";
		const socket = new WebSocket(`${scheme}//${location.host}/${this.query}`,
			this.protocol);
		this.socket = socket;
		this.timer = setTimeout(() => socket.close(), GIVE_UP_AFTER);

		socket.onopen = () => {
			clearTimeout(this.timer);
			this.timer = setTimeout(() => { this.delay = FIRST_DELAY; }, SETTLED_AFTER);
			this.tell("open", "Connected");
		};
		socket.onmessage = (event) => {
			if (this.mustSpeak)
				this.expectMore();
			this.onmessage(event.data);
		};
		socket.onclose = (event) => this.closed(event);
	}

	/* forget the socket there is, without hearing of its end */
	drop() {
		clearTimeout(this.timer);
		clearTimeout(this.silence);
		const socket = this.socket;
		this.socket = null;
		if (!socket)
			return;
		socket.onopen = socket.onmessage = socket.onclose = null;
		socket.close(1000);
	}

	closed(event) {
		if (!this.expectsClose) {
			this.lose(event.reason);
			return;
		}
		const reason = event.reason ? ` “${event.reason}”` : "";
		this.drop();
		this.tell("shut", `Closed by the server: ${event.code}${reason}`);
	}

	/* forget it, and try again later */
	lose(why) {
		const wait = this.delay * (1 + Math.random() * CHANCE);

		this.drop();
		this.delay = Math.min(this.delay * 2, LONGEST_DELAY);
		this.retryAt = Date.now() + wait;
		this.timer = setTimeout(() => this.open(), wait);
		this.tell("lost", why ? `Connection lost (${why})` : "Connection lost");
	}

	/* a page that is not looked at may hear late */
	expectMore() {
		clearTimeout(this.silence);
		this.silence = setTimeout(() => {
			if (document.hidden)
				this.expectMore();
			else
				window.dispatchEvent(new Event(SILENT));
		}, this.mustSpeak);
	}

	/* a lost connection is tried again now */
	hurry() {
		if (this.state === "lost") {
			this.delay = FIRST_DELAY;
			this.open();
		}
	}

	close() {
		this.drop();
		this.tell("shut", "Closed");
	}

	/* false: it is not open, and the text is forgotten */
	send(text) {
		if (this.state !== "open")
			return false;
		this.socket.send(text);
		return true;
	}

	get backlog() {
		return this.socket ? this.socket.bufferedAmount : 0;
	}

	tell(state, words) {
		this.state = state;
		this.onstate(state, words);
	}
}
