// The script of a sealed page: asks for the words, opens the envelope, builds the page.
//
// In: the envelope in #felt-packet, and the words.  Out: elements and texts.  Must never: put a text anywhere but into a text
// node, show a part of what did not verify, or ask anything of anywhere.
'use strict';
(() => {
	const at = (id) => document.getElementById(id);
	const SVG = 'http://www.w3.org/2000/svg';
	const ROUNDS_MOST = 10000000;
	const broken = 'This file is not whole, or it was altered on its way. Please ask for it again.';
	const wrong = 'These words do not open it. Please compare them with what you were given. If they are right, the file was ' +
		'altered on its way: please ask for it again.';
	let opening = false;

	const say = (words) => { at('said').textContent = words; };

	const bytes = (b64) => {
		const s = atob(b64);
		const out = new Uint8Array(s.length);
		for (let i = 0; i < s.length; i++)
			out[i] = s.charCodeAt(i);
		return out;
	};

	// The envelope, checked; throws when it is not one.
	const envelope = () => {
		const e = JSON.parse(at('felt-packet').textContent);
		const salt = bytes(e.salt), iv = bytes(e.iv), ct = bytes(e.ct);
		if (e.v !== 1 || e.kdf !== 'PBKDF2-SHA256' || !Number.isInteger(e.iter) || e.iter < 1 || e.iter > ROUNDS_MOST ||
		    salt.length !== 16 || iv.length !== 12 || ct.length < 16)
			throw new Error('envelope');
		const bound = `FELT-PAGE-1|${e.kdf}|${e.iter}|${e.salt}|${e.iv}`;
		return { salt, iv, ct, iter: e.iter, bound: new TextEncoder().encode(bound) };
	};

	// Lower case, no blanks outside, one hyphen for every run of blanks and hyphens.
	const spelled = (typed) => typed.toLowerCase().trim().replace(/[\s\u00ad\u2010-\u2015-]+/g, '-').replace(/^-|-$/g, '');

	const key = async (words, e) => {
		const raw = await crypto.subtle.importKey('raw', new TextEncoder().encode(words), 'PBKDF2', false, ['deriveKey']);
		return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt: e.salt, iterations: e.iter }, raw,
			{ name: 'AES-GCM', length: 256 }, false, ['decrypt']);
	};

	// ["tag", {attributes}?, child...] or a text.
	const build = (node, ns) => {
		if (typeof node === 'string')
			return document.createTextNode(node);
		const [tag, ...rest] = node;
		const space = tag === 'svg' ? SVG : ns;
		const el = space ? document.createElementNS(space, tag) : document.createElement(tag);
		for (const child of rest) {
			if (typeof child === 'string' || Array.isArray(child))
				el.append(build(child, space));
			else
				for (const [name, value] of Object.entries(child))
					el.setAttribute(name, value);
		}
		return el;
	};

	const show = (page) => {
		at('felt-page').replaceChildren(page);
		at('lock').hidden = true;
		at('bar').hidden = false;
		say('');
		const title = page.querySelector('h1');
		title.tabIndex = -1;
		title.focus();
	};

	const clear = () => {
		at('felt-page').replaceChildren();
		at('words').value = '';
		at('bar').hidden = true;
		at('lock').hidden = false;
		say('');
	};

	const open = async () => {
		const words = spelled(at('words').value);
		let e, plain;
		try {
			e = envelope();
		} catch {
			return say(broken);
		}
		say('Opening …');
		try {
			plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: e.iv, additionalData: e.bound }, await key(words, e), e.ct);
		} catch {
			at('words').select();
			return say(wrong);
		}
		try {
			const tree = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
			at('words').value = '';
			show(build(tree, null));
		} catch {
			clear();
			say(broken);
		}
	};

	at('form').addEventListener('submit', async (event) => {
		event.preventDefault();
		if (opening)
			return;
		opening = true;
		await open();
		opening = false;
	});
	at('clear').addEventListener('click', () => {
		clear();
		at('words').focus();
	});
	window.addEventListener('pagehide', clear);

	if (!window.crypto || !crypto.subtle || !window.TextDecoder) {
		say('This browser cannot open it: it lacks the cryptography that is needed, or shows the page in a way that switches it off. ' +
			'Save the file, and open it in a current Firefox, Chrome, Edge or Safari.');
	} else {
		at('form').hidden = false;
		at('words').focus();
	}
})();
