# Pages for a browser: NAME.json, NAME.tree, NAME.html, NAME-sealed.html and NAME.words in $W.
# shellcheck disable=SC2154 # here, root and W are of lib.sh
demo=${FELT_UNIT:-$root/build/unit}/page_demo golden=$root/tests/golden/page

# make_pages NAME...: of $W/NAME.json, or the golden one.
make_pages() {
	for name; do
		[ -f "$W/$name.json" ] || cp "$golden/$name.json" "$W/"
		about=$golden/$name.about
		"$demo" plain "$W/$name.json" "$about" >"$W/$name.html" || exit 1
		"$demo" tree "$W/$name.json" "$about" >"$W/$name.tree" || exit 1
		"$demo" sealed "$W/$name.json" "$about" >"$W/$name-sealed.html" 2>"$W/$name.words" || exit 1
	done
}
