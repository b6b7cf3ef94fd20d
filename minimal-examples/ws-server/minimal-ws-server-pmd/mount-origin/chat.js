// SPDX-License-Identifier: CC0-1.0
'use strict';

const KEPT = 50; // lines on the page
const state = document.getElementById('state');
const form = document.getElementById('form');
const text = document.getElementById('text');
const send = document.getElementById('send');
const said = document.getElementById('said');
let ws;
let wait = 500; // ms until the next try, doubled each time it fails

function show(words, kind) {
	state.textContent = words;
	state.className = kind;
	send.disabled = kind !== 'up';
}

function connect() {
	const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://';

	ws = new WebSocket(scheme + location.host + '/', 'lws-minimal');
	ws.onopen = () => {
		wait = 500;
		show('Connected', 'up');
	};
	ws.onmessage = (event) => {
		const line = document.createElement('li');

		line.textContent = event.data; // text, never markup
		said.append(line);
		while (said.childElementCount > KEPT)
			said.firstElementChild.remove();
	};
	ws.onclose = (event) => {
		show('Connection lost' + (event.reason ? ': ' + event.reason : '') +
		     '. Trying again…', 'down');
		setTimeout(connect, wait);
		wait = Math.min(wait * 2, 10000);
	};
}

form.addEventListener('submit', (event) => {
	event.preventDefault();
	if (!text.value || ws.readyState !== WebSocket.OPEN)
		return;
	ws.send(text.value);
	text.value = '';
	text.focus();
});

connect();
