// Opens envelopes of sealed pages with Node's WebCrypto, an implementation that is not felt's: an independent check of the bytes
// (FORMAT.md 7, T103).  Written from the format alone; nothing here is shared with page.js.
//
//	node envelope.mjs FILE WORDS LENGTH     FILE holds the envelope of LENGTH bytes that repeat 0..250
//
// Says "same", or why not.
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';

const [, , file, words, length] = process.argv;
const envelope = JSON.parse(readFileSync(file, 'utf8'));
const keys = Object.keys(envelope).join(' ');
if (keys !== 'v kdf iter salt iv ct')
	throw new Error(`keys: ${keys}`);
const bytes = (b64) => Buffer.from(b64, 'base64');
for (const name of ['salt', 'iv', 'ct'])
	if (bytes(envelope[name]).toString('base64') !== envelope[name])
		throw new Error(`${name} is not standard base64 with padding`);
if (envelope.v !== 1 || envelope.kdf !== 'PBKDF2-SHA256' || envelope.iter !== 1000000 || bytes(envelope.salt).length !== 16 ||
    bytes(envelope.iv).length !== 12 || bytes(envelope.ct).length !== Number(length) + 16)
	throw new Error('parameters');

const { subtle } = webcrypto;
const secret = await subtle.importKey('raw', Buffer.from(words), 'PBKDF2', false, ['deriveKey']);
const key = await subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt: bytes(envelope.salt), iterations: envelope.iter }, secret,
	{ name: 'AES-GCM', length: 256 }, false, ['decrypt']);
const bound = `FELT-PAGE-1|PBKDF2-SHA256|${envelope.iter}|${envelope.salt}|${envelope.iv}`;
const plain = new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv: bytes(envelope.iv), additionalData: Buffer.from(bound) }, key,
	bytes(envelope.ct)));
if (plain.length !== Number(length))
	throw new Error(`length ${plain.length}`);
for (let i = 0; i < plain.length; i++)
	if (plain[i] !== i % 251)
		throw new Error(`byte ${i}`);
console.log('same');
