/*
 * Finding guides.
 *
 * In: a name.  Out: a checked guide.  Must never: open a path that somebody typed as a name (names are checked first), or
 * follow a file that others could have written: what it asks for ends in the journal.
 */
#include "cli/walk/guides.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/frame.h"
#include "felt/base/file.h"

enum { OWN_MAX = 200 };
static const char suffix[] = ".guide";

/* ---- one ---- */

static char *
folder(const struct ctx *ctx)
{
	return ctx->config_dir ? file_join(ctx->config_dir, "guides") : NULL;
}

static char *
own_path(const struct ctx *ctx, const char *name, size_t n)
{
	char file[GUIDE_NAME_MAX + sizeof suffix], *dir = folder(ctx), *path;

	memcpy(file, name, n);
	memcpy(file + n, suffix, sizeof suffix);
	path = dir ? file_join(dir, file) : NULL;
	free(dir);
	return path;
}

/* Only its owner may have written it. */
static int
trust(struct err *err, const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT || errno == ENOTDIR ? err_set(err, E_NO_INPUT, "%s", path) : err_sys(err, E_IO, "%s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, E_UNSAFE, "'%s' is %s", path, S_ISLNK(st.st_mode) ? "a link" : "not a plain file");
	if (st.st_uid == geteuid() && !(st.st_mode & (S_IWGRP | S_IWOTH)))
		return 0;
	return err_set(err, E_PERMISSION, "chmod go-w '%s'", path);
}

static int
parse_file(struct ctx *ctx, const char *path, struct guide *out)
{
	struct buf text = BUF_INIT;
	int rc = file_read(&ctx->err, path, GUIDE_FILE_MAX, &text);

	if (!rc)
		rc = guide_parse(&ctx->err, out, (const char *)text.p, text.n);
	if (rc == E_INPUT)
		ctx->hint = "felt-guide(5) says how guides are written; felt guide --check FILE looks at one";
	buf_release(&text);
	return rc;
}

int
guide_load_file(struct ctx *ctx, const char *path, struct guide *out)
{
	return parse_file(ctx, path, out);
}

static const char *
built_in(const char *name, size_t n, const char **text, size_t *length)
{
	const char *known;

	for (size_t i = 0; (known = guide_built_in(i, text, length)) != NULL; i++)
		if (strlen(known) == n && !memcmp(known, name, n))
			return known;
	return NULL;
}

/* ---- a name nobody has ---- */

static int
unknown(struct ctx *ctx, const char *name, size_t n)
{
	struct nearest near = nearest_to(name, n);
	const char *text, *known;
	size_t length;

	for (size_t i = 0; (known = guide_built_in(i, &text, &length)) != NULL; i++)
		nearest_try(&near, known);
	if (!guide_name_valid(name, n))
		return err_set(&ctx->err, E_USAGE, "there is no guide of that name\nfelt guide lists them");
	if (near.best)
		return err_set(&ctx->err, E_USAGE, "no guide is called '%.*s'\ndid you mean felt guide %s?", (int)n, name, near.best);
	return err_set(&ctx->err, E_USAGE, "no guide is called '%.*s'\nfelt guide lists them", (int)n, name);
}

int
guide_load(struct ctx *ctx, const char *name, size_t n, struct guide *out)
{
	const char *text;
	size_t length;
	char *path;
	int rc;

	if (built_in(name, n, &text, &length))
		return guide_parse(&ctx->err, out, text, length);
	if (!guide_name_valid(name, n))
		return unknown(ctx, name, n);
	path = own_path(ctx, name, n);
	rc = path ? trust(&ctx->err, path) : E_NO_INPUT;
	if (!rc)
		rc = parse_file(ctx, path, out);
	else if (rc == E_NO_INPUT)
		rc = unknown(ctx, name, n);
	if (!rc && !(out->name.n == n && !memcmp(out->name.p, name, n))) {
		rc = err_num(&ctx->err, E_INPUT, 1, "the file's name and the guide's are not the same");
		guide_release(out);
	}
	free(path);
	return rc;
}

/* ---- all ---- */

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The name without its suffix, malloc'd; NULL when it is none of ours. */
static char *
name_of_file(const char *file)
{
	size_t n = strlen(file), less = sizeof suffix - 1, length;
	const char *text;

	if (n <= less || strcmp(file + n - less, suffix) || !guide_name_valid(file, n - less) || built_in(file, n - less, &text, &length))
		return NULL;
	return strndup(file, n - less);
}

int
guides_own(struct ctx *ctx, int (*fn)(void *arg, struct ctx *ctx, const char *name), void *arg)
{
	char *names[OWN_MAX], *dir = folder(ctx);
	DIR *d = dir ? opendir(dir) : NULL;
	struct dirent *entry;
	size_t n = 0;
	int rc = 0;

	while (d && n < OWN_MAX && (entry = readdir(d)) != NULL)
		if ((names[n] = name_of_file(entry->d_name)) != NULL)
			n++;
	if (d)
		closedir(d);
	free(dir);
	qsort(names, n, sizeof names[0], by_name);
	for (size_t i = 0; i < n; i++) {
		if (!rc)
			rc = fn(arg, ctx, names[i]);
		free(names[i]);
	}
	return rc;
}
