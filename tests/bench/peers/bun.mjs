// SPDX-License-Identifier: MIT
// Bun as a server, which has uWebSockets inside. bun.mjs PORT [--deflate]
// [--broadcast] [--cert FILE --key FILE]. Bun compresses at zlib's default level, 6.
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  args: Bun.argv.slice(2),
  allowPositionals: true,
  options: {
    deflate: { type: 'boolean' },
    broadcast: { type: 'boolean' },
    cert: { type: 'string' },
    key: { type: 'string' },
    version: { type: 'boolean' },
  },
});

if (values.version) {
  console.log(Bun.version);
  process.exit(0);
}
const deflate = values.deflate ?? false;
const server = Bun.serve({
  port: Number(positionals[0] ?? 0),
  hostname: '127.0.0.1',
  tls: values.cert && { cert: Bun.file(values.cert), key: Bun.file(values.key) },
  fetch(request, server) {
    return server.upgrade(request) ? undefined : new Response('', { status: 400 });
  },
  websocket: {
    idleTimeout: 0,
    sendPings: false,
    maxPayloadLength: 64 * 1024 * 1024,
    backpressureLimit: 0,
    // Windows of 15 bits that stay between messages, in both directions.
    perMessageDeflate: deflate && { compress: '256KB', decompress: 'dedicated' },
    open(client) {
      if (values.broadcast) client.subscribe('all');
    },
    message(client, message) {
      if (values.broadcast) server.publish('all', message, deflate);
      else client.send(message, deflate);
    },
  },
});
console.log(`listening on ${values.cert ? 'wss' : 'ws'}://127.0.0.1:${server.port}`);
