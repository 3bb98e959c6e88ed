#!/bin/sh
# Installs what is missing to build and test felt, or says exactly what is missing when it may not.
#
#	tests/deps.sh          what `make`, `make demo` and `make check` need
#	tests/deps.sh build    what `make` needs
#	tests/deps.sh bench    what `make bench` needs besides
#
# Tried on Debian 12.  Fedora, Arch and macOS are written from their package lists and were NOT tried.
set -eu

what=${1:-check}
missing=

# need PACKAGES-BY-SYSTEM TEST...: notes the packages unless the test succeeds.
# The order of the names: apt, dnf, pacman, brew; "-" where there is none or none is needed.
need() {
	names=$1
	shift
	"$@" >/dev/null 2>&1 || missing="$missing
$names"
}
have() { command -v "$1"; }
lib() { command -v pkg-config && pkg-config --exists "$1"; }
debian() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
python() { /usr/bin/python3 -c "import $1"; }

need "gcc:gcc:gcc:gcc" have gcc
need "make:make:make:make" have make
need "pkgconf:pkgconf-pkg-config:pkgconf:pkg-config" have pkg-config
need "libsodium-dev:libsodium-devel:libsodium:libsodium" lib libsodium
need "libsqlite3-dev:sqlite-devel:sqlite:sqlite" lib sqlite3
need "libncurses-dev:ncurses-devel:ncurses:ncurses" lib ncursesw
need "libutf8proc-dev:utf8proc-devel:libutf8proc:utf8proc" lib libutf8proc
need "libjansson-dev:jansson-devel:jansson:jansson" lib jansson
need "libssl-dev:openssl-devel:openssl:openssl" lib libcrypto
need "less:less:less:less" have less
if [ "$what" != build ]; then
	need "clang:clang:clang:llvm" have clang
	need "libcmocka-dev:libcmocka-devel:cmocka:cmocka" lib cmocka
	need "perl:perl-Test-Harness:perl:perl" have prove
	need "nodejs:nodejs:nodejs:node" have node
	need "npm:npm:npm:-" have npm
	need "chromium:chromium:chromium:-" have chromium
	need "firefox-esr:firefox:firefox:-" sh -c 'command -v firefox-esr || command -v firefox'
	[ ! -f /etc/debian_version ] || need "webkit2gtk-driver:-:-:-" have WebKitWebDriver
	[ ! -f /etc/debian_version ] || need "xvfb:-:-:-" have Xvfb
	need "valgrind:valgrind:valgrind:-" have valgrind
	need "strace:strace:strace:-" have strace
	need "faketime:libfaketime:libfaketime:-" have faketime
	need "mandoc:mandoc:mandoc:mandoc" have mandoc
	need "sqlite3:sqlite:sqlite:sqlite" have sqlite3
	need "tmux:tmux:tmux:tmux" have tmux
	need "vim:vim-enhanced:vim:vim" have vim
	need "neovim:neovim:neovim:neovim" have nvim
	need "nano:nano:nano:nano" have nano
	need "emacs-nox:emacs-nox:emacs-nox:emacs" have emacs
	need "micro:micro:micro:micro" have micro
	need "joe:joe:joe:joe" have joe
	need "kakoune:kakoune:kakoune:kakoune" have kak
	need "bash:bash:bash:bash" have bash
	need "zsh:zsh:zsh:zsh" have zsh
	need "fish:fish:fish:fish" have fish
	need "python3:python3:python:python" /usr/bin/python3 -c ''
	need "python3-nacl:python3-pynacl:python-pynacl:-" python nacl
	need "age:age:age:age" have age
	need "nodejs:nodejs:nodejs:node" have node
	need "npm:npm:npm:node" have npm
	need "python3-pyte:python3-pyte:python-pyte:-" python pyte
	[ ! -f /etc/debian_version ] || need "libclang-rt-14-dev:-:-:-" sh -c \
		'echo "int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return !p && n; }" | clang -x c -fsanitize=fuzzer,address -o /dev/null -'
fi
if [ "$what" = bench ]; then
	need "sqlcipher:sqlcipher:sqlcipher:sqlcipher" have sqlcipher
	need "libsqlcipher-dev:sqlcipher-devel:sqlcipher:sqlcipher" lib sqlcipher
fi

[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null; then
	field=1 install='apt-get install -y --no-install-recommends' before='apt-get update'
elif command -v dnf >/dev/null; then
	field=2 install='dnf install -y' before=true # not tried
elif command -v pacman >/dev/null; then
	field=3 install='pacman -S --needed --noconfirm' before=true # not tried
elif command -v brew >/dev/null; then
	field=4 install='brew install' before=true # not tried
else
	field=1 install= before=
fi
packages=$(echo "$missing" | sed '/^$/d' | cut -d: -f$field | grep -vx -- - | sort -u | tr '\n' ' ')

if [ -z "$install" ] || { [ "$field" -ne 4 ] && [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; }; then
	echo "these packages are missing: $packages" >&2
	[ -z "$install" ] || echo "as root: $install $packages" >&2
	exit 1
fi
as_root=
[ "$field" -eq 4 ] || [ "$(id -u)" -eq 0 ] || as_root='sudo -n'
echo "installing: $packages" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root $before >&2
# shellcheck disable=SC2086
$as_root $install $packages >&2
