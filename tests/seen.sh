# refused NAME STATUS PATTERN COMMAND...: the command ends with STATUS, says PATTERN on stderr in lower case with a hint, and
# writes nothing to stdout.  What it said is kept in $W/said.N.
said=0
refused() {
	name=$1 want=$2 pattern=$3
	shift 3
	"$@" >"$OUT" 2>"$ERR" </dev/stdin
	status=$?
	said=$((said + 1))
	cp "$ERR" "$W/said.$said"
	if [ "$status" -ne "$want" ]; then
		fail "$name" "exit status $status, not $want: $*"
	elif ! grep -qiE -- "$pattern" "$ERR"; then
		fail "$name" "does not say: $pattern"
	elif ! grep -q '^hint: ' "$ERR"; then
		fail "$name" 'gives no hint'
	elif [ -s "$OUT" ]; then
		fail "$name" 'wrote to stdout'
	else
		pass "$name"
	fi
}
