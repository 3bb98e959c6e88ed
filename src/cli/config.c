/*
 * The configuration: `key = value` lines in $XDG_CONFIG_HOME/felt/config.
 *
 * Laws
 *  1. The file can name programs, so it counts only when nobody else could have written it: a plain file of this
 *     user, at most 64 KiB, not writable by group or others.  Otherwise it is left out as a whole, with one line that
 *     says why; felt goes on with its defaults.
 *  2. Nothing in it is executed by reading it, and nothing is expanded.
 *  3. A key nobody knows is named once and passed over.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/keys/cache.h"
#include "cli/frame.h"
#include "cli/idle.h"
#include "felt/base/file.h"

enum { CONFIG_MAX = 64 * 1024, KEY_SHOWN = 40 };

/* Why this file is not to be trusted, or NULL. */
static const char *
distrust(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "it is not a plain file";
	if (st->st_uid != geteuid())
		return "it belongs to somebody else";
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return "others can write to it (chmod go-w mends that)";
	if (st->st_size > CONFIG_MAX)
		return "it is longer than 64 KiB";
	return NULL;
}

static const char *
load(const char *path, struct buf *out)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	const char *why;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? NULL : errno == ELOOP ? "it is a link" : strerror(errno);
	why = fstat(fd, &st) ? strerror(errno) : distrust(&st);
	if (!why && file_read_fd(NULL, fd, path, CONFIG_MAX, out))
		why = "it cannot be read";
	if (!why && text_check(NULL, (const char *)out->p, out->n, CONFIG_MAX))
		why = "it is not UTF-8 text";
	close(fd);
	return why;
}

/* Cuts blanks off both ends, in place. */
static char *
trim(char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	for (size_t n = strlen(s); n > 0 && strchr(" \t\r", s[n - 1]); n--)
		s[n - 1] = '\0';
	return s;
}

static bool
truth(const char *value, bool *out)
{
	static const char *const yes[] = { "on", "true", "yes", "1" }, *const no[] = { "off", "false", "no", "0" };

	for (size_t i = 0; i < 4; i++) {
		if (strcmp(value, yes[i]) && strcmp(value, no[i]))
			continue;
		*out = !strcmp(value, yes[i]);
		return true;
	}
	return false;
}

/* One line.  Strings stay in the text, which the configuration owns. */
static void
set(struct ctx *ctx, const char *key, char *value, int line)
{
	struct config *c = &ctx->config;
	const struct { const char *key; char **text; bool *flag; int64_t *seconds; } known[] = {
		{ "passphrase_command", &c->passphrase_command, NULL, NULL }, { "editor", &c->editor, NULL, NULL },
		{ "pager", &c->pager, NULL, NULL }, { "browser", &c->browser, NULL, NULL }, { "editor_server_ok", NULL, &c->editor_server_ok, NULL },
		{ "today_past", NULL, &c->today_past, NULL }, { "suggest", NULL, &c->suggest, NULL },
		{ "unlock_for", NULL, NULL, &c->unlock_for }, { "write_locked", NULL, &c->write_locked, NULL },
		{ "idle_lock", NULL, NULL, &c->idle_lock },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].key, key))
			continue;
		if (known[i].text)
			*known[i].text = value[0] ? value : NULL;
		else if (known[i].seconds && !strcmp(value, "off"))
			*known[i].seconds = 0;
		else if (known[i].seconds && span_parse(value, known[i].seconds))
			say(ctx, "felt: config, line %d: '%s' is off or a time such as 15m or 2h, up to 24h; it was passed over", line, key);
		else if (known[i].flag && !truth(value, known[i].flag))
			say(ctx, "felt: config, line %d: '%s' can be on or off; it was passed over", line, key);
		return;
	}
	say(ctx, "felt: config, line %d: no setting is called '%.*s'; it was passed over", line, KEY_SHOWN, key);
}

static void
read_lines(struct ctx *ctx)
{
	int line = 0;

	for (char *at = ctx->config.text, *next; at; at = next) {
		next = strchr(at, '\n');
		if (next)
			*next++ = '\0';
		line++;
		char *text = trim(at), *eq = strchr(text, '=');
		if (text[0] == '\0' || text[0] == '#')
			continue;
		if (!eq) {
			say(ctx, "felt: config, line %d: this is not 'key = value'; it was passed over", line);
			continue;
		}
		*eq = '\0';
		set(ctx, trim(text), trim(eq + 1), line);
	}
}

void
config_read(struct ctx *ctx)
{
	struct buf b = BUF_INIT;
	char *path = ctx->config_dir ? file_join(ctx->config_dir, "config") : NULL;
	const char *why;

	ctx->config.today_past = true;
	ctx->config.suggest = true;
	ctx->config.idle_lock = IDLE_DEFAULT;
	why = path ? load(path, &b) : NULL;
	if (why) {
		char shown[PATH_WORDS];
		words_path(path, shown);
		say(ctx, "felt: the config file is not used: %s: %s", why, shown);
	} else if (b.n) {
		ctx->config.text = strdup(buf_cstr(&b));
	}
	if (ctx->config.text)
		read_lines(ctx);
	free(path);
	buf_release(&b);
}
