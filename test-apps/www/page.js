/* SPDX-License-Identifier: MIT */
/*
 * The page: three connections, each with its own state in words, and one
 * banner that speaks up when any of them is lost and says when it is tried
 * again.
 */

import { startCounter } from "./counter.js";
import { startDrawing } from "./drawing.js";
import { startStatus } from "./status.js";

const connections = {};
const banner = document.getElementById("banner");
const bannerText = document.getElementById("banner-text");
let ticking = 0;

/* told to screen readers once per loss; the seconds are only seen */
function showBanner() {
	const lost = Object.values(connections).filter((c) => c.state === "lost");
	const isTrying = Object.values(connections).some((c) => c.wasLost);

	if (!lost.length && !isTrying) {
		if (banner.contains(document.activeElement))
			document.getElementById("drawing-title").focus();
		banner.hidden = true;
		bannerText.textContent = "";
		clearInterval(ticking);
		ticking = 0;
		return;
	}
	const say = "Connection to the server lost. It is tried again by itself.";
	banner.hidden = false;
	if (bannerText.textContent !== say)
		bannerText.textContent = say;
	if (!ticking)
		ticking = setInterval(showSeconds, 250);
	showSeconds();
}

function showSeconds() {
	for (const [name, connection] of Object.entries(connections)) {
		if (connection.state !== "lost")
			continue;
		const seconds = Math.max(1, Math.ceil((connection.retryAt - Date.now()) / 1000));
		document.getElementById(`${name}-state`).textContent =
			`Retry in ${seconds} s`;
	}
}

function stateOf(name) {
	const section = document.getElementById(name);
	const badge = document.getElementById(`${name}-state`);

	return function onstate(state, words) {
		const connection = connections[name];

		badge.dataset.is = state;
		badge.textContent = words;
		section.classList.toggle("is-stale", state !== "open");
		if (!connection) /* its first steps */
			return;
		if (state === "lost")
			connection.wasLost = true;
		else if (state !== "connecting")
			connection.wasLost = false;
		showBanner();
	};
}

connections.counter = startCounter(stateOf("counter"));
connections.drawing = startDrawing(stateOf("drawing"));
connections.status = startStatus(stateOf("status"));

document.getElementById("banner-retry").onclick = () => {
	for (const connection of Object.values(connections))
		connection.hurry();
};
