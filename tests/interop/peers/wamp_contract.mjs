// SPDX-License-Identifier: MIT
// What the WAMP clients of npm share: orders from stdin, reports to stdout, and what
// procedures do. tests/interop/wampactor.h describes the lines.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const modules = process.env.GANTRY_NODE_MODULES;
export const require = createRequire(join(modules, '..', 'index.js'));
//! A file of a package, past what the package says that it exports.
export const file = (...path) => pathToFileURL(join(modules, ...path)).href;

const toReport = (_, value) => {
    if (typeof value === 'bigint')
        return Number(value);
    // A Buffer has made this of itself before it comes here.
    if (value?.type === 'Buffer' && Array.isArray(value.data))
        return { $bytes: Buffer.from(value.data).toString('hex') };
    return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('hex') } : value;
};

export function say(what) {
    process.stdout.write(JSON.stringify(what, toReport) + '\n');
}

//! Octets have no place in JSON: {"$bytes": hex} stands for them.
function fromOrder(value) {
    if (Array.isArray(value))
        return value.map(fromOrder);
    if (value === null || typeof value !== 'object')
        return value;
    if ('$bytes' in value)
        return Buffer.from(value.$bytes, 'hex');
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromOrder(item)]));
}

export class Failure {
    constructor(error, args = [], kwargs = {}) {
        Object.assign(this, { error, args, kwargs });
    }
}

//! What a procedure does with {args, kwargs, details, progress}, and what was registered.
//! Answers {args, kwargs} or throws a Failure.
export const behaviours = {
    echo: ({ args, kwargs }) => ({ args, kwargs }),
    add: ({ args }) => ({ args: [args.reduce((sum, term) => sum + term, 0)], kwargs: {} }),
    fail: ({ args, kwargs }, { error }) => { throw new Failure(error, args, kwargs); },
    progress({ args: [steps], progress }) {
        for (let step = 0; step < steps; ++step)
            progress?.([step], { of: steps });
        return { args: [steps], kwargs: {} };
    },
    hang(_, { n }) {
        say({ n, what: 'invoked' });
        return new Promise(() => {});
    },
    tell: ({ details: { procedure, caller, caller_authid, caller_authrole } }, { tag }) =>
        ({ args: [tag], kwargs: { procedure, caller, caller_authid, caller_authrole } }),
};

//! Obeys orders until stdin ends. \a Client has the methods join(), call() ..., each
//! answering its order's report, or nothing, or throwing a Failure.
export async function obey(Client) {
    const clients = new Map();
    for await (const line of createInterface({ input: process.stdin })) {
        const order = JSON.parse(line);
        if (order.op === 'join')
            clients.set(order.session, new Client());
        if (order.args)
            order.args = fromOrder(order.args);
        if (order.kwargs)
            order.kwargs = fromOrder(order.kwargs);
        // Not awaited: the next order may be what brings this one's answer.
        Promise.resolve()
            .then(() => clients.get(order.session)[order.op](order))
            .then(report => report && say({ n: order.n, ...report }))
            .catch(failure => {
                if (!(failure instanceof Failure))
                    throw failure;
                say({ n: order.n, what: 'error', ...failure });
            });
    }
    process.exit();
}
