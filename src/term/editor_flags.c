/*
 * What is known about editors: the tables.
 */
#include "editor_flags.h"

#include <string.h>

/* --cmd runs before the writer's vimrc and so before the first swap file; -c after it, where it has the last word. */
#define VIM_OFF "set noundofile nobackup nowritebackup noswapfile nomodeline"

static const char *const vim_flags[] = { "-f", "-i", "NONE", "-n", "--cmd", VIM_OFF, "-c",
	VIM_OFF " viminfo= noshelltemp backupskip=* updatecount=0", NULL };
/* Without a data folder nvim wants to make one at its start and stops at the message that it may not. */
static const char *const nvim_flags[] = { "-i", "NONE", "-n", "--cmd", VIM_OFF, "--cmd",
	"if !isdirectory(stdpath('data')) | let g:loaded_remote_plugins = 1 | endif", "-c",
	VIM_OFF " shada= noshelltemp updatecount=0", NULL };
static const char *const nano_flags[] = { "--ignorercfiles", NULL };
static const char *const emacs_flags[] = { "-nw", "--eval",
	"(setq make-backup-files nil auto-save-default nil create-lockfiles nil auto-save-list-file-prefix nil "
	"auto-save-visited-mode nil kill-emacs-hook nil recentf-save-file nil savehist-file nil)", NULL };
static const char *const micro_flags[] = { "-backup", "false", "-savehistory", "false", "-saveundo", "false",
	"-savecursor", "false",
	"-permbackup", "false", NULL };
static const char *const joe_flags[] = { "-nobackups", "-nolocks", "-nodeadjoe", "--joe_state", NULL };
static const char *const no_flags[] = { NULL };

/* `more`: what may follow the name, as in vim.basic, emacs-nox, emacs29. */
static const struct {
	const char *name, *more;
	const char *const *flags;
} editors[] = {
	{ "vim", ".", vim_flags },   { "gvim", ".", vim_flags },  { "rvim", ".", vim_flags },   { "vimx", ".", vim_flags },
	{ "nvim", ".", nvim_flags }, { "nano", ".", nano_flags }, { "rnano", ".", nano_flags }, { "emacs", "-.0123456789", emacs_flags },
	{ "micro", ".", micro_flags }, { "joe", ".", joe_flags }, { "jmacs", ".", joe_flags },  { "jstar", ".", joe_flags },
	{ "jpico", ".", joe_flags }, { "hx", "", no_flags },      { "helix", "", no_flags },    { "kak", ".", no_flags },
	{ "busybox", ".", no_flags }
};

static const char *const servers[] = {
	"emacsclient", "code", "code-insiders", "code-oss", "codium", "vscodium", "cursor", "windsurf", "subl", "sublime_text",
	"zed", "zeditor", "zedit", "atom", "mate", "bbedit", "nova", "lapce", "gedit", "gnome-text-editor", "kate", "kwrite",
	"xed", "pluma", "mousepad", "geany", "featherpad", "notepadqq", "nvr", "idea", "pycharm", "clion", "goland", "webstorm",
	"xdg-open", "open", "gio", "textedit"
};

static const char *
base_name(const char *path)
{
	const char *slash = path == NULL ? NULL : strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static bool
is_server(const char *name)
{
	for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
		size_t n = strlen(servers[i]);

		if (strncmp(name, servers[i], n) == 0 && (name[n] == '\0' || name[n] == '.'))
			return true;
	}
	return false;
}

/* vim --remote, nvim --server, kak -c: an editor that becomes a client. */
static bool
becomes_client(const struct words *w)
{
	bool kak = strcmp(words_program(w), "kak") == 0;

	for (size_t i = 1; i < w->n; i++) {
		const char *s = w->list[i];

		if (strncmp(s, "--remote", 8) == 0 || strncmp(s, "--server", 8) == 0 || strncmp(s, "--daemon", 8) == 0
		    || (kak && strcmp(s, "-c") == 0))
			return true;
	}
	return false;
}

static const char *const *
flags_of(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof editors / sizeof editors[0]; i++) {
		size_t n = strlen(editors[i].name);

		if (strncmp(name, editors[i].name, n) != 0)
			continue;
		if (name[n] == '\0' || strchr(editors[i].more, name[n]) != NULL)
			return editors[i].flags;
	}
	return NULL;
}

/* Behind it options are names of files, and ours would be opened instead of obeyed. */
static bool
options_ended(const struct words *w)
{
	for (size_t i = 1; i < w->n; i++)
		if (strcmp(w->list[i], "--") == 0)
			return true;
	return false;
}

int
editor_flags(struct err *err, struct words *w, const char *resolved, enum editor_kind *kind)
{
	const char *name = words_program(w), *real = base_name(resolved);
	const char *const *flags = flags_of(name);
	int rc;

	*kind = EDITOR_SERVER;
	if (is_server(name) || (real != NULL && is_server(real)) || becomes_client(w))
		return 0;
	*kind = EDITOR_UNKNOWN;
	if (flags == NULL)
		flags = flags_of(real);
	if (flags == NULL || options_ended(w))
		return 0;
	*kind = EDITOR_KNOWN;
	for (; *flags != NULL; flags++) {
		rc = words_add(err, w, *flags);
		if (rc != 0)
			return rc;
	}
	return 0;
}
