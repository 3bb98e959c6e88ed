#!/bin/sh
# The page in WebKit (that of GTK; Safari's is of the same kin), from a file:// address, on a screen that nobody sees.
. "$(dirname "$0")/../lib.sh"
. "$here/pages.sh"

MINIBROWSER=$(find /usr/lib /usr/libexec -name MiniBrowser -path '*webkit*gtk*' 2>/dev/null | head -1)
if ! command -v WebKitWebDriver >/dev/null || ! command -v Xvfb >/dev/null || [ -z "$MINIBROWSER" ]; then
	[ ! -f /etc/debian_version ] || { echo 'Bail out! webkit2gtk-driver or xvfb is not installed: tests/deps.sh installs them'; exit 1; }
	echo '1..0 # SKIP WebKitWebDriver, its MiniBrowser or Xvfb is not installed'
	exit 0
fi
make_pages month escaping
Xvfb -displayfd 3 -screen 0 1280x1000x24 -nolisten tcp 3>"$W/display" >/dev/null 2>&1 &
screen=$!
trap 'kill $screen; rm -rf "$W"' EXIT
for i in 1 2 3 4 5 6 7 8 9 10; do [ -s "$W/display" ] || sleep "$i"; done
DISPLAY=:$(cat "$W/display") MINIBROWSER=$MINIBROWSER node "$here/engines.mjs" webkit "$W"
