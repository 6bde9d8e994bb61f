// SPDX-License-Identifier: GPL-3.0-only
// npm's ws through a forward proxy: forwardpeer.cjs URL PROXYPORT CA
// Sends one message of each kind; exits 0 if all came back.
'use strict';
const fs = require('fs');
const http = require('http');
const https = require('https');
const tls = require('tls');
const WebSocket = require('ws');

const [url, proxyPort, authority] = process.argv.slice(2);
const target = new URL(url);
const isSecure = target.protocol === 'wss:';

function fail(error) {
    console.error(String(error));
    process.exit(1);
}

function converse(tunnel) {
    const agent = new (isSecure ? https : http).Agent();
    agent.createConnection = () => isSecure
        ? tls.connect({ socket: tunnel, servername: target.hostname, ca: fs.readFileSync(authority) })
        : tunnel;
    const socket = new WebSocket(url, { agent });
    const messages = ['hello, \u00e4\u00f6\u00fc', Buffer.from([0, 1, 2, 255]), 'x'.repeat(100000)];
    let echoes = 0;
    socket.on('error', fail);
    socket.on('open', () => messages.forEach(message => socket.send(message)));
    socket.on('message', (data, isBinary) => {
        const expected = Buffer.from(messages[echoes]);
        if (!data.equals(expected) || isBinary !== (typeof messages[echoes] !== 'string'))
            fail(`echo ${echoes} differs`);
        if (++echoes === messages.length)
            socket.close(4002, 'that was all');
    });
    socket.on('close', code => process.exit(code === 4002 && echoes === messages.length ? 0 : 1));
}

http.request({ host: '127.0.0.1', port: proxyPort, method: 'CONNECT', path: `${target.hostname}:${target.port}` })
    .on('connect', (response, tunnel) => response.statusCode === 200 ? converse(tunnel) : fail(response.statusCode))
    .on('error', fail)
    .end();
setTimeout(() => fail('too slow'), 60000);
