// The sealed page in Firefox and in WebKit, from a file:// address; speaks TAP.  Called by firefox.t and webkit.t:
//
//	node engines.mjs firefox|webkit FOLDER     FOLDER holds NAME.json, NAME.tree, NAME.html, NAME-sealed.html, NAME.words
//
// Chromium is tried at length by browser.mjs; here is what an engine could do otherwise: the cryptography, the policy, the elements that the
// script builds, the keyboard, what is left after leaving.  Both are driven by what they come with, so nothing of npm is needed.
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const [, , which, folder] = process.argv;
let count = 0;
const ok = (name, good, ...why) => {
	console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${which}: ${name}`);
	if (!good)
		for (const line of why)
			console.log(`# ${String(line).slice(0, 600).replace(/\n/g, '\n# ')}`);
};
const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
const url = (name) => pathToFileURL(path.join(folder, name)).href;
const words = (name) => read(`${name}.words`).trim();
const until = async (what, why) => {
	for (const end = Date.now() + 60000; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
		const got = await Promise.resolve().then(what).catch(() => null);
		if (got)
			return got;
	}
	throw new Error(`waited in vain for ${why}`);
};
const programs = [];
process.on('exit', () => programs.forEach((p) => p.kill('SIGKILL')));
const begin = (name, args) => {
	const home = fs.mkdtempSync(path.join(folder, 'home-'));
	programs.push(spawn(name, args, { stdio: 'ignore', env: { ...process.env, HOME: home } }));
};

// ---- Firefox: its own socket (Marionette), "LENGTH:[0, n, command, {...}]" there, "LENGTH:[1, n, error, value]" back ----

const firefox = async () => {
	const profile = fs.mkdtempSync(path.join(folder, 'profile-'));
	// a proxy that is not there: nothing may leave the browser, whatever it tells its maker
	const prefs = { 'marionette.port': 0, 'app.update.enabled': false, 'datareporting.policy.dataSubmissionEnabled': false, 'network.proxy.type': 1,
		'network.proxy.http': '127.0.0.1', 'network.proxy.http_port': 9, 'network.proxy.ssl': '127.0.0.1', 'network.proxy.ssl_port': 9 };
	fs.writeFileSync(path.join(profile, 'user.js'), Object.entries(prefs).map(([k, v]) => `user_pref(${JSON.stringify(k)}, ${JSON.stringify(v)});\n`).join(''));
	begin(process.env.FIREFOX, ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile]);
	const port = Number(await until(() => fs.readFileSync(path.join(profile, 'MarionetteActivePort'), 'utf8'), 'Firefox'));
	const socket = net.connect(port, '127.0.0.1'), waiting = new Map();
	let held = Buffer.alloc(0), n = 0, greeted = null;
	const hello = new Promise((done) => { greeted = done; });
	const answer = (message) => {
		if (!Array.isArray(message))
			return greeted(message);
		const [, id, error, value] = message, [done, fail] = waiting.get(id);
		return error ? fail(new Error(error.message)) : done(value && 'value' in value ? value.value : value);
	};
	socket.on('data', (data) => {
		held = Buffer.concat([held, data]);
		for (let colon; (colon = held.indexOf(':')) > 0;) {
			const end = colon + 1 + Number(held.subarray(0, colon));
			if (held.length < end)
				return;
			const message = JSON.parse(held.subarray(colon + 1, end));
			held = held.subarray(end);
			answer(message);
		}
	});
	await hello;
	const ask = (command, params = {}) => new Promise((done, fail) => {
		const text = JSON.stringify([0, ++n, command, params]);
		waiting.set(n, [done, fail]);
		socket.write(`${Buffer.byteLength(text)}:${text}`);
	});
	await ask('WebDriver:NewSession');
	const find = async (css) => Object.values(await ask('WebDriver:FindElement', { using: 'css selector', value: css }))[0];
	return {
		go: (to) => ask('WebDriver:Navigate', { url: to }),
		run: (script) => ask('WebDriver:ExecuteScript', { script, args: [] }),
		type: async (css, text) => ask('WebDriver:ElementSendKeys', { id: await find(css), text }),
		text: async (css) => ask('WebDriver:GetElementText', { id: await find(css) }),
		narrow: () => ask('WebDriver:SetWindowRect', { width: 500, height: 740 }), /* it does not go below that */
		withoutScripts: async (page) => {
			await ask('Marionette:SetContext', { value: 'chrome' });
			await ask('WebDriver:ExecuteScript', { script: 'Services.prefs.setBoolPref("javascript.enabled", false)', args: [] });
			await ask('Marionette:SetContext', { value: 'content' });
			return page;
		},
	};
};

// ---- WebKit: the driver that comes with it speaks WebDriver ----

const webkit = async (...options) => {
	const port = await new Promise((done) => {
		const s = net.createServer().listen(0, '127.0.0.1', () => { const p = s.address().port; s.close(() => done(p)); });
	});
	begin('WebKitWebDriver', [`--port=${port}`]);
	const talk = (method, what, body) => new Promise((done, fail) => {
		const request = http.request({ host: '127.0.0.1', port, method, path: what, headers: { 'content-type': 'application/json' } }, (answer) => {
			let text = '';
			answer.on('data', (data) => { text += data; });
			answer.on('end', () => {
				const { value } = JSON.parse(text);
				answer.statusCode === 200 ? done(value) : fail(new Error(`${value.error}: ${value.message}`));
			});
		});
		request.on('error', fail);
		request.end(body ? JSON.stringify(body) : undefined);
	});
	await until(() => talk('GET', '/status'), 'WebKitWebDriver');
	const { sessionId } = await talk('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': {
		binary: process.env.MINIBROWSER, args: ['--automation', ...options] } } } });
	const ask = (method, what, body) => talk(method, `/session/${sessionId}${what}`, body);
	const find = async (css) => Object.values(await ask('POST', '/element', { using: 'css selector', value: css }))[0];
	const end = () => ask('DELETE', '');
	return {
		go: (to) => ask('POST', '/url', { url: to }),
		run: (script) => ask('POST', '/execute/sync', { script, args: [] }),
		type: async (css, text) => ask('POST', `/element/${await find(css)}/value`, { text }),
		text: async (css) => ask('GET', `/element/${await find(css)}/text`),
		narrow: () => ask('POST', '/window/rect', { width: 450, height: 740 }),
		withoutScripts: async () => { await end(); return webkit('--enable-javascript=false'); },
		end,
	};
};

// ---- the page ----

const page = await { firefox, webkit }[which]();
const message = () => page.run('return document.getElementById("said").textContent');
const emptied = () => page.run('return document.getElementById("felt-page").childNodes.length === 0');
const unlock = async (typed, byHand) => {
	await page.run(`document.getElementById("words").value = ${JSON.stringify(byHand ? '' : typed)}`); /* keys take their time */
	await page.type('#words', `${byHand ? typed : ''}\uE007`); /* and Enter */
	await until(() => page.run('return !document.getElementById("bar").hidden || !["", "Opening …"].includes(document.getElementById("said").textContent)'), 'the page to open');
};
// The tree that the browser holds, in the form of the sealed page's JSON; texts one after the other are one.
const held = async () => JSON.parse(await page.run(`
	const walk = (node) => {
		if (node.nodeType === Node.TEXT_NODE)
			return node.data;
		const attributes = Object.fromEntries([...node.attributes].filter((a) => a.name !== 'tabindex').map((a) => [a.name, a.value]));
		const children = [...node.childNodes].filter((c) => c.nodeType !== Node.TEXT_NODE || !/^\\n+$/.test(c.data) || node.classList.contains('text'));
		return [node.localName, ...(Object.keys(attributes).length ? [attributes] : []), ...children.map(walk)];
	};
	return JSON.stringify(walk(document.querySelector('.packet')));`));
const joined = (node) => !Array.isArray(node) ? node : node.map(joined).reduce((out, child) => {
	if (typeof child === 'string' && typeof out.at(-1) === 'string' && out.length > 1)
		out[out.length - 1] += child;
	else
		out.push(child);
	return out;
}, []);
const is = async (name, file) => {
	const got = JSON.stringify(joined(await held())), want = JSON.stringify(joined(JSON.parse(read(`${file}.tree`))));
	ok(name, got === want, `got:  ${got}`, `want: ${want}`);
};

for (const name of ['month', 'escaping']) {
	await page.go(url(`${name}.html`));
	await is(`${name}: the plain page is the tree that was made`, name);
	await page.go(url(`${name}-sealed.html`));
	ok('the keyboard is at the words at once', await page.run('return document.activeElement.id') === 'words');
	await unlock(name === 'month' ? `  ${words(name).toUpperCase().replace(/-/g, ' - ').replace(' - ', '   ')} ` : words(name), true);
	await is(`${name}: so is the sealed one, opened`, name);
	await page.narrow();
	const over = await page.run('return document.documentElement.scrollWidth - document.documentElement.clientWidth');
	ok(`${name}: nothing to scroll sideways on a phone`, over <= 0, `${over} too wide`);
}
ok('hostile texts did nothing to the page', await page.run('return document.title') === 'A sealed packet');
{
	const texts = JSON.parse(read('month.json')).entries.map((e) => e.text).filter(Boolean);
	await page.go(url('month-sealed.html'));
	await unlock(words('month'));
	const there = new Set(await page.run('return [...document.querySelectorAll(".text")].map((e) => e.textContent)'));
	ok('every text stands there as it was written', texts.length > 0 && texts.every((t) => there.has(t)));
	ok('the heading is where a reader goes on', await page.run('return document.activeElement.localName') === 'h1');
	await page.go('about:blank');
	await page.run('history.back()');
	await until(() => page.run('return document.readyState === "complete" && location.protocol === "file:"'), 'the page to come back');
	ok('nothing is there after leaving and coming back', !/Anna/.test(await page.run('return document.body.innerText')));
	await page.go(url('month-sealed.html'));
	await unlock(words('month'));
	await page.run('document.getElementById("clear").click()');
	ok('Clear takes everything away', await emptied());
	await unlock('walnut-harbor-ivory-lemon-river-sandal-tulip-yogurt');
	ok('other words: a plain sentence and nothing else', /do not open it/.test(await message()) && await emptied(), await message());
}
{
	const whole = read('month-sealed.html'), envelope = JSON.parse(whole.match(/id="felt-packet">([^<]*)</)[1]);
	const other = (b64) => (b64[0] === 'A' ? 'B' : 'A') + b64.slice(1);
	const altered = { v: { v: 2 }, iter: { iter: 999999 }, salt: { salt: other(envelope.salt) }, iv: { iv: other(envelope.iv) }, ciphertext: { ct: other(envelope.ct) },
		tag: { ct: Buffer.from(envelope.ct, 'base64').map((b, i, all) => i === all.length - 1 ? b ^ 1 : b).toString('base64') }, 'no base64': { ct: '???' } };
	for (const [name, change] of Object.entries(altered)) {
		fs.writeFileSync(path.join(folder, 'altered.html'), whole.replace(/(id="felt-packet">)[^<]*/, (_, head) => head + JSON.stringify({ ...envelope, ...change })));
		await page.go(url('altered.html'));
		await unlock(words('month'));
		ok(`altered, ${name}: a plain sentence and nothing else`, await emptied() && /ask for it again/.test(await message()), await message());
	}
}
for (const name of ['month.html', 'month-sealed.html']) {
	fs.writeFileSync(path.join(folder, 'added.html'), read(name).replace('</body>', '<script>document.title = "hit"</script><img src="x" onerror="document.title = \'hit\'"></body>'));
	await page.go(url('added.html'));
	await new Promise((done) => setTimeout(done, 300)); /* an error of an image comes when it comes */
	ok(`${name}: a script put into it does not run`, await page.run('return document.title') !== 'hit');
}
{
	const silent = await page.withoutScripts(page);
	await silent.go(url('month-sealed.html'));
	const text = await silent.text('body');
	ok('scripts off: says what to do, and nothing of the packet', /needs JavaScript/.test(text) && /open it in a browser/.test(text) && !/Anna|The words/.test(text), text);
	await silent.go(url('month.html'));
	ok('the plain page needs no script', /From Anna/.test(await silent.text('body')));
	await (silent.end?.());
}
console.log(`1..${count}`);
process.exit(0);
