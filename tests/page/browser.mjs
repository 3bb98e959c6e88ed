// Drives Chromium through the plain and the sealed page; speaks TAP.  Called by browser.t:
//
//	node browser.mjs FOLDER MODULES [SHOTS]     FOLDER holds NAME.json, NAME.tree, NAME.html, NAME-sealed.html, NAME.words
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , folder, modules, shots] = process.argv;
const require = createRequire(path.join(modules, 'x.js'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(path.join(modules, 'axe-core', 'axe.min.js'), 'utf8');

let count = 0;
const ok = (name, good, ...why) => {
	console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${name}`);
	if (!good)
		for (const line of why)
			console.log(`# ${String(line).slice(0, 600).replace(/\n/g, '\n# ')}`);
};
const same = (name, got, want) => ok(name, got === want, `got:  ${got}`, `want: ${want}`);
const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
const url = (name) => pathToFileURL(path.join(folder, name)).href;
const words = (name) => read(`${name}.words`).trim();

// ---- the browser: nothing it asks for may leave it; a proxy that answers nobody writes down who tried ----

// Chromium itself asks its maker for the time, updates and more, whatever it is told.  The proxy keeps that inside; those hosts are
// left out here, and a page that named one of them is a failure of its own below.
const maker = /^(https?:\/\/)?([a-z0-9-]+\.)*(google|googleapis|gvt1|gstatic)\.com([:/]|$)/;
const tried = [];
const proxy = http.createServer((request, answer) => { tried.push(request.url); answer.writeHead(503).end(); });
proxy.on('connect', (request, socket) => { tried.push(request.url); socket.destroy(); });
await new Promise((done) => proxy.listen(0, '127.0.0.1', done));

// Only a test that fails waits so long; a machine with much else to do may need a part of it.
const PATIENCE = 120000;
let profiles = 0;
const netlog = (n) => path.join(folder, `net-${n}.json`);
const start = async (options) => chromium.launchPersistentContext(path.join(folder, `profile-${++profiles}`), {
	executablePath: '/usr/bin/chromium', headless: true, timeout: PATIENCE, viewport: { width: 1280, height: 900 }, ...options,
	args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
		'--disable-component-update', '--disable-sync', `--log-net-log=${netlog(profiles)}`, '--proxy-bypass-list=<-loopback>',
		`--proxy-server=http://127.0.0.1:${proxy.address().port}`],
});
const asked = [], said = [];
const open = async (browser, name, scheme = 'light') => {
	const page = await browser.newPage();
	page.setDefaultTimeout(PATIENCE);
	page.on('request', (request) => asked.push(request.url()));
	page.on('console', (message) => said.push(`${name}: ${message.text()}`));
	page.on('pageerror', (error) => said.push(`${name}: ${error}`));
	page.on('dialog', (dialog) => { said.push(`${name}: dialog`); dialog.dismiss(); });
	await page.emulateMedia({ colorScheme: scheme });
	await page.goto(url(name));
	return page;
};
const unlock = async (page, typed) => {
	await page.fill('#words', typed);
	await page.press('#words', 'Enter');
	await page.waitForFunction(() => !document.getElementById('bar').hidden ||
		!['', 'Opening …'].includes(document.getElementById('said').textContent), null, { timeout: PATIENCE });
};
const message = (page) => page.textContent('#said');
const emptied = (page) => page.evaluate(() => document.getElementById('felt-page').childNodes.length === 0);

// The tree that the browser holds, in the form of the sealed page's JSON; the plain page has line ends before tags.
const tree = (page) => page.evaluate(() => {
	const walk = (node) => {
		if (node.nodeType === Node.TEXT_NODE)
			return node.data;
		const attributes = Object.fromEntries([...node.attributes].filter((a) => a.name !== 'tabindex').map((a) => [a.name, a.value]));
		const children = [];
		for (const child of node.childNodes) {
			if (child.nodeType === Node.TEXT_NODE && /^\n+$/.test(child.data) && !node.classList.contains('text'))
				continue;
			const built = walk(child);
			if (typeof built === 'string' && typeof children.at(-1) === 'string')
				children[children.length - 1] += built;
			else
				children.push(built);
		}
		return [node.localName, ...(Object.keys(attributes).length ? [attributes] : []), ...children];
	};
	return JSON.stringify(walk(document.querySelector('.packet')));
});
// Texts one after the other are one text to a parser.
const joined = (node) => {
	if (!Array.isArray(node))
		return node;
	const out = [];
	for (const child of node.map(joined))
		if (typeof child === 'string' && typeof out.at(-1) === 'string' && out.length > 1)
			out[out.length - 1] += child;
		else
			out.push(child);
	return out;
};
const wanted = (name) => JSON.stringify(joined(JSON.parse(read(`${name}.tree`))));

const browser = await start({});

// ---- every text, exactly; plain and sealed are the same page ----

for (const name of ['month', 'escaping', 'sparse', 'long']) {
	const plain = await open(browser, `${name}.html`), sealed = await open(browser, `${name}-sealed.html`);
	same(`${name}: the plain page is the tree that was made`, await tree(plain), wanted(name));
	await unlock(sealed, words(name));
	same(`${name}: so is the sealed one, opened`, await tree(sealed), wanted(name));
	if (name === 'month' || name === 'long') {
		const texts = JSON.parse(read(`${name}.json`)).entries.map((e) => e.text).filter(Boolean);
		for (const [kind, page] of [['plain', plain], ['sealed', sealed]]) {
			const there = new Set(await page.$$eval('.text', (all) => all.map((e) => e.textContent)));
			const lines = await page.$$eval('#entries .text', (all) => Math.max(...all.map((e) => e.innerText.split('\n').length)));
			ok(`${name}: every text stands in the ${kind} page as it was written`, texts.length > 0 && texts.every((t) => there.has(t)));
			ok(`${name}: line by line`, lines === Math.max(...texts.map((t) => t.split('\n').length)), lines);
		}
	}
	if (name === 'escaping') {
		for (const page of [plain, sealed])
			same('hostile texts did nothing to the page', await page.title(), page === plain ? 'Pages from a journal' : 'A sealed packet');
		for (const page of [plain, sealed])
			same('nor made an element', await page.$$eval('.packet img, .packet script, .packet a[href^=javascript], .packet table table, .packet iframe', (all) => all.length), 0);
	}
	await plain.close();
	await sealed.close();
}

// ---- the words, the wrong ones, and what was altered ----

{
	const page = await open(browser, 'month-sealed.html');
	ok('the sealed page says nothing of what is in it', !/Anna|Berg|2026|lonely/.test(await page.evaluate(() => document.body.innerText + document.title)));
	same('the keyboard is at the words at once', await page.evaluate(() => document.activeElement.id), 'words');
	same('nothing is offered for completion', await page.getAttribute('#words', 'autocomplete'), 'off');
	await unlock(page, 'walnut-harbor-ivory-lemon-river-sandal-tulip-yogurt');
	ok('other words: a plain sentence', /do not open it/.test(await message(page)), await message(page));
	ok('and nothing of the packet', await emptied(page));
	const typed = `  ${words('month').toUpperCase().replace(/-/g, ' - ').replace(' - ', '   ')} `;
	await unlock(page, typed);
	ok('large letters, blanks and hyphens do not matter', await page.isVisible('text=From Anna'), await message(page));
	same('the heading is where a reader goes on', await page.evaluate(() => document.activeElement.localName), 'h1');
	same('the words are not kept', await page.inputValue('#words'), '');
	await page.keyboard.press('Shift+Tab');
	same('Clear can be reached with the keyboard', await page.evaluate(() => document.activeElement.id), 'clear');
	await page.keyboard.press('Enter');
	ok('Clear takes everything away', await emptied(page) && !await page.isVisible('text=Anna') && await page.isVisible('#words'));
	await unlock(page, words('month'));
	await page.goto('about:blank');
	await page.goBack();
	ok('nor is it there after leaving and coming back', !/Anna/.test(await page.evaluate(() => document.body.innerText)));
	await page.close();
}
{
	const whole = read('month-sealed.html'), good = words('month');
	const envelope = JSON.parse(whole.match(/id="felt-packet">([^<]*)</)[1]);
	const other = (b64) => (b64[0] === 'A' ? 'B' : 'A') + b64.slice(1);
	const altered = {
		'v': { v: 2 }, 'kdf': { kdf: 'PBKDF2-SHA1' }, 'iter': { iter: 999999 }, 'iter as text': { iter: '1000000' },
		'iter without end': { iter: 4e9 }, 'salt': { salt: other(envelope.salt) }, 'a short salt': { salt: 'AAAA' },
		'iv': { iv: other(envelope.iv) }, 'a long iv': { iv: envelope.salt }, 'ciphertext': { ct: other(envelope.ct) },
		'a bit in its middle': { ct: envelope.ct.slice(0, 4000) + other(envelope.ct.slice(4000)) },
		'tag': { ct: Buffer.from(envelope.ct, 'base64').map((b, i, all) => i === all.length - 1 ? b ^ 1 : b).toString('base64') },
		'its end': { ct: envelope.ct.slice(0, -8) }, 'no ciphertext': { ct: '' }, 'no base64': { ct: '???' }, 'a field gone': { iv: undefined },
	};
	for (const [name, change] of Object.entries(altered)) {
		const file = 'altered.html';
		fs.writeFileSync(path.join(folder, file), whole.replace(/(id="felt-packet">)[^<]*/, (_, head) => head + JSON.stringify({ ...envelope, ...change })));
		const page = await open(browser, file);
		await unlock(page, good);
		ok(`altered, ${name}: a plain sentence and nothing else`, await emptied(page) && /ask for it again/.test(await message(page)), await message(page));
		await page.close();
	}
	fs.writeFileSync(path.join(folder, 'altered.html'), whole.replace(/(id="felt-packet">)[^<]*/, '$1{"v":1,'));
	const page = await open(browser, 'altered.html');
	await unlock(page, good);
	ok('altered, half an envelope: the same', await emptied(page) && /ask for it again/.test(await message(page)), await message(page));
	await page.close();
}

// What opens and is no page: never a part of it.
for (const [name, what] of [['bytes', 'bytes that are not UTF-8'], ['words', 'text that is no tree']]) {
	fs.writeFileSync(path.join(folder, 'altered.html'), read('month-sealed.html').replace(/(id="felt-packet">)[^<]*/, (_, head) => head + read(`no-${name}`)));
	const page = await open(browser, 'altered.html');
	await unlock(page, read(`no-${name}.words`).trim());
	ok(`sealed, but ${what}: a plain sentence and nothing else`, await emptied(page) && /ask for it again/.test(await message(page)), await message(page));
	await page.close();
}

// ---- a script that is not felt's does not run ----

same('until here nothing was said on the console', said.join('\n'), '');
for (const name of ['month.html', 'month-sealed.html']) {
	fs.writeFileSync(path.join(folder, `added-${name}`), read(name).replace('</body>', '<script>document.title = "hit"</script><img src="x" onerror="document.title = \'hit\'"></body>'));
	const page = await open(browser, `added-${name}`);
	for (let n = 0; n < 600 && !said.some((s) => /Content Security Policy/.test(s)); n++)
		await page.waitForTimeout(100);
	ok(`${name}: a script put into it does not run`, await page.title() !== 'hit' && said.some((s) => /Content Security Policy/.test(s)), said.join('\n'));
	said.length = 0;
	await page.close();
}

// ---- what a browser lacks ----

{
	const page = await browser.newPage();
	await page.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined }));
	await page.goto(url('month-sealed.html'));
	ok('no crypto.subtle: says so, and asks for nothing', /cannot open it/.test(await message(page)) && !await page.isVisible('#words'));
	await page.close();
	const off = await start({ javaScriptEnabled: false });
	const silent = await open(off, 'month-sealed.html');
	const text = await silent.locator('body').innerText();
	ok('scripts off: says what to do', /needs JavaScript/.test(text) && /open it in a browser/.test(text), text);
	ok('and shows neither the form nor the packet', !await silent.isVisible('#words') && !/Anna/.test(text));
	const readable = await open(off, 'month.html');
	ok('the plain page needs no script', /From Anna/.test(await readable.locator('body').innerText()));
	await off.close();
}

// ---- who can read it: axe, reflow, paper ----

const barriers = async (page, name) => {
	await page.evaluate(axe);
	const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations', 'incomplete'] })));
	const lines = found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes[0].html}`);
	ok(`axe: no barrier, ${name}`, found.violations.length === 0 && found.passes.length > 10, ...lines);
	const unsure = found.incomplete.filter((v) => v.id !== 'color-contrast' || v.nodes.some((n) => !/^<(text|bdi)/.test(n.html)));
	for (const v of unsure)
		console.log(`# to be looked at: ${v.id}: ${v.nodes[0].html.slice(0, 120)}`);
};
for (const scheme of ['light', 'dark']) {
	const plain = await open(browser, 'month.html', scheme), sealed = await open(browser, 'month-sealed.html', scheme);
	await barriers(plain, `plain, ${scheme}`);
	await barriers(sealed, `sealed, ${scheme}`);
	await unlock(sealed, 'not-the-words');
	await barriers(sealed, `sealed, after wrong words, ${scheme}`);
	if (shots && scheme === 'light')
		await sealed.screenshot({ path: path.join(shots, 'locked.png') });
	await unlock(sealed, words('month'));
	await barriers(sealed, `opened, ${scheme}`);
	if (shots)
		await sealed.screenshot({ path: path.join(shots, `opened-${scheme}.png`) });
	await plain.close();
	await sealed.close();
}
{
	const sparse = await open(browser, 'sparse.html'), hostile = await open(browser, 'escaping.html');
	await barriers(sparse, 'a packet with little in it');
	await barriers(hostile, 'hostile texts');
	await sparse.close();
	await hostile.close();
}
for (const name of ['month', 'long', 'escaping']) {
	const page = await open(browser, `${name}.html`), sealed = await open(browser, `${name}-sealed.html`);
	await unlock(sealed, words(name));
	for (const [what, width] of [['at 200 %', 640], ['on a phone', 360], ['at 400 %', 320]]) {
		for (const p of [page, sealed]) {
			await p.setViewportSize({ width, height: 740 });
			const over = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			ok(`${name}, ${what}: nothing to scroll sideways`, over <= 0, `${over} too wide`);
		}
	}
	await page.close();
	await sealed.close();
}
for (const [paper, width, height] of [['A4', 210 - 32, 297 - 34], ['Letter', 216 - 32, 279 - 34]]) {
	const page = await open(browser, 'month-sealed.html', 'dark');
	await unlock(page, words('month'));
	const pdf = await page.pdf({ format: paper, preferCSSPageSize: false });
	if (shots)
		fs.writeFileSync(path.join(shots, `${paper}.pdf`), pdf);
	ok(`${paper}: prints from the opened page`, pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 20000);
	await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
	await page.setViewportSize({ width: Math.floor(width / 25.4 * 96), height: 900 });
	const laid = await page.evaluate(() => ({
		end: document.querySelector('.box').getBoundingClientRect().bottom + scrollY,
		bar: getComputedStyle(document.getElementById('bar')).display, paper: getComputedStyle(document.body).backgroundColor,
		breaks: getComputedStyle(document.querySelector('.box')).breakAfter,
		below: getComputedStyle(document.querySelector('main > section > h2'), '::after').height, /* Firefox knows no break-after: avoid */
	}));
	ok(`${paper}: page one is one side`, laid.end <= height / 25.4 * 96 && laid.breaks === 'page', JSON.stringify(laid));
	ok(`${paper}: no heading ends a page, in Firefox either`, parseFloat(laid.below) > 150, laid.below);
	ok(`${paper}: black on white, without the buttons`, laid.bar === 'none' && laid.paper === 'rgb(255, 255, 255)', JSON.stringify(laid));
	await page.close();
}

// ---- nothing was asked of anywhere ----

await browser.close();
proxy.close();
const outside = asked.filter((a) => !a.startsWith('file://') && a !== 'about:blank');
ok('every request was for a page of this folder', asked.length > 20 && outside.length === 0, outside.join(' '));
ok('no page names an address of the browser\'s maker', fs.readdirSync(folder).filter((f) => f.endsWith('.html')).every((f) => !/google|gvt1|gstatic/.test(read(f))));
same('nobody came to the proxy', tried.filter((t) => !maker.test(t)).join(' '), '');
for (let n = 1; n <= profiles; n++) {
	const log = fs.readFileSync(netlog(n), 'utf8');
	const urls = [...log.matchAll(/"url":"([^"]*)"/g)].map((m) => m[1]).filter((u) => !/^(file|about|chrome|data|blob|devtools):/.test(u) && !maker.test(u));
	ok(`the browser's own log names no other address (${n})`, log.length > 1000 && urls.length === 0, urls.join(' '));
}
console.log(`1..${count}`);
process.exit(0);
