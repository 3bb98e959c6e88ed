#!/bin/sh
# The page in Firefox, from a file:// address.  Firefox is Debian's; Node drives it through the socket that it comes with.
. "$(dirname "$0")/../lib.sh"
. "$here/pages.sh"

FIREFOX=$(command -v firefox-esr || command -v firefox) || { echo 'Bail out! firefox is not installed: tests/deps.sh installs it'; exit 1; }
make_pages month escaping
FIREFOX=$FIREFOX node "$here/engines.mjs" firefox "$W"
