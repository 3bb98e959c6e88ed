// Opens a sealed page with Node's WebCrypto and prints what it holds: the JSON tree of the page (FORMAT.md 7).
//
//	node share_open.mjs FILE WORDS
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';

const [, , file, words] = process.argv;
const html = readFileSync(file, 'utf8');
const found = /<script type="application\/json" id="felt-packet">([^<]*)<\/script>/.exec(html);
const e = JSON.parse(found[1]);
const bytes = (b64) => Buffer.from(b64, 'base64');
const { subtle } = webcrypto;
const secret = await subtle.importKey('raw', Buffer.from(words), 'PBKDF2', false, ['deriveKey']);
const key = await subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt: bytes(e.salt), iterations: e.iter }, secret,
	{ name: 'AES-GCM', length: 256 }, false, ['decrypt']);
const plain = await subtle.decrypt({ name: 'AES-GCM', iv: bytes(e.iv), additionalData: Buffer.from(`FELT-PAGE-1|PBKDF2-SHA256|${e.iter}|${e.salt}|${e.iv}`) },
	key, bytes(e.ct));
process.stdout.write(Buffer.from(plain));
