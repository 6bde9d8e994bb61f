// SPDX-License-Identifier: MIT
// npm's ws as the echo server of a Gantry client. Text that begins with "please" is
// an order: close CODE REASON, ping PAYLOAD, fragments TEXT. Prints where it listens,
// and how each connection ended.
import { createServer as createPlainServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { WebSocketServer, option, plain } from './node_common.mjs';

const isSecure = option('cert') !== undefined;
const http = isSecure
    ? createTlsServer({ cert: readFileSync(option('cert')), key: readFileSync(option('key')) })
    : createPlainServer();

function obey(connection, order) {
    const [verb, ...words] = order.split(' ');
    const rest = words.join(' ');
    if (verb === 'close') {
        connection.close(Number(words[0]), words.slice(1).join(' '));
    } else if (verb === 'ping') {
        connection.ping(rest);
        connection.once('pong', data => connection.send(data.toString() === rest ? 'ponged' : 'wrong pong'));
    } else if (verb === 'fragments') {
        for (const letter of rest)
            connection.send(letter, { fin: false, binary: false });
        connection.send('', { fin: true, binary: false });
    }
}

const server = new WebSocketServer({
    server: http,
    maxPayload: 0,
    perMessageDeflate: plain ? false : { threshold: 64 },
    handleProtocols: protocols => protocols.has('chat.v2') ? 'chat.v2' : false,
});
server.on('connection', connection => {
    connection.on('message', (data, isBinary) => {
        const text = isBinary ? '' : data.toString();
        if (text.startsWith('please '))
            obey(connection, text.slice('please '.length));
        else
            connection.send(data, { binary: isBinary });
    });
    connection.on('error', error => console.log('error', error.message));
    connection.on('close', (code, reason) => console.log('closed', code, reason.toString()));
});
http.listen(0, '127.0.0.1', () =>
    console.log(`listening on ${isSecure ? 'wss' : 'ws'}://127.0.0.1:${http.address().port}`));
