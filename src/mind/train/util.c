/*
 * What a program that runs by hand at a developer's desk needs: memory that dies loudly, whole files.
 */
#include "corpus.h"

#include <stdlib.h>
#include <string.h>

_Noreturn void
die(const char *what, const char *which)
{
	fprintf(stderr, "train: %s '%s'\n", what, which);
	exit(1);
}

void *
xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (p == NULL)
		die("out of memory", "");
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (p == NULL)
		die("out of memory", "");
	return p;
}

void *
xrealloc(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (p == NULL)
		die("out of memory", "");
	return p;
}

char *
read_file(const char *dir, const char *name, size_t *n)
{
	char path[4096];
	FILE *f;
	char *buf = NULL;
	size_t cap = 0, got;

	snprintf(path, sizeof path, "%s%s%s", dir, *dir ? "/" : "", name);
	if ((f = fopen(path, "rb")) == NULL)
		die("cannot read", path);
	*n = 0;
	do {
		if (*n + 65536 > cap)
			buf = xrealloc(buf, cap = cap * 2 + 131072);
		got = fread(buf + *n, 1, 65536, f);
		*n += got;
	} while (got > 0);
	if (ferror(f))
		die("cannot read", path);
	fclose(f);
	buf[*n] = '\0';
	return buf;
}
