/*
 * The world, read once: environment, clock, time zone, memory, and where felt keeps its files.
 *
 * Everything below cli is handed these as values; nothing else in the program reads the environment or the
 * clock.  Nothing is created here but, at the first need, the device id.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/frame.h"
#include "felt/base/file.h"
#include "felt/crypt/seal.h"

/* ---- clock ---- */

/*
 * What the wall clock shows minus UTC.  Computed from the two, because POSIX has no field for it; a zone that nobody
 * knows is UTC, which is what the C library makes of it.
 */
static int
offset_of(void *arg, int64_t utc_ms)
{
	int64_t seconds = utc_ms / 1000 - (utc_ms % 1000 < 0);
	time_t t = (time_t)seconds;
	struct tm tm;

	(void)arg;
	if (!localtime_r(&t, &tm))
		return 0;
	int64_t wall = day_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 +
		tm.tm_sec;
	int64_t east = wall - seconds;
	/* before standard time, places were seconds apart: the nearest minute */
	return (int)((east >= 0 ? east + 30 : east - 30) / 60);
}

struct when
ctx_clock(const struct ctx *ctx)
{
	struct timespec ts = { 0 };

	clock_gettime(CLOCK_REALTIME, &ts);
	return when_at((int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000, &ctx->zone);
}

static void
read_clock(struct ctx *ctx)
{
	tzset();
	ctx->zone = (struct zone){ offset_of, NULL };
	ctx->now = ctx_clock(ctx);
}

static uint64_t
memory_of_machine(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : 0;
}

/* ---- folders ---- */

static const char *
variable(const char *name)
{
	const char *v = getenv(name);

	return v && v[0] ? v : NULL;
}

/* $NAME/felt, else ~/fallback/felt; a relative $NAME does not count (XDG).  NULL: neither is there. */
static int
folder(struct ctx *ctx, const char *name, const char *fallback, char **out)
{
	const char *base = variable(name);
	char *in_home = NULL;

	*out = NULL;
	if (!base || base[0] != '/') {
		if (!ctx->home)
			return 0;
		base = in_home = file_join(ctx->home, fallback);
	}
	if (base)
		*out = file_join(base, "felt");
	free(in_home);
	return *out ? 0 : err_set(&ctx->err, E_NOMEM, "environment");
}

static int
copy_of(struct ctx *ctx, const char *value, char **out)
{
	*out = value ? strdup(value) : NULL;
	return value && !*out ? err_set(&ctx->err, E_NOMEM, "environment") : 0;
}

static int
journal_path(struct ctx *ctx)
{
	const char *named = variable("FELT_JOURNAL");

	if (named)
		return copy_of(ctx, named, &ctx->journal);
	if (!ctx->data_dir)
		return 0;
	ctx->journal = file_join(ctx->data_dir, "journal.felt");
	return ctx->journal ? 0 : err_set(&ctx->err, E_NOMEM, "environment");
}

static int
read_folders(struct ctx *ctx)
{
	const char *runtime = variable("XDG_RUNTIME_DIR"), *home = variable("HOME");
	int rc = copy_of(ctx, home && home[0] == '/' ? home : NULL, &ctx->home);

	if (!rc)
		rc = folder(ctx, "XDG_DATA_HOME", ".local/share", &ctx->data_dir);
	if (!rc)
		rc = folder(ctx, "XDG_STATE_HOME", ".local/state", &ctx->state_dir);
	if (!rc)
		rc = folder(ctx, "XDG_CONFIG_HOME", ".config", &ctx->config_dir);
	if (!rc)
		rc = copy_of(ctx, runtime && runtime[0] == '/' ? runtime : NULL, &ctx->runtime_dir);
	if (!rc && ctx->state_dir && !(ctx->scratch_dir = file_join(ctx->state_dir, "scratch")))
		rc = err_set(&ctx->err, E_NOMEM, "environment");
	return rc ? rc : journal_path(ctx);
}

int
ctx_init(struct ctx *ctx)
{
	int rc = read_folders(ctx);

	if (rc)
		return rc;
	read_clock(ctx);
	ctx->physical = memory_of_machine();
	ctx->cores = cores_there();
	ctx->visual = variable("VISUAL");
	if (!ctx->visual)
		ctx->visual = variable("EDITOR");
	ctx->pager_env = variable("PAGER");
	ctx->term = variable("TERM");
	/* out_begin() asks the terminal itself as well */
	ctx->out.colour = !variable("NO_COLOR") && ctx->term && strcmp(ctx->term, "dumb");
	config_read(ctx);
	return 0;
}

void
ctx_release(struct ctx *ctx)
{
	store_close(ctx->store);
	ctx->store = NULL;
	filter_release(&ctx->filter);
	vocabulary_release(&ctx->voc);
	buf_release(&ctx->out.b);
	buf_release(&ctx->out.held);
	free(ctx->journal);
	free(ctx->home);
	free(ctx->data_dir);
	free(ctx->state_dir);
	free(ctx->config_dir);
	free(ctx->runtime_dir);
	free(ctx->scratch_dir);
	free(ctx->config.text);
}

/* ---- this device ---- */

/* 0, or why the file is not an id: E_NO_INPUT when there is none yet. */
static int
device_read(struct ctx *ctx, const char *path)
{
	struct buf b = BUF_INIT;
	int rc = file_read(&ctx->err, path, DEVICE_SIZE, &b);

	if (!rc && b.n == DEVICE_SIZE)
		memcpy(ctx->device, b.p, DEVICE_SIZE);
	else if (!rc)
		rc = err_set(&ctx->err, E_DAMAGE, "the device id in '%s'", path);
	buf_release(&b);
	return rc;
}

static int
device_make(struct ctx *ctx, const char *path)
{
	struct file_new f = { .fd = -1, .dir = -1 };
	int rc = file_make_dirs(&ctx->err, ctx->state_dir);

	if (!rc)
		rc = file_new_begin(&ctx->err, &f, path);
	if (rc)
		return rc == E_EXISTS ? device_read(ctx, path) : rc;
	random_bytes(ctx->device, DEVICE_SIZE);
	rc = file_write_fd(&ctx->err, f.fd, path, ctx->device, DEVICE_SIZE);
	if (!rc)
		rc = file_new_commit(&ctx->err, &f);
	file_new_abort(&f);
	/* another felt may have been quicker: then its id is ours */
	return rc == E_EXISTS ? device_read(ctx, path) : rc;
}

static bool
has_device(const struct ctx *ctx)
{
	static const uint8_t none[DEVICE_SIZE];

	return memcmp(ctx->device, none, DEVICE_SIZE) != 0;
}

bool
device_known(struct ctx *ctx)
{
	char *path = ctx->state_dir && !has_device(ctx) ? file_join(ctx->state_dir, "device") : NULL;

	/* what is wrong with the file comes up in ctx_device() */
	if (path)
		device_read(ctx, path);
	free(path);
	return has_device(ctx);
}

int
ctx_device(struct ctx *ctx)
{
	char *path;
	int rc;

	if (has_device(ctx))
		return 0;
	path = ctx->state_dir ? file_join(ctx->state_dir, "device") : NULL;
	rc = path ? device_read(ctx, path) : err_set(&ctx->err, E_NO_INPUT, "device");
	if (rc == E_NO_INPUT && path)
		rc = device_make(ctx, path);
	free(path);
	return rc;
}
