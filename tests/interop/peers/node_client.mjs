// SPDX-License-Identifier: MIT
// npm's ws as the client of a Gantry echo server: one conversation of every kind of
// message and frame, and one that the server ends. Exits 0 when everything came back
// as it should, else says what not.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { WebSocket, option, plain } from './node_common.mjs';

const url = process.argv[2];
const sizes = [0, 1, 125, 126, 65535, 65536, 1 << 20];
const unit = 'a\u00e4\u20ac\u{1f600}';
const ca = option('ca') && readFileSync(option('ca'));

async function open() {
    const connection = new WebSocket(url, ['other', 'chat.v2'], { ca, perMessageDeflate: plain ? false : { threshold: 64 } });
    const inbox = [];
    connection.on('message', (data, isBinary) => inbox.push(isBinary ? data : data.toString()));
    connection.next = async () => {
        while (!inbox.length)
            await once(connection, 'message', { signal: AbortSignal.timeout(20000) });
        return inbox.shift();
    };
    await once(connection, 'open');
    return connection;
}

async function echoes(connection) {
    for (const size of sizes) {
        const binary = Buffer.from(Array.from({ length: size }, (_, i) => i * 31 & 255));
        connection.send(binary);
        assert.deepEqual(await connection.next(), binary, `binary of ${size} octets`);
        const text = unit.repeat(size / 10);
        connection.send(text);
        assert.equal(await connection.next(), text, `text of about ${size} octets`);
    }
}

async function fragments(connection) {
    const words = ['many ', 'small ', '', 'fr\u00e4', 'gments'];
    for (const word of words)
        connection.send(word, { fin: false, binary: false });
    connection.send('!', { fin: true, binary: false });
    assert.equal(await connection.next(), words.join('') + '!', 'text in fragments');
}

async function pings(connection) {
    for (const payload of ['', 'ping', 'x'.repeat(125)]) {
        connection.ping(payload);
        const [answer] = await once(connection, 'pong');
        assert.equal(answer.toString(), payload, 'pong');
    }
}

async function pipelined(connection) {
    const texts = Array.from({ length: 500 }, (_, i) => `message ${i} ` + unit.repeat(i % 50));
    texts.forEach(text => connection.send(text));
    for (const text of texts)
        assert.equal(await connection.next(), text, 'pipelined');
}

const first = await open();
assert.equal(first.protocol, 'chat.v2');
assert.equal(first.extensions.includes('permessage-deflate'), !plain, first.extensions);
for (const part of [echoes, fragments, pings, pipelined])
    await part(first);
first.close(4001, 'my r\u00e9ason');
const [code] = await once(first, 'close');
assert.equal(code, 4001);

const second = await open();
second.send('please close 4002 over \u00fc out');
const [serverCode, serverReason] = await once(second, 'close');
assert.deepEqual([serverCode, serverReason.toString()], [4002, 'over \u00fc out']);
