/* SPDX-License-Identifier: MIT */
/* The number that the server sends, and the buttons that do things to it. */

import { Connection } from "./connection.js";

export function startCounter(onstate) {
	const value = document.getElementById("counter-value");
	const reset = document.getElementById("counter-reset");
	const open = document.getElementById("counter-open");
	const close = document.getElementById("counter-close");
	const closeme = document.getElementById("counter-closeme");

	const connection = new Connection({
		protocol: "dumb-increment-protocol",
		mustSpeak: 5000,
		onmessage: (text) => { value.textContent = text; },
		onstate: (state, words) => {
			reset.disabled = closeme.disabled = state !== "open";
			open.disabled = state !== "shut";
			close.disabled = state === "shut";
			onstate(state, words);
		},
	});

	/* a button that becomes disabled gives its focus to its opposite */
	reset.onclick = () => connection.send("reset\n");
	open.onclick = () => { connection.open(); close.focus(); };
	close.onclick = () => { connection.close(); open.focus(); };
	closeme.onclick = () => {
		connection.expectsClose = connection.send("closeme\n");
		close.focus();
	};

	connection.open();
	return connection;
}
