/* SPDX-License-Identifier: CC0-1.0 */
/* The list comes by ws whenever it changes; files go by POST. */

const form = document.getElementById("form");
const words = document.getElementById("words");
const files = document.getElementById("files");
let ws;

function row(file) {
	const item = document.createElement("li");
	const link = document.createElement("a");

	/* text, never HTML: the names are other people's */
	link.textContent = file.name;
	link.href = "/get/" + encodeURIComponent(file.name);
	item.append(link, ` ${file.size} bytes `);
	if (file.yours) {
		const button = document.createElement("button");

		button.textContent = "Remove";
		button.onclick = () => ws.send(`{"del":"${file.name}"}`);
		item.append(button);
	}
	return item;
}

function connect() {
	ws = new WebSocket(location.origin.replace("http", "ws"), "lws-deaddrop");
	ws.onmessage = (event) =>
		files.replaceChildren(...JSON.parse(event.data).files.map(row));
	ws.onclose = () => setTimeout(connect, 1000);
}

form.onsubmit = async (event) => {
	event.preventDefault();
	const answer = await fetch(form.action, { method: "POST",
		body: new FormData(form) });
	words.textContent = answer.ok ? "It is there." : `Refused: ${answer.status}`;
};

connect();
