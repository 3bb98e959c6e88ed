/*
 * A page in memory, shown by another program.
 *
 * The program stands behind felt's own barrier against the network (barrier.h): unless it hands the page to one of its kind that runs
 * already, it can connect to nowhere.
 *
 * In: a command and a page.  Out: nothing.  Must never: leave the page behind on any path but SIGKILL, or start a shell.
 */
#include "felt/term/viewer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "felt/base/file.h"
#include "felt/term/program.h"
#include "scratch.h"
#include "words.h"

static int
write_page(struct err *err, const struct scratch *s, const char *name, const struct buf *page)
{
	int fd = openat(s->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), rc;

	if (fd < 0)
		return err_sys(err, E_IO, "%s", s->path);
	rc = file_write_fd(err, fd, s->path, page->p, page->n);
	close(fd);
	return rc;
}

/* Its streams lead nowhere: what a browser says to itself is not for this terminal. */
static int
start(struct err *err, struct child *c, const struct words *w)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), rc;

	if (null < 0)
		return err_sys(err, E_IO, "/dev/null");
	c->argv = w->list;
	c->in = c->out = null;
	c->apart = true;
	rc = child_start(err, c);
	close(null);
	return rc;
}

static int
show(struct err *err, struct words *w, const char *path, int (*wait)(void *arg, struct err *err, const char *path), void *arg)
{
	struct child c;
	int rc = words_add(err, w, path);

	if (rc == 0)
		rc = child_init(err, &c);
	if (rc != 0)
		return rc;
	rc = start(err, &c, w);
	if (rc == 0) {
		rc = wait(arg, err, path);
		(void)waitpid(c.pid, NULL, WNOHANG); /* it may live on */
	}
	child_release(&c);
	return rc;
}

int
viewer_run(struct err *err, const struct viewer *v, const struct buf *page, int (*wait)(void *arg, struct err *err, const char *path), void *arg)
{
	struct scratch s;
	struct words w;
	char *path = NULL, *found;
	int rc = words_split(err, &w, v->command);

	if (rc != 0)
		return rc;
	found = program_find(w.list[0]);
	if (found == NULL)
		rc = err_set(err, E_USAGE, "%s: not found", w.list[0]);
	free(found);
	if (rc == 0)
		rc = scratch_make(err, &s, (struct scratch_places){ .runtime_dir = v->runtime_dir, .in_the_open = true });
	if (rc == 0) {
		path = file_join(s.path, v->name);
		rc = path != NULL ? write_page(err, &s, v->name, page) : err_set(err, E_NOMEM, "page");
		if (rc == 0)
			rc = show(err, &w, path, wait, arg);
		scratch_wipe(&s);
	}
	free(path);
	words_release(&w);
	return rc;
}
