#!/bin/sh
# T101, T102: the page in Chromium, from a file:// address: what is shown, what is refused, what is asked for (nothing), who can read it.
#
# Chromium is Debian's; playwright-core, which drives it, and axe-core, which looks for barriers, come from npm, pinned by
# package-lock.json, into build/page-npm.  Where npm cannot reach its registry this test is skipped and says so.
# FELT_SHOTS=FOLDER keeps pictures and PDFs there, to be looked at.
real_home=$HOME
. "$(dirname "$0")/../lib.sh"
. "$here/pages.sh"
modules=$root/build/page-npm

command -v chromium >/dev/null || { echo 'Bail out! chromium is not installed: tests/deps.sh installs it'; exit 1; }
if ! cmp -s "$here/package-lock.json" "$modules/package-lock.json" || [ ! -f "$modules/done" ]; then
	{ rm -rf "$modules" && mkdir -p "$modules"; } 2>/dev/null || modules=$W/page-npm
	mkdir -p "$modules"
	cp "$here/package.json" "$here/package-lock.json" "$modules/"
	if ! (cd "$modules" && HOME=$real_home timeout 300 npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 >npm.log 2>&1); then
		echo "1..0 # SKIP npm could not install playwright-core and axe-core: $(tail -1 "$modules/npm.log" | tr -d '\n#')"
		exit 0
	fi
	touch "$modules/done"
fi

# Pages that are hard to show: very many lines, and words that have no place to break.
"$PY" - "$golden/month.json" >"$W/long.json" <<'X'
import json, sys
export = json.load(open(sys.argv[1]))
word = 'Pneumono' * 60
export['entries'] = export['entries'][:3]
export['entries'][0]['text'] = '\n'.join(f'line {n} of an evening that does not end' for n in range(10000))
export['entries'][1]['title'] = word
export['entries'][1]['text'] = word
export['entries'][1]['tags'] = [word[:60]]
export['entries'][2]['guide'] = 'challenge@1'
export['entries'][2]['fields'] = {'situation': word, 'hot-thought': word, 'evidence-for': [word], 'evidence-against': [word], word[:200]: word}
export['beliefs'][0]['text'] = word
export['followups'][0]['text'] = word
export['followups'][0]['fields']['happened'] = word
print(json.dumps(export))
X
make_pages month escaping sparse long
"$demo" seal 300 >"$W/no-bytes" 2>"$W/no-bytes.words"
"$demo" seal 20 >"$W/no-words" 2>"$W/no-words.words"
node "$here/browser.mjs" "$W" "$modules/node_modules" ${FELT_SHOTS:+"$FELT_SHOTS"}
