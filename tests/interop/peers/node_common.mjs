// SPDX-License-Identifier: MIT
// What the two scripts for npm's ws share: where the module is, and arguments.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.GANTRY_NODE_MODULES, '..', 'index.js'));
const ws = require('ws');
export const WebSocket = ws;
export const WebSocketServer = ws.WebSocketServer;

export function option(name) {
    const index = process.argv.indexOf('--' + name);
    return index < 0 ? undefined : process.argv[index + 1];
}
export const plain = process.argv.includes('--plain');
