// SPDX-License-Identifier: MIT
// npm's router wamp.rt; runs until it is killed.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { require } from './wamp_contract.mjs';

// Its ws is so old that it does not understand what others bring for ws of today.
const itsRequire = createRequire(require.resolve('wamp.rt'));
for (const helper of ['BufferUtil', 'Validation'])
    itsRequire('ws/lib/' + helper)[helper] ??= itsRequire(`ws/lib/${helper}.fallback`)[helper];

const Router = require('wamp.rt');
const server = createServer();
new Router({ server });
server.listen(0, '127.0.0.1', () => console.log(`listening on ws://127.0.0.1:${server.address().port}/`));
