/*
 * A program by its name (program.h).
 */
#include "felt/term/program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "felt/base/file.h"

static bool
may_run(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* In one part of PATH, n bytes. */
static char *
in_part(const char *part, size_t n, const char *name)
{
	char *folder = n > 0 && part[0] == '/' ? strndup(part, n) : NULL;
	char *path = folder != NULL ? file_join(folder, name) : NULL;

	free(folder);
	if (path != NULL && may_run(path))
		return path;
	free(path);
	return NULL;
}

char *
program_find(const char *name)
{
	const char *path = getenv("PATH");
	char *found = NULL;

	if (strchr(name, '/') != NULL)
		return may_run(name) ? strdup(name) : NULL;
	if (path == NULL)
		path = "/usr/bin:/bin"; /* as execvp has it */
	while (*path != '\0' && found == NULL) {
		size_t n = strcspn(path, ":");

		found = in_part(path, n, name);
		path += n + (path[n] == ':');
	}
	return found;
}
