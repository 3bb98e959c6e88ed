#!/bin/sh
# Who may include whom (the table of the house): reads the #include lines of every room.
# A room's public headers are include/felt/ROOM/*.h; its own files lie in src/ROOM/.
set -u
cd "$(dirname "$0")/.." || exit 1
bad=0

# allowed ROOM: the rooms whose headers it may include.
allowed() {
	case $1 in
	base) echo base ;;
	crypt) echo base crypt ;;
	model) echo base model ;;
	vault) echo base crypt vault ;;
	store) echo base crypt model vault store ;;
	mind) echo base model mind ;;
	exchange) echo base crypt model exchange ;;
	term) echo base term crypt/secret ;;
	session) echo base session crypt/secret ;;
	cli) echo base crypt model vault store mind exchange term session cli ;;
	esac
}
complain() {
	echo "$1: $2 may not include $3" >&2
	bad=1
}
for room in base crypt model vault store mind exchange term session cli; do
	for file in $(find "src/$room" "include/felt/$room" -name '*.[ch]' 2>/dev/null); do
		for header in $(sed -n 's/^#include "\(felt\/[^"]*\)".*/\1/p' "$file"); do
			path=${header#felt/}
			name=${path%.h}
			their=${path%%/*}
			case " $(allowed "$room") " in
			*" $their "* | *" $name "*) ;;
			*) complain "$file" "$room" "$header" ;;
			esac
		done
		# A private header of another room.
		for header in $(sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file" | grep -v '^felt/'); do
			case $header in
			"$room"/* | [!/]*) [ -f "src/$room/$header" ] || [ -f "src/$header" ] && case $header in */*) [ "${header%%/*}" = "$room" ] || case $file in src/mind/train/*) ;; *) complain "$file" "$room" "$header" ;; esac ;; esac ;;
			esac
		done
		# One library, one room.
		for lib in $(sed -n 's/^#include <\([^>]*\)>.*/\1/p' "$file"); do
			case $lib in
			sqlite3.h) [ "$room" = store ] || [ "$file" = src/cli/cmd_help.c ] || complain "$file" "$room" "<$lib>" ;;
			sodium.h) [ "$room" = crypt ] || [ "$file" = src/cli/cmd_help.c ] || complain "$file" "$room" "<$lib>" ;;
			openssl/*) [ "$file" = src/crypt/page_seal.c ] || complain "$file" "$room" "<$lib>" ;;
			ncurses.h | curses.h | term.h | termios.h) [ "$room" = term ] || complain "$file" "$room" "<$lib>" ;;
			esac
		done
		# Below cli nobody prints, exits, or reads the environment or the clock.
		if [ "$room" != cli ]; then
			case $file in src/mind/train/*) continue ;; esac
			found=$(grep -nE '(^|[^a-z_.>])(printf|puts|exit|getenv|time|clock_gettime|gettimeofday)\(' "$file" | grep -vE '^\S*\s*(/?\*|//)' | grep -vE '_exit\(|child' || true)
			case $room in term) found=$(echo "$found" | grep -vE 'exit\(|clock_gettime\(|getenv\("PATH"\)' || true) ;; esac
			[ -z "$found" ] || { echo "$file: $found" >&2; bad=1; }
		fi
	done
done
exit $bad
