/* SPDX-License-Identifier: MIT */
/* Who is connected, as the server tells it. */

import { Connection } from "./connection.js";

/* what a browser calls itself, in a word or two */
function browserName(ua) {
	const names = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"],
		["Chrome/", "Chrome"], ["Safari/", "Safari"]];
	const found = names.find(([mark]) => ua.includes(mark));

	if (!ua)
		return "no user agent";
	return found ? found[1] : ua.slice(0, 60);
}

function entry(conn) {
	const li = document.createElement("li");
	const who = document.createElement("b");
	const came = new Date(conn.time);

	who.textContent = conn.peer;
	li.append(who, ` · ${browserName(conn.ua)}`);
	if (!Number.isNaN(came.getTime())) {
		const time = document.createElement("time");
		time.dateTime = came.toISOString();
		time.textContent = came.toLocaleTimeString();
		li.append(" · since ", time);
	}
	li.title = conn.ua;
	return li;
}

export function startStatus(onstate) {
	const words = document.getElementById("status-words");
	const list = document.getElementById("status-list");
	const server = document.getElementById("server-words");

	const connection = new Connection({
		protocol: "lws-status",
		onstate,
		onmessage: (text) => {
			let now;
			try {
				now = JSON.parse(text);
			} catch {
				return;
			}
			const more = Number(now.wsi) - now.conns.length;
			list.replaceChildren(...now.conns.map(entry));
			words.textContent = Number(now.wsi) === 1 ? "Only you" : `${now.wsi} connected`;
			if (more > 0)
				words.textContent += `, ${more} of them not shown`;
			server.textContent = `${now.hostname} · libwebsockets ${now.version}`;
		},
	});

	connection.open();
	return connection;
}
