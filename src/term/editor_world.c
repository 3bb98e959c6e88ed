/*
 * What an editor finds around it.
 *
 * In: the environment that it would have.  Out: the same with other places for what is temporary, cached or remembered; HOME
 * and the configuration stay, so that the editor is the one its owner knows.
 */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include "editor_world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "scratch_copy.h"

enum { CONFIG_FILES = 1000, CONFIG_BYTES = 8 << 20, CONFIG_DEPTH = 6 };

/*
 * nvim and kak want to make a socket in the runtime folder, which the jail does not let them. The price: no Wayland
 * clipboard.
 */
static const struct {
	const char *variable, *folder;
} table[] = { { "TMPDIR", "tmp" }, { "TMP", "tmp" }, { "TEMP", "tmp" }, { "XDG_STATE_HOME", "state" },
	      { "XDG_CACHE_HOME", "cache" }, { "XDG_RUNTIME_DIR", "run" }, { "MICRO_CONFIG_HOME", "micro" } };

static int
redirect(struct err *err, struct child *c, const struct scratch *s)
{
	int rc = 0;

	for (size_t i = 0; i < sizeof table / sizeof table[0] && rc == 0; i++) {
		char *path = file_join(s->path, table[i].folder);

		if (path == NULL)
			return err_set(err, E_NOMEM, "editor");
		if (mkdirat(s->dir, table[i].folder, 0700) != 0 && errno != EEXIST)
			rc = err_sys(err, E_IO, "%s", path);
		child_set(c, table[i].variable, path);
		free(path);
	}
	return rc;
}

/* ---- micro keeps its settings and its backups in one folder: the settings are copied to where the backups may go ---- */

static int
open_in(const char *base, const char *folder)
{
	char *path = base != NULL && base[0] == '/' ? file_join(base, folder) : NULL;
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	free(path);
	return fd;
}

static int
micro_settings(const struct child *c)
{
	const char *named = child_look(c, "MICRO_CONFIG_HOME"), *config = child_look(c, "XDG_CONFIG_HOME");

	if (named != NULL && named[0] == '/')
		return open(named, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (config != NULL && config[0] == '/')
		return open_in(config, "micro");
	return open_in(child_look(c, "HOME"), ".config/micro");
}

/* What is not copied, micro has its own defaults for. */
static void
copy_settings(int from, const struct scratch *s)
{
	struct copying how = { .follow = true, .files = CONFIG_FILES, .bytes = CONFIG_BYTES, .depth = CONFIG_DEPTH };
	int to = openat(s->dir, "micro", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (to < 0)
		return;
	scratch_copy(&how, from, to);
	close(to);
}

static bool
is_micro(const char *program)
{
	const char *slash = strrchr(program, '/');

	return strncmp(slash == NULL ? program : slash + 1, "micro", 5) == 0;
}

int
editor_world(struct err *err, struct child *c, const struct scratch *s)
{
	int settings = is_micro(c->argv[0]) ? micro_settings(c) : -1;
	int rc = redirect(err, c, s);

	if (settings >= 0) {
		if (rc == 0)
			copy_settings(settings, s);
		close(settings);
	}
	return rc;
}
