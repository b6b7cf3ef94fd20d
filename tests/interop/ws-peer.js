// SPDX-License-Identifier: MIT
// The end of `ws` for Node; ws-echo.c says who does what.
//
//   node ws-peer.js server        says "port N"
//   node ws-peer.js client PORT   goes through it all, says "ok"
'use strict';

const assert = require('assert');
const fs = require('fs');
const http = require('http');
const https = require('https');
const WebSocket = require('ws');
const PEM = process.env.INTEROP_PEM && fs.readFileSync(process.env.INTEROP_PEM);
// "name; name=10" as options of ws
function deflate() {
	const text = process.env.INTEROP_PMD;
	const names = { server_no_context_takeover: 'serverNoContextTakeover',
			client_no_context_takeover: 'clientNoContextTakeover',
			server_max_window_bits: 'serverMaxWindowBits',
			client_max_window_bits: 'clientMaxWindowBits' };
	const options = { threshold: 0 };

	if (text === undefined)
		return undefined;
	for (const item of text.split(';').filter((s) => s.trim())) {
		const [name, value] = item.trim().split('=');

		options[names[name]] = value ? Number(value) : true;
	}
	return options;
}
const DEFLATE = deflate();
const MEGABYTE = Buffer.alloc(1 << 20);

for (let n = 0; n < MEGABYTE.length; n++)
	MEGABYTE[n] = (n * 7 >> 3) & 255;

function server() {
	const Server = WebSocket.WebSocketServer || WebSocket.Server;
	const front = PEM ? https.createServer({ cert: PEM, key: PEM }) :
			    http.createServer();
	const s = new Server({ server: front,
				...(DEFLATE && { perMessageDeflate: DEFLATE }) });

	front.listen(0, '127.0.0.1',
		     () => console.log('port ' + front.address().port));
	s.on('connection', (ws) => {
		ws.on('message', (data, isBinary) => {
			const text = isBinary ? '' : data.toString();

			if (text.startsWith('close ')) {
				const [, code, reason] = text.split(' ');

				ws.close(Number(code), reason);
			} else if (text === 'ping')
				ws.ping('are you there');
			else
				ws.send(data, { binary: isBinary });
		});
		ws.on('pong', (data) => {
			if (data.toString() === 'are you there')
				ws.send('pong ok');
		});
		ws.on('close', (code, reason) =>
			console.log('closed ' + code + ' ' + reason));
	});
	process.stdin.resume();
	process.stdin.on('end', () => process.exit(0));
}

function open(port, protocols) {
	return new Promise((done, failed) => {
		const ws = new WebSocket((PEM ? 'wss' : 'ws') + '://127.0.0.1:' +
					 port + '/', protocols || [],
					 { ca: PEM, ...(DEFLATE &&
						{ perMessageDeflate: DEFLATE }) });

		ws.on('open', () => {
			if (DEFLATE)
				assert.ok(ws.extensions.includes('permessage-deflate'));
			done(ws);
		});
		ws.on('error', failed);
	});
}

const once = (ws, what) => new Promise((done) =>
	ws.once(what, (...args) => done(args)));

async function echo(ws, data, isBinary) {
	const answer = once(ws, 'message');

	ws.send(data, { binary: isBinary });
	const [got, gotBinary] = await answer;
	assert.strictEqual(gotBinary, isBinary);
	assert.ok(Buffer.from(data).equals(got));
}

async function fragments(ws) {
	const answer = once(ws, 'message');

	ws.send('one ', { fin: false });
	ws.ping();
	ws.send('two ', { fin: false });
	ws.ping('between');
	ws.send('three', { fin: true });
	assert.strictEqual((await answer)[0].toString(), 'one two three');
}

async function closesAsItIsTold(port, code) {
	const ws = await open(port);
	const answer = once(ws, 'close');

	ws.send('close ' + code + ' r\u00e9ason');
	assert.deepStrictEqual((await answer).map(String),
			       [String(code), 'r\u00e9ason']);
}

async function client(port) {
	let ws = await open(port, ['nobodys', 'echo']);
	let answer;

	assert.strictEqual(ws.protocol, 'echo');
	for (const code of [1000, 1001, 1003, 1008, 1011, 3000, 3999, 4000, 4999])
		await closesAsItIsTold(port, code);
	await echo(ws, 'h\u00e9llo \u20ac', false);
	await echo(ws, '', false);
	await echo(ws, MEGABYTE.subarray(0, 256), true);
	await fragments(ws);
	answer = once(ws, 'pong');
	ws.ping('hello?');
	assert.strictEqual((await answer)[0].toString(), 'hello?');
	await echo(ws, MEGABYTE, true);
	await echo(ws, Buffer.concat(Array(8).fill(MEGABYTE)), true);
	await echo(ws, 'x'.repeat(1 << 20), false);
	answer = once(ws, 'message');
	ws.send('ping');
	assert.strictEqual((await answer)[0].toString(), 'pong ok');
	answer = once(ws, 'close');
	ws.send('close 4003 later');
	assert.deepStrictEqual((await answer).map(String), ['4003', 'later']);

	ws = await open(port);
	answer = once(ws, 'close');
	ws.close(4001, 'done');
	assert.deepStrictEqual((await answer).map(String), ['4001', 'done']);
	console.log('ok');
}

if (process.argv[2] === 'server')
	server();
else
	client(process.argv[3]).catch((e) => {
		console.error(e);
		process.exit(1);
	});
