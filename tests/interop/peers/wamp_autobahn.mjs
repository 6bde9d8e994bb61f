// SPDX-License-Identifier: MIT
// npm's autobahn as a WAMP client that does what it is told.
import { behaviours, Failure, file, obey, require, say } from './wamp_contract.mjs';

const autobahn = require('autobahn');
const cra = require('autobahn/lib/auth/cra.js');
const cryptosign = require('autobahn/lib/auth/cryptosign.js');
const nacl = require('tweetnacl');

const serializers = {
    json: autobahn.serializer.JSONSerializer,
    msgpack: autobahn.serializer.MsgpackSerializer,
    cbor: autobahn.serializer.CBORSerializer,
};

function signatureOf({ method, secret }, extra) {
    if (method === 'ticket')
        return secret;
    if (method === 'cryptosign')
        return cryptosign.sign_challenge(nacl.sign.keyPair.fromSeed(Buffer.from(secret, 'hex')), extra);
    const key = extra.salt ? cra.derive_key(secret, extra.salt, extra.iterations, extra.keylen) : secret;
    return cra.sign(key, extra.challenge);
}

function hello(auth) {
    if (!auth)
        return {};
    const { method, authid, secret } = auth;
    const pubkey = () => Buffer.from(nacl.sign.keyPair.fromSeed(Buffer.from(secret, 'hex')).publicKey).toString('hex');
    return {
        authmethods: [method],
        authid,
        authextra: method === 'cryptosign' ? { pubkey: pubkey() } : {},
        onchallenge: (session, _, extra) => signatureOf(auth, extra),
    };
}

// Its errors are no Errors, and come out of promises whose progress it reports as well.
const settled = promise => promise.then(value => value, error => {
    throw error instanceof autobahn.Error ? new Failure(error.error, error.args, error.kwargs) : new Failure(String(error));
});

class Client {
    kept = new Map(); // subscriptions, registrations and calls by their order's number

    join({ n, url, realm, serializer, auth }) {
        const connection = new autobahn.Connection({
            url, realm, max_retries: 0, ...hello(auth),
            use_es6_promises: false,
            serializers: [new serializers[serializer]()],
            on_user_error: () => {}, // what "fail" throws is no news
        });
        connection.onopen = (session, { authid, authrole, authmethod }) => {
            this.session = session;
            say({ n, what: 'joined', session: session.id, authid, authrole, authmethod });
        };
        connection.onclose = (_, { reason }) => {
            if (reason)
                say({ n, what: this.session ? 'left' : 'refused', reason });
            say({ n, what: 'disconnected' });
            return true; // no further attempts
        };
        this.connection = connection;
        connection.open();
    }

    leave() {
        this.connection.close();
    }

    async register(order) {
        const endpoint = async (args, kwargs, details) => {
            try {
                const answer = await behaviours[order.behaviour]({ args, kwargs, details, progress: details.progress }, order);
                return new autobahn.Result(answer.args, answer.kwargs);
            } catch ({ error, args, kwargs }) {
                throw new autobahn.Error(error, args, kwargs);
            }
        };
        this.kept.set(order.n, await settled(this.session.register(order.procedure, endpoint, order.options)));
        return { what: 'registered' };
    }

    async unregister({ of }) {
        await settled(this.kept.get(of).unregister());
        return { what: 'unregistered' };
    }

    async subscribe({ n, topic, options }) {
        const handler = (args, kwargs, event) => say({ n, what: 'event', args, kwargs, ...event });
        this.kept.set(n, await settled(this.session.subscribe(topic, handler, options)));
        return { what: 'subscribed' };
    }

    async unsubscribe({ of }) {
        await settled(this.kept.get(of).unsubscribe());
        return { what: 'unsubscribed' };
    }

    async publish({ topic, args, kwargs, options }) {
        const acknowledged = this.session.publish(topic, args, kwargs, options);
        if (!acknowledged)
            return { what: 'sent' };
        return { what: 'published', publication: (await settled(acknowledged)).id };
    }

    async call({ n, procedure, args, kwargs, options }) {
        const reply = this.session.call(procedure, args, kwargs, options);
        this.kept.set(n, reply);
        reply.then(null, () => {}, result => say({ n, what: 'progress', args: result.args, kwargs: result.kwargs }));
        const result = await settled(reply);
        if (result instanceof autobahn.Result)
            return { what: 'result', args: result.args, kwargs: result.kwargs };
        return { what: 'result', args: result === null ? [] : [result], kwargs: {} };
    }

    cancel({ of, mode }) {
        this.kept.get(of).cancel({ mode });
    }
}

await obey(Client);
