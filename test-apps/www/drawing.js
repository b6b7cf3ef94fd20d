/* SPDX-License-Identifier: MIT */
/*
 * The shared drawing.  Its coordinates are 512 x 256 whatever its size on the
 * screen; a message is some of
 *
 *   d COLOUR X1 Y1 X2 Y2;   a line
 *   c COLOUR X Y R;         a circle
 *
 * Strokes are collected until the next frame, and until the network takes
 * them, and leave in messages of about MESSAGE_MAX characters.  Everybody,
 * ourselves included, draws what the server sends.
 */

import { Connection } from "./connection.js";

const WIDTH = 512;
const HEIGHT = 256;
const SCALE = 2; /* canvas pixels for each of ours */
const MESSAGE_MAX = 400;
const PENDING_MAX = 2000; /* strokes that wait to be sent */
const BACKLOG_MAX = 64 * 1024;
const STEP = 4;
const BIG_STEP = 24;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const COLOUR = /^#[0-9a-f]{3,8}$|^[a-z]{1,24}$/i;

function within(value, most) {
	return Math.max(0, Math.min(most, Math.round(value)));
}

/* ---- what others draw ---- */

function drawLine(ink, colour, [x1, y1, x2, y2]) {
	ink.strokeStyle = colour;
	ink.beginPath();
	ink.moveTo(x1, y1);
	/* a line to itself would not be seen everywhere */
	ink.lineTo(x1 === x2 && y1 === y2 ? x2 + 0.01 : x2, y2);
	ink.stroke();
}

function drawCircle(ink, colour, [x, y, r]) {
	ink.strokeStyle = colour;
	ink.beginPath();
	ink.arc(x, y, Math.abs(r), 0, Math.PI * 2);
	ink.stroke();
}

/* ignores what it does not understand */
function drawMessage(ink, text) {
	for (const part of text.split(";")) {
		const [kind, colour, ...rest] = part.trim().split(/\s+/);
		const numbers = rest.map(Number);
		if (!colour || !COLOUR.test(colour) || !numbers.every(Number.isFinite))
			continue;
		if (kind === "d" && numbers.length === 4)
			drawLine(ink, colour, numbers);
		else if (kind === "c" && numbers.length === 3)
			drawCircle(ink, colour, numbers);
	}
}

/* ---- what we draw ---- */

class Outbox {
	constructor(connection) {
		this.connection = connection;
		this.strokes = [];
		this.isScheduled = false;
	}

	add(stroke) {
		if (this.connection.state !== "open" || this.strokes.length >= PENDING_MAX)
			return;
		this.strokes.push(stroke);
		this.schedule();
	}

	schedule() {
		if (this.isScheduled)
			return;
		this.isScheduled = true;
		requestAnimationFrame(() => this.flush());
	}

	flush() {
		this.isScheduled = false;
		if (this.connection.state !== "open") {
			this.strokes.length = 0;
			return;
		}
		while (this.strokes.length && this.connection.backlog < BACKLOG_MAX) {
			let message = this.strokes.shift();
			while (this.strokes.length &&
			       message.length + this.strokes[0].length <= MESSAGE_MAX)
				message += this.strokes.shift();
			this.connection.send(message);
		}
		if (this.strokes.length)
			this.schedule();
	}
}

/* mouse, finger, pen: each pointer draws a line of its own */
function followPointers(canvas, lineTo) {
	const last = new Map();

	function place(event) {
		const box = canvas.getBoundingClientRect();
		return [within((event.clientX - box.left) * WIDTH / box.width, WIDTH),
			within((event.clientY - box.top) * HEIGHT / box.height, HEIGHT)];
	}
	canvas.addEventListener("pointerdown", (event) => {
		if (event.button)
			return;
		canvas.setPointerCapture(event.pointerId);
		last.set(event.pointerId, place(event));
		lineTo(place(event), place(event));
	});
	canvas.addEventListener("pointermove", (event) => {
		if (!last.has(event.pointerId))
			return;
		const steps = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
		for (const step of steps.length ? steps : [event]) {
			const [x, y] = place(step);
			const [ox, oy] = last.get(event.pointerId);
			if (x === ox && y === oy)
				continue;
			lineTo([ox, oy], [x, y]);
			last.set(event.pointerId, [x, y]);
		}
	});
	for (const end of ["pointerup", "pointercancel"])
		canvas.addEventListener(end, (event) => last.delete(event.pointerId));
}

/* arrow keys move a pen, space puts it down and lifts it */
function followKeys(canvas, lineTo) {
	const pen = document.getElementById("pen");
	const words = document.getElementById("pen-words");
	let at = [WIDTH / 2, HEIGHT / 2];
	let isDown = false;

	function show() {
		pen.style.left = `${at[0] * 100 / WIDTH}%`;
		pen.style.top = `${at[1] * 100 / HEIGHT}%`;
		pen.classList.toggle("is-down", isDown);
	}
	function setDown(down) {
		isDown = down;
		words.textContent = down ? "Pen down: the arrow keys draw." : "Pen up.";
		if (down)
			lineTo(at, at);
		show();
	}
	canvas.addEventListener("focus", () => {
		pen.hidden = !canvas.matches(":focus-visible");
		show();
	});
	canvas.addEventListener("blur", () => {
		pen.hidden = true;
		words.textContent = "";
		isDown = false;
	});
	canvas.addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.altKey || event.metaKey)
			return;
		if (event.key === " " || event.key === "Enter") {
			event.preventDefault();
			if (!event.repeat)
				setDown(!isDown);
			pen.hidden = false;
		} else if (event.key === "Escape" && isDown) {
			setDown(false);
		} else if (ARROWS[event.key]) {
			event.preventDefault();
			const step = event.shiftKey ? BIG_STEP : STEP;
			const [dx, dy] = ARROWS[event.key];
			const next = [within(at[0] + dx * step, WIDTH), within(at[1] + dy * step, HEIGHT)];
			if (isDown)
				lineTo(at, next);
			at = next;
			pen.hidden = false;
			show();
		}
	});
}

function roomQuery(room) {
	return room ? `?mirror=${encodeURIComponent(room)}` : "";
}

export function startDrawing(onstate) {
	const canvas = document.getElementById("canvas");
	const colour = document.getElementById("colour");
	const room = document.getElementById("room");
	const ink = canvas.getContext("2d");
	const wipe = () => ink.clearRect(0, 0, WIDTH, HEIGHT);

	ink.scale(SCALE, SCALE);
	ink.lineWidth = 2;
	ink.lineCap = ink.lineJoin = "round";
	room.value = new URLSearchParams(location.search).get("mirror") || "";

	const connection = new Connection({
		protocol: "lws-mirror-protocol",
		query: roomQuery(room.value),
		onmessage: (text) => drawMessage(ink, text),
		onstate: (state, words) => {
			canvas.setAttribute("aria-disabled", String(state !== "open"));
			onstate(state, words);
		},
	});
	const outbox = new Outbox(connection);
	const lineTo = ([x1, y1], [x2, y2]) =>
		outbox.add(`d ${colour.value} ${x1} ${y1} ${x2} ${y2};`);

	followPointers(canvas, lineTo);
	followKeys(canvas, lineTo);
	document.getElementById("wipe").onclick = wipe;
	document.getElementById("room-form").addEventListener("submit", (event) => {
		event.preventDefault();
		connection.query = roomQuery(room.value.trim());
		history.replaceState(null, "", connection.query || location.pathname);
		wipe();
		connection.open();
	});

	connection.open();
	return connection;
}
