#!/bin/sh
# The pin of this machine when it is damaged, and texts that a pipe brought and the journal could not take.
. "$(dirname "$0")/../lib.sh"
journal
printf 'one' | felt write >/dev/null 2>&1
pin=$(ls "$HOME"/.local/state/felt/pin-*[0-9a-f])
ok 'the pin is 0600' test "$(stat -c %a "$pin")" = 600
echo garbage >"$pin"
try 'a pin that cannot be read keeps nobody from reading' 0 felt review
has '  it is said, with the way out' "$ERR" 'felt key trust'
try 'key trust makes it anew' 0 felt key trust --yes
try 'and then all is quiet' 0 felt review
hasnt '  without a warning' "$ERR" 'trust'
chmod 644 "$pin"
try 'a pin that others could have written' 0 felt review
has '  is not believed' "$ERR" 'felt key trust'

try 'key trust again' 0 felt key trust --yes
feed 'the pipe is read and gone' mv "$FELT_JOURNAL" "$W/away" | felt write >"$OUT" 2>"$ERR"
is 'a journal that went away during a pipe: exit 4 or 6' "$(case $? in 4 | 6) echo yes ;; *) echo no ;; esac)" yes
ok '  the text is sealed beside the pin' sh -c "ls '$HOME'/.local/state/felt/lost-*"
hasnt '  unreadable' "$(ls "$HOME"/.local/state/felt/lost-* | head -1)" 'read and gone'
mv "$W/away" "$FELT_JOURNAL"
try 'the next unlock takes it in' 0 felt review
has '  and says so' "$ERR" 'felt resume'
done_testing
