// SPDX-License-Identifier: MIT
// npm's wampy as a WAMP client that does what it is told.
import { behaviours, Failure, file, obey, require, say } from './wamp_contract.mjs';

const { Wampy } = await import(file('wampy', 'dist', 'esm', 'wampy.js'));
const fromWampy = (...path) => import(file('wampy', 'dist', 'esm', ...path));
const { JsonSerializer } = await fromWampy('serializers', 'json-serializer.js');
const { MsgpackSerializer } = await fromWampy('serializers', 'msgpack-serializer.js');
const { CborSerializer } = await fromWampy('serializers', 'cbor-serializer.js');
const wampcra = await fromWampy('auth', 'wampcra', 'wampy-cra.js');
const cryptosign = await fromWampy('auth', 'cryptosign', 'wampy-cryptosign.js');
const nacl = require('tweetnacl');
const serializers = { json: JsonSerializer, msgpack: MsgpackSerializer, cbor: CborSerializer };

const signers = {
    ticket: secret => () => secret,
    wampcra: wampcra.sign,
    cryptosign: cryptosign.sign,
};

function hello(auth) {
    if (!auth)
        return {};
    const { method, authid, secret } = auth;
    const pubkey = () => cryptosign.bytes2hex(nacl.sign.keyPair.fromSeed(cryptosign.hex2bytes(secret)).publicKey);
    return {
        authid,
        authmethods: [method],
        authextra: method === 'cryptosign' ? { pubkey: pubkey() } : {},
        onChallenge: signers[method](secret),
    };
}

const payloadOf = ({ args, kwargs }) => ({ argsList: args ?? [], argsDict: kwargs ?? {} });
const reportOf = ({ argsList, argsDict }) => ({ args: argsList ?? [], kwargs: argsDict ?? {} });

async function settled(promise) {
    try {
        return await promise;
    } catch (error) {
        throw new Failure(error.errorUri ?? error.message, error.argsList, error.argsDict);
    }
}

class Client {
    kept = new Map(); // what subscriptions, registrations and calls are found by again

    async join({ n, url, realm, serializer, auth }) {
        this.wampy = new Wampy(url, {
            realm, ws: require('ws'), autoReconnect: false, uriValidation: 'loose', ...hello(auth),
            serializer: new serializers[serializer](),
            onClose: () => say({ n, what: 'disconnected' }),
        });
        try {
            const { authid, authrole, authmethod } = await this.wampy.connect();
            const session = this.wampy.getSessionId();
            return { what: 'joined', session, authid, authrole, authmethod };
        } catch (error) {
            return { what: 'refused', reason: error.errorUri ?? error.message };
        }
    }

    leave() {
        this.wampy.disconnect();
    }

    async register(order) {
        const { n, procedure, behaviour, options } = order;
        const endpoint = async ({ details, argsList: args = [], argsDict: kwargs = {} }) => {
            try {
                return payloadOf(await behaviours[behaviour]({ args, kwargs, details }, order));
            } catch (failure) {
                throw { error: failure.error, ...payloadOf(failure) };
            }
        };
        await settled(this.wampy.register(procedure, endpoint, options));
        this.kept.set(n, procedure);
        return { what: 'registered' };
    }

    async unregister({ of }) {
        await settled(this.wampy.unregister(this.kept.get(of)));
        return { what: 'unregistered' };
    }

    async subscribe({ n, topic, options }) {
        const handler = event => say({ n, what: 'event', topic, ...event.details, ...reportOf(event) });
        // With options, also with none in them, it could not unsubscribe.
        const wishes = Object.keys(options).length ? options : undefined;
        this.kept.set(n, (await settled(this.wampy.subscribe(topic, handler, wishes))).subscriptionId);
        return { what: 'subscribed' };
    }

    async unsubscribe({ of }) {
        await settled(this.wampy.unsubscribe(this.kept.get(of)));
        return { what: 'unsubscribed' };
    }

    //! Always acknowledged.
    async publish(order) {
        const { topic, options } = order;
        const { publicationId } = await settled(this.wampy.publish(topic, payloadOf(order), options));
        return { what: 'published', publication: publicationId };
    }

    async call(order) {
        const { n, procedure, options: { receive_progress, ...options } = {} } = order;
        if (receive_progress)
            options.progress_callback = result => say({ n, what: 'progress', ...reportOf(result) });
        const reply = this.wampy.call(procedure, payloadOf(order), options);
        this.kept.set(n, this.wampy.getOpStatus().reqId);
        return { what: 'result', ...reportOf(await settled(reply)) };
    }

    cancel({ of, mode }) {
        this.wampy.cancel(this.kept.get(of), { mode });
    }
}

await obey(Client);
