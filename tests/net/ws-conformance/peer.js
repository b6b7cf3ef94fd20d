// SPDX-License-Identifier: MIT
// `ws` for Node as the peer that is tested: sends back what it gets, and ends
// when its input does.
//
//   node peer.js server        says "port N"
//   node peer.js client PORT   connects again and again
'use strict';

const WebSocket = require('ws');
const FLATE = { threshold: 0 };
const MAX = 64 << 20;

function echo(ws) {
	ws.on('message', (data, isBinary) =>
		ws.send(data, { binary: isBinary }));
	ws.on('error', () => {}); // the peer's faults, which it closes for
}

function server() {
	const Server = WebSocket.WebSocketServer || WebSocket.Server;
	const s = new Server({ host: '127.0.0.1', port: 0, maxPayload: MAX,
			       perMessageDeflate: FLATE });

	s.on('listening', () => console.log('port ' + s.address().port));
	s.on('connection', echo);
}

function client(port) {
	const ws = new WebSocket('ws://127.0.0.1:' + port + '/', {
		maxPayload: MAX, perMessageDeflate: FLATE });

	echo(ws);
	ws.on('close', () => client(port));
}

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
if (process.argv[2] === 'server')
	server();
else
	client(process.argv[3]);
