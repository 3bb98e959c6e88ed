/*
 * Floors of writing: one entry with its commit and its pin, and an import.
 */
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "floor.h"

enum { LINE_MAX_BYTES = 16 * 1024 * 1024, PIN_BYTES = 1024 };

static void
sums_of_manifest(struct floor *f, const struct manifest *m)
{
	f->rows = le(m->p + 16, 8);
	f->packs = le(m->p + 56, 8);
	for (unsigned i = 0; i < 4; i++) {
		f->s[i] = le(m->p + 24 + 8 * i, 8);
		f->d[i] = le(m->p + 64 + 8 * i, 8);
	}
}

static void
set_lamport(struct manifest *m, uint64_t lamport)
{
	for (unsigned i = 0; i < 8; i++)
		m->p[136 + i] = (uint8_t)(lamport >> 8 * i);
}

/* ---- write ---- */

/* Temporary, sync, rename, sync of the folder: what a pin takes. */
static void
write_pin(const char *path, const struct manifest *m)
{
	char temp[4096], dir[4096], text[PIN_BYTES];
	char *slash;
	int n = snprintf(text, sizeof text, "felt-pin 1\npk %064d\nepoch 1\ngeneration %llu\nmanifest %032d\nwrote %016d 1\nmin-format 1.0\n", 0,
		(unsigned long long)le(m->p + 8, 8), 0, 0);
	int fd, folder;

	snprintf(temp, sizeof temp, "%s.new", path);
	snprintf(dir, sizeof dir, "%s", path);
	if (!(slash = strrchr(dir, '/')))
		die("the pin wants a folder");
	*slash = '\0';
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	folder = open(dir, O_RDONLY | O_DIRECTORY);
	if (fd < 0 || folder < 0 || write(fd, text, (size_t)n) != n || fsync(fd) || rename(temp, path) || fsync(folder))
		die("pin");
	close(fd);
	close(folder);
}

static void
read_text(struct bytes *b)
{
	ssize_t n;

	while ((n = read(STDIN_FILENO, room(b, 65536), 65536)) > 0)
		b->n += (size_t)n;
}

void
floor_write(struct floor *f, const char *pin)
{
	static const char anxious[] = "fear.anxious", lonely[] = "sadness.lonely";
	struct bytes text = { NULL, 0, 0 }, row = { NULL, 0, 0 };
	struct entry_in e = { .nfeelings = 2 };
	struct manifest m;
	struct packer p;

	read_text(&text);
	e.created = e.date = e.modified = (int64_t)time(NULL) * 1000;
	e.text = (struct bytes_view){ text.p, text.n };
	e.feelings[0].id = (struct bytes_view){ (const uint8_t *)anxious, strlen(anxious) };
	e.feelings[0].intensity = 70;
	e.feelings[1].id = (struct bytes_view){ (const uint8_t *)lonely, strlen(lonely) };
	e.feelings[1].intensity = 40;
	randombytes_buf(&e.id, sizeof e.id);
	e.id = (e.id & INT64_MAX) | 1;
	run_sql(f, "BEGIN IMMEDIATE");
	manifest_read(f, &m);
	sums_of_manifest(f, &m);
	e.lamport = le(m.p + 136, 8) + 1;
	set_lamport(&m, e.lamport);
	row_encode(f, &e, &row);
	packer_begin(f, &p);
	packer_put(f, &p, e.id, &row);
	packer_end(f, &p);
	manifest_write(f, &m);
	run_sql(f, "COMMIT");
	write_pin(pin, &m);
}

/* ---- import ---- */

static struct bytes_view
string(json_t *v)
{
	return (struct bytes_view){ (const uint8_t *)json_string_value(v), json_is_string(v) ? json_string_length(v) : 0 };
}

static uint64_t
parse_id(json_t *v)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	const char *s = json_string_value(v), *d;
	uint64_t id = 0;

	while (s && *s && (d = strchr(digits, *s++)))
		id = id << 5 | (uint64_t)(d - digits);
	return id;
}

static int
two(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0';
}

/* 2016-11-23T11:30:45+01:00, as generated. */
static void
parse_when(json_t *v, int64_t *ms, int *offset)
{
	const char *s = json_string_value(v);

	if (!s || strlen(s) != 25)
		die("a date that is not generated");
	int64_t y = two(s) * 100 + two(s + 2), month = two(s + 5), day = two(s + 8);
	y -= month <= 2;
	int64_t era = y / 400, yoe = y - era * 400, doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t days = era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
	*offset = (two(s + 20) * 60 + two(s + 23)) * (s[19] == '-' ? -1 : 1);
	*ms = (((days * 24 + two(s + 11)) * 60 + two(s + 14)) * 60 + two(s + 17) - *offset * 60) * 1000;
}

static void
entry_of(json_t *o, struct entry_in *e)
{
	json_t *v, *list;
	size_t i;

	*e = (struct entry_in){ .id = parse_id(json_object_get(o, "id")), .title = string(json_object_get(o, "title")),
		.text = string(json_object_get(o, "text")) };
	parse_when(json_object_get(o, "created"), &e->created, &e->created_offset);
	parse_when(json_object_get(o, "date"), &e->date, &e->date_offset);
	parse_when(json_object_get(o, "modified"), &e->modified, &e->modified_offset);
	list = json_object_get(o, "feelings");
	json_array_foreach(list, i, v) {
		json_t *n = json_object_get(v, "intensity");
		struct bytes_view layer = string(json_object_get(v, "layer"));
		if (i == 8)
			break;
		e->feelings[i].id = string(json_object_get(v, "id"));
		e->feelings[i].intensity = n ? (unsigned)json_integer_value(n) : 255;
		e->feelings[i].layer = layer.n ? layer.p[0] == 's' ? 1 : 2 : 0;
		e->nfeelings++;
	}
	list = json_object_get(o, "tags");
	json_array_foreach(list, i, v)
		if (i < 8)
			e->tags[e->ntags++] = string(v);
}

struct waiting {
	uint64_t id;
	size_t at, n;
};

static int
by_id(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* Every entry of the file as the bytes of its row, one after the other. */
static void
read_entries(struct floor *f, const char *json, uint64_t lamport, struct bytes *rows, struct waiting **list, size_t *n)
{
	char *line = malloc(LINE_MAX_BYTES);
	FILE *in = fopen(json, "r");
	struct bytes row = { NULL, 0, 0 };
	size_t cap = 0;

	if (!in || !line)
		die(json);
	while (fgets(line, LINE_MAX_BYTES, in)) {
		size_t len = strlen(line);
		struct entry_in e;
		json_t *o;

		if (strncmp(line, "{\"id\"", 5))
			continue; /* the frame of the export */
		while (len && line[len - 1] != '}')
			len--;
		if (!(o = json_loadb(line, len, 0, NULL)))
			die("JSON");
		entry_of(o, &e);
		e.lamport = ++lamport;
		row_encode(f, &e, &row);
		json_decref(o);
		if (*n == cap && !(*list = realloc(*list, (cap = 2 * cap + 1024) * sizeof **list)))
			die("memory");
		(*list)[(*n)++] = (struct waiting){ e.id, rows->n, row.n };
		add(rows, row.p, row.n);
	}
	fclose(in);
	free(line);
}

void
floor_import(struct floor *f, const char *json)
{
	struct bytes rows = { NULL, 0, 0 }, row = { NULL, 0, 0 };
	struct waiting *list = NULL;
	struct manifest m;
	struct packer p;
	size_t n = 0;

	run_sql(f, "BEGIN IMMEDIATE");
	manifest_read(f, &m);
	sums_of_manifest(f, &m);
	uint64_t lamport = le(m.p + 136, 8);
	read_entries(f, json, lamport, &rows, &list, &n);
	if (n)
		qsort(list, n, sizeof *list, by_id);
	packer_begin(f, &p);
	for (size_t i = 0; i < n; i++) {
		row.n = 0;
		add(&row, rows.p + list[i].at, list[i].n);
		packer_put(f, &p, list[i].id, &row);
	}
	packer_end(f, &p);
	set_lamport(&m, lamport + n);
	manifest_write(f, &m);
	run_sql(f, "COMMIT");
}
