// SPDX-License-Identifier: MIT
// npm's ws as a server. ws.mjs PORT [--deflate [--level N] [--window-bits N]]
// [--broadcast] [--cert FILE --key FILE]; GANTRY_NODE_MODULES is where ws is.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const require = createRequire(`${process.env.GANTRY_NODE_MODULES}/`);
const { WebSocketServer } = require('ws');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    deflate: { type: 'boolean' },
    level: { type: 'string', default: '6' },
    'window-bits': { type: 'string', default: '15' },
    broadcast: { type: 'boolean' },
    cert: { type: 'string' },
    key: { type: 'string' },
    version: { type: 'boolean' },
  },
});

if (values.version) {
  console.log(`${require('ws/package.json').version} on Node ${process.versions.node}`);
  process.exit(0);
}
const windowBits = Number(values['window-bits']);
const perMessageDeflate = values.deflate && {
  zlibDeflateOptions: { level: Number(values.level), memLevel: 8 },
  serverMaxWindowBits: windowBits,
  clientMaxWindowBits: windowBits,
  threshold: 0,
};
const server = values.cert
  ? createTlsServer({ cert: readFileSync(values.cert), key: readFileSync(values.key) })
  : createServer();
const webSockets = new WebSocketServer({
  server,
  perMessageDeflate: perMessageDeflate ?? false,
  maxPayload: 0,
});
webSockets.on('connection', (client) => {
  client.on('error', () => {});
  client.on('message', (data, binary) => {
    if (values.broadcast) {
      for (const receiver of webSockets.clients) receiver.send(data, { binary });
    } else {
      client.send(data, { binary });
    }
  });
});
server.listen({ port: Number(positionals[0] ?? 0), host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on ${values.cert ? 'wss' : 'ws'}://127.0.0.1:${server.address().port}`);
});
