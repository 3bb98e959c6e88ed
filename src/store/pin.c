/*
 * The pin file (FORMAT.md 5): a few lines of text in $XDG_STATE_HOME/felt, 0600, that say how far this machine has seen
 * a journal.  It holds nothing readable.  It is only ever raised, except by `felt key trust`.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/store/pin.h"

enum { PIN_MAX = 1024 * 1024 };

void
pin_release(struct pin *p)
{
	free(p->pending);
	free(p->settings);
	buf_release(&p->unknown);
	memset(p, 0, sizeof *p);
}

static void
hex(const uint8_t *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", p[i]);
}

static bool
unhex(const char *s, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned v = 0;
		for (int j = 0; j < 2; j++) {
			char c = s[2 * i + (size_t)j];
			if (c >= '0' && c <= '9')
				v = v * 16 + (unsigned)(c - '0');
			else if (c >= 'a' && c <= 'f')
				v = v * 16 + (unsigned)(c - 'a') + 10;
			else
				return false;
		}
		out[i] = (uint8_t)v;
	}
	return s[2 * n] == '\0' || s[2 * n] == ' ';
}

static char *
pin_path(const char *state, const uint8_t journal_id[JOURNAL_ID], const char *suffix)
{
	char name[4 + 2 * JOURNAL_ID + 8] = "pin-";

	hex(journal_id, JOURNAL_ID, name + 4);
	memcpy(name + 4 + 2 * JOURNAL_ID, suffix, strlen(suffix) + 1);
	return file_join(state, name);
}

static bool
number(const char *s, uint64_t *v)
{
	char *end;

	if (*s < '0' || *s > '9')
		return false;
	errno = 0;
	*v = strtoull(s, &end, 10);
	return errno == 0 && (*end == '\0' || *end == ' ');
}

static bool
id_and_number(const char *s, uint64_t *id, uint64_t *n)
{
	uint8_t b[8];

	if (strlen(s) < 18 || s[16] != ' ' || !unhex(s, b, 8) || !number(s + 17, n))
		return false;
	*id = 0;
	for (int i = 0; i < 8; i++)
		*id = *id << 8 | b[i];
	return true;
}

static bool
add_pending(struct pin *p, const char *s)
{
	uint8_t b[8];
	uint64_t *more, id = 0;

	if (strlen(s) != 16 || !unhex(s, b, 8) || !(more = realloc(p->pending, (p->npending + 1) * sizeof *more)))
		return false;
	for (int i = 0; i < 8; i++)
		id = id << 8 | b[i];
	p->pending = more;
	p->pending[p->npending++] = id;
	return true;
}

static uint64_t
big_endian(const uint8_t b[8])
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | b[i];
	return v;
}

/* "TAG [ID TAG8]..."; a line that cannot be read is as good as none. */
static bool
take_settings(struct pin *p, const char *s)
{
	uint8_t id[8], tag[8];

	p->has_settings = strlen(s) >= 32 && unhex(s, p->settings_at, TAG_SIZE);
	if (!p->has_settings)
		return true;
	for (s += 32; *s; s += 34) {
		struct pin_setting *more;

		if (strlen(s) < 34 || s[0] != ' ' || !unhex(s + 1, id, 8) || s[17] != ' ' || !unhex(s + 18, tag, 8)) {
			p->has_settings = false;
			break;
		}
		more = realloc(p->settings, (p->nsettings + 1) * sizeof *more);
		if (!more)
			return false;
		p->settings = more;
		p->settings[p->nsettings++] = (struct pin_setting){ big_endian(id), big_endian(tag) };
	}
	return true;
}

/* One line; false when it has a known name and cannot be read. */
static bool
parse_line(struct pin *p, const char *line)
{
	const char *v = strchr(line, ' ');
	size_t key = v ? (size_t)(v++ - line) : strlen(line);
	struct slice k = { line, key };

	if (!v)
		v = "";
	if (slice_is(k, "felt-pin"))
		return !strcmp(v, "1");
	if (slice_is(k, "pk"))
		return strlen(v) == 64 && unhex(v, p->pk, 32);
	if (slice_is(k, "epoch"))
		return number(v, &p->epoch);
	if (slice_is(k, "generation"))
		return number(v, &p->generation);
	if (slice_is(k, "manifest"))
		return strlen(v) == 32 && unhex(v, p->manifest, TAG_SIZE);
	if (slice_is(k, "wrote"))
		return id_and_number(v, &p->wrote_id, &p->wrote_lamport);
	if (slice_is(k, "pending"))
		return add_pending(p, v);
	if (slice_is(k, "min-format"))
		return !strcmp(v, "1.0");
	if (slice_is(k, "settings"))
		return take_settings(p, v);
	if (slice_is(k, "backup")) {
		const char *g = strchr(v, ' ');
		return g && number(v, &p->backup_at) && number(g + 1, &p->backup_generation);
	}
	buf_str(&p->unknown, line);
	buf_str(&p->unknown, "\n");
	return true;
}

static int
parse(struct err *err, const char *path, struct buf *text, struct pin *out)
{
	char *line = (char *)text->p, *end;
	int n = 0;

	while (line && *line) {
		end = strchr(line, '\n');
		if (end)
			*end = '\0';
		if ((n++ == 0 && strncmp(line, "felt-pin ", 9)) || !parse_line(out, line))
			return err_set(err, E_DAMAGE, "%s", path);
		line = end ? end + 1 : NULL;
	}
	out->present = n > 0;
	return n ? 0 : err_set(err, E_DAMAGE, "%s", path);
}

static int
check_mode(struct err *err, const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT || errno == ENOTDIR ? 1 : err_sys(err, E_IO, "%s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, E_PERMISSION, "rm %s", path);
	if (st.st_uid != geteuid())
		return err_set(err, E_PERMISSION, "chown %ld %s", (long)geteuid(), path);
	if (st.st_mode & 077)
		return err_set(err, E_PERMISSION, "chmod 600 %s", path);
	return 0;
}

int
pin_read(struct err *err, const char *state, const uint8_t journal_id[JOURNAL_ID], struct pin *out)
{
	struct buf text = BUF_INIT;
	char *path = pin_path(state, journal_id, "");
	int rc;

	memset(out, 0, sizeof *out);
	if (!path)
		return err_set(err, E_NOMEM, "pin");
	rc = check_mode(err, path);
	if (!rc)
		rc = file_read(err, path, PIN_MAX, &text);
	if (rc == E_NO_INPUT)
		rc = 1; /* gone in between */
	if (!rc) {
		buf_cstr(&text);
		rc = buf_check(&text, err);
	}
	if (!rc)
		rc = memchr(text.p, 0, text.n) ? err_set(err, E_DAMAGE, "%s", path) : parse(err, path, &text, out);
	if (rc)
		pin_release(out);
	buf_release(&text);
	free(path);
	return rc > 0 ? 0 : rc;
}

void
pin_sweep(const char *state, const uint8_t journal_id[JOURNAL_ID])
{
	char *path = pin_path(state, journal_id, "");

	if (path)
		file_sweep(path);
	free(path);
}

static void
print(const struct pin *p, struct buf *out)
{
	char pk[65], tag[33];

	hex(p->pk, 32, pk);
	hex(p->manifest, TAG_SIZE, tag);
	buf_printf(out, "felt-pin 1\npk %s\nepoch %llu\ngeneration %llu\nmanifest %s\n", pk, (unsigned long long)p->epoch,
		(unsigned long long)p->generation, tag);
	if (p->wrote_id)
		buf_printf(out, "wrote %016llx %llu\n", (unsigned long long)p->wrote_id, (unsigned long long)p->wrote_lamport);
	buf_str(out, "min-format 1.0\n");
	for (size_t i = 0; i < p->npending; i++)
		buf_printf(out, "pending %016llx\n", (unsigned long long)p->pending[i]);
	if (p->backup_at)
		buf_printf(out, "backup %llu %llu\n", (unsigned long long)p->backup_at, (unsigned long long)p->backup_generation);
	if (p->has_settings) {
		hex(p->settings_at, TAG_SIZE, tag);
		buf_printf(out, "settings %s", tag);
		for (size_t i = 0; i < p->nsettings; i++)
			buf_printf(out, " %016llx %016llx", (unsigned long long)p->settings[i].id, (unsigned long long)p->settings[i].tag);
		buf_str(out, "\n");
	}
	buf_add(out, p->unknown.p, p->unknown.n);
}

static int
lock(struct err *err, const char *state, const uint8_t journal_id[JOURNAL_ID], int *fd)
{
	char *path = pin_path(state, journal_id, ".lock");

	if (!path)
		return err_set(err, E_NOMEM, "pin");
	*fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	int rc = *fd < 0 || flock(*fd, LOCK_EX) ? err_sys(err, E_IO, "%s", path) : 0;
	free(path);
	return rc;
}

int
pin_update(struct err *err, const char *state, const uint8_t journal_id[JOURNAL_ID], bool lower, int (*change)(void *arg, struct pin *p),
	void *arg)
{
	struct pin p = { 0 };
	struct buf text = BUF_INIT;
	char *path = pin_path(state, journal_id, "");
	int fd = -1, rc = path ? file_make_dirs(err, state) : err_set(err, E_NOMEM, "pin");

	if (!rc)
		rc = lock(err, state, journal_id, &fd);
	if (!rc)
		rc = pin_read(err, state, journal_id, &p);
	if ((rc == E_DAMAGE || rc == E_PERMISSION) && lower)
		rc = 0; /* key trust replaces a pin that cannot be read */
	uint64_t was = p.generation;
	if (!rc)
		rc = change(arg, &p);
	if (!rc && p.generation < was && !lower)
		rc = err_set(err, E_OLDER, "pin");
	if (!rc) {
		print(&p, &text);
		rc = buf_check(&text, err);
	}
	if (!rc)
		rc = file_replace(err, path, text.p, text.n);
	if (fd >= 0)
		close(fd);
	pin_release(&p);
	buf_release(&text);
	free(path);
	return rc;
}
