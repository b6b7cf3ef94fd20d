// SPDX-License-Identifier: MIT
// `ws` for Node as a server that compresses and sends back: pmd-echo.js PORT
'use strict';

const WebSocket = require('ws');
const Server = WebSocket.WebSocketServer || WebSocket.Server;
// a threshold of 0, or it would send short messages as they are
const server = new Server({ host: '127.0.0.1', port: +process.argv[2],
			    perMessageDeflate: { threshold: 0 } });

server.on('connection', (ws) =>
	ws.on('message', (data, isBinary) =>
		ws.send(data, { binary: isBinary })));
process.on('SIGTERM', () => process.exit(0));
