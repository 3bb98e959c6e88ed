/*
 * felt export: entries in the clear or sealed with age, for programs (json, csv) and for people (md, txt, html).
 *
 * Laws
 *  1. What target.c says of everything that leaves: a new file or a pipe, verified, whole or not at all.
 *  2. Entries marked keep-private are never taken along silently, and never left out silently (CARE.md 26).
 */
#include <stdlib.h>
#include <string.h>

#include "cli/walk/belief_names.h"
#include "cli/commands.h"
#include "cli/frame.h"
#include "cli/progress.h"
#include "cli/files/sealing.h"
#include "cli/files/target.h"
#include "cli/write/writing.h"
#include "felt/exchange/exchange.h"
#include "felt/term/tty.h"

static const struct option options[] = {
	{ "format", 'F', "json|md|txt|csv|html", "the form (json, or what FILE ends with)" },
	{ "table", 0, "entries|feelings|records", "csv: a row an entry, a feeling or a thought record (entries)" },
	{ "output", 'o', "FILE", "write a new file, for you alone" },
	SEALING_OPTIONS,
	{ "with-private", 0, NULL, "take entries marked keep-private along" },
	{ "without-private", 0, NULL, "leave entries marked keep-private out" },
	OPTION_END
};

enum { PROGRESS_STEP = 64 };

/* ---- what is wanted ---- */

struct wanted {
	enum export_format format;
	const char *to;              /* NULL: stdout */
	bool with, without;
	struct sealing seal;
};

static void
wanted_free(void *arg)
{
	struct wanted *rq = arg;

	sealing_release(&rq->seal);
	free(rq);
}

struct name { const char *name; enum export_format format; };

static bool
named(const struct name *names, size_t n, const char *name, size_t len, enum export_format *format)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(names[i].name) == len && !memcmp(names[i].name, name, len)) {
			*format = names[i].format;
			return true;
		}
	return false;
}

static bool
format_named(const char *name, size_t len, enum export_format *format)
{
	static const struct name names[] = { { "json", EXPORT_JSON }, { "md", EXPORT_MD }, { "txt", EXPORT_TXT }, { "csv", EXPORT_CSV },
		{ "html", EXPORT_HTML } };

	return named(names, sizeof names / sizeof names[0], name, len, format);
}

static bool
table_named(const char *name, enum export_format *format)
{
	static const struct name names[] = {
		{ "entries", EXPORT_CSV }, { "feelings", EXPORT_CSV_FEELINGS }, { "records", EXPORT_CSV_RECORDS }
	};

	return named(names, sizeof names / sizeof names[0], name, strlen(name), format);
}

/* "diary.csv", "diary.csv.age": csv. */
static void
format_of_file(const char *to, enum export_format *format)
{
	const char *slash = strrchr(to, '/'), *name = slash ? slash + 1 : to;
	size_t n = strlen(name), dot;

	if (n > 4 && !strcmp(name + n - 4, ".age"))
		n -= 4;
	for (dot = n; dot > 0 && name[dot - 1] != '.'; dot--)
		;
	if (dot > 0)
		format_named(name + dot, n - dot, format);
}

static int
parse_format(struct ctx *ctx, const struct args *args, struct wanted *rq)
{
	const char *format = args_value(args, "format"), *table = args_value(args, "table");

	if (format && !format_named(format, strlen(format), &rq->format))
		return err_set(&ctx->err, E_USAGE, "--format is json, md, txt, csv or html");
	if (!format && table)
		rq->format = EXPORT_CSV;
	else if (!format && rq->to)
		format_of_file(rq->to, &rq->format);
	if (table && rq->format != EXPORT_CSV)
		return err_set(&ctx->err, E_USAGE, "--table is for csv\nadd --format csv");
	if (table && !table_named(table, &rq->format))
		return err_set(&ctx->err, E_USAGE, "--table is entries, feelings or records");
	return 0;
}

static int
check(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = calloc(1, sizeof *rq);
	int rc;

	if (!rq)
		return err_set(&ctx->err, E_NOMEM, "options");
	args->data = rq;
	args->release = wanted_free;
	rq->to = target_path(args_value(args, "output"));
	rq->with = args_has(args, "with-private");
	rq->without = args_has(args, "without-private");
	rc = parse_format(ctx, args, rq);
	if (!rc)
		rc = sealing_from_args(&ctx->err, args, rq->to, &rq->seal);
	if (!rc && rq->with && rq->without)
		rc = err_set(&ctx->err, E_USAGE, "--with-private and --without-private are two answers to one question");
	return rc ? rc : target_check(&ctx->err, rq->to);
}

/* ---- entries ---- */

struct exporting {
	struct ctx *ctx;
	const struct wanted *rq;
	struct filter filter;
	bool leave_private;
	size_t nprivate;
	size_t met;                  /* how many there were when it was looked at */
	bool filed;                  /* some are filed under a belief */
	unsigned kinds;              /* bits of those that were met when it was looked at, */
	uint64_t generation;         /* and when that was */
	struct export x;
	size_t entries, beliefs_out, followups; /* that went out */
	struct belief_names beliefs;
	struct target target;
	struct progress progress;
	size_t seen;
	uint64_t *ids; size_t nids;  /* --limit: the newest, which are then written oldest first */
};

static int
count_private(void *arg, struct err *err, const struct entry *e)
{
	struct exporting *x = arg;

	(void)err;
	if (!e) { /* from the beginning */
		x->nprivate = x->met = 0;
		x->kinds = 0;
		x->filed = false;
		return 0;
	}
	x->met++;
	x->filed = x->filed || e->nbeliefs > 0;
	x->kinds |= 1u << e->kind;
	if (e->flags & FLAG_PRIVATE)
		x->nprivate++;
	return 0;
}

static int
ask_private(struct exporting *x)
{
	struct ctx *ctx = x->ctx;
	const char *are = x->nprivate == 1 ? "is" : "are", *them = x->nprivate == 1 ? "it" : "them";
	char question[160];
	bool yes = false;
	int rc;

	x->leave_private = x->rq->without;
	if (x->nprivate == 0 || x->rq->with || x->rq->without)
		return 0;
	if (!tty_there())
		return err_set(&ctx->err, E_USAGE, "%zu of these %s marked keep-private\n--with-private takes %s along, "
			"--without-private leaves %s out", x->nprivate, are, them, them);
	snprintf(question, sizeof question, "%zu of these %s marked keep-private. Take %s along? [y/N] ", x->nprivate, are, them);
	rc = tty_confirm(&ctx->err, question, NULL, &yes);
	x->leave_private = !yes;
	return rc;
}

static int
write_one(void *arg, struct err *err, const struct entry *e)
{
	struct exporting *x = arg;
	size_t before = x->x.count;

	(void)err; /* all of it is ctx's */
	if (x->seen++ % PROGRESS_STEP == 0)
		progress_show(&x->progress, x->seen - 1, x->met);
	if (x->leave_private && e->flags & FLAG_PRIVATE)
		return 0;
	export_entry(&x->x, e, &x->ctx->voc);
	*(e->kind == KIND_BELIEF ? &x->beliefs_out : e->kind == KIND_FOLLOWUP ? &x->followups : &x->entries) += x->x.count - before;
	return target_drain(&x->target);
}

enum { ENOUGH = 1 }; /* a callback's way to stop without an error */

static int
collect(void *arg, struct err *err, const struct entry *e)
{
	struct exporting *x = arg;

	(void)err;
	if (x->leave_private && e->flags & FLAG_PRIVATE)
		return 0;
	x->ids[x->nids++] = e->id;
	return x->nids == x->filter.limit ? ENOUGH : 0;
}

/* The newest N, oldest first. */
static int
write_limited(struct exporting *x)
{
	struct filter f = x->filter;
	struct row row = ROW_INIT;
	int rc;

	f.limit = 0;
	f.reverse = x->ctx->filter.reverse;
	x->ids = calloc(x->filter.limit, sizeof *x->ids);
	if (!x->ids)
		return err_set(&x->ctx->err, E_NOMEM, "export");
	rc = store_list(&x->ctx->err, x->ctx->store, &f, collect, x);
	if (rc == ENOUGH)
		rc = 0;
	for (size_t i = x->nids; !rc && i-- > 0;) {
		rc = store_get(&x->ctx->err, x->ctx->store, x->ids[i], &row);
		if (!rc)
			rc = write_one(x, &x->ctx->err, &row.e);
	}
	row_release(&row);
	return rc;
}

/* Beliefs and follow-ups go along when nothing is left out: a part of the entries says nothing about them. */
static int
write_all(struct exporting *x)
{
	static const unsigned kinds[] = { KIND_ENTRY, KIND_BELIEF, KIND_FOLLOWUP };
	size_t n = filters_narrow(x->ctx) ? 1 : 3;
	int rc = 0;

	if (x->rq->format != EXPORT_JSON && (x->filed || store_generation(x->ctx->store) != x->generation))
		rc = belief_names_load(x->ctx, &x->beliefs);
	export_begin(&x->x, x->rq->format, target_buf(&x->target), x->ctx->now, "felt " FELT_VERSION);
	x->x.belief = belief_name_put;
	x->x.belief_arg = &x->beliefs;
	if (!rc && x->filter.limit)
		rc = write_limited(x);
	for (size_t i = 0; !rc && !x->filter.limit && i < n; i++) {
		x->filter.kinds = 1u << kinds[i];
		/* Each kind is a way of its own through all packs: not for one that is not there. */
		if (i > 0 && !(x->kinds & x->filter.kinds) && store_generation(x->ctx->store) == x->generation)
			continue;
		rc = store_read(&x->ctx->err, x->ctx->store, &x->filter, write_one, x);
	}
	if (rc)
		return rc;
	export_end(&x->x, &x->ctx->voc);
	return target_finish(&x->target);
}

static int
look(struct exporting *x, const struct args *args)
{
	struct ctx *ctx = x->ctx;
	int rc = filters_resolve(ctx, args);

	x->filter = ctx->filter; /* borrows its arrays */
	x->filter.reverse = !ctx->filter.reverse;
	if (!filters_narrow(ctx))
		x->filter.kinds = 1u << KIND_ENTRY | 1u << KIND_BELIEF | 1u << KIND_FOLLOWUP;
	if (!rc)
		rc = store_heads(&ctx->err, ctx->store, &x->filter, count_private, x);
	x->generation = store_generation(ctx->store);
	return rc;
}

/* "5 entries, 1 belief and 2 follow-ups are": a belief is no entry. */
static const char *
went_out(const struct exporting *x, char *out, size_t n)
{
	const struct { size_t n; const char *one, *more; } what[] = {
		{ x->entries, "entry", "entries" }, { x->beliefs_out, "belief", "beliefs" }, { x->followups, "follow-up", "follow-ups" }
	};
	size_t all = x->entries + x->beliefs_out + x->followups, rest = all, used = 0;

	for (size_t i = 0; i < 3; i++) {
		if (!what[i].n && (i > 0 || all))
			continue;
		rest -= what[i].n;
		used += (size_t)snprintf(out + used, n - used, "%s%zu %s", used == 0 ? "" : rest ? ", " : " and ", what[i].n,
			what[i].n == 1 ? what[i].one : what[i].more);
	}
	snprintf(out + used, n - used, " %s", all == 1 ? "is" : "are");
	return out;
}

/* "as plain text ...", or how it is sealed; where it is. */
static void
tell(const struct exporting *x)
{
	const struct sealing *seal = &x->rq->seal;
	char what[120], how[80] = "as plain text that anybody who has the file can read";

	if (seal->with_passphrase)
		snprintf(how, sizeof how, "sealed with the passphrase");
	else if (seal->n)
		snprintf(how, sizeof how, "sealed for %zu recipient%s", seal->n, seal->n == 1 ? "" : "s");
	if (x->rq->to)
		say(x->ctx, "%s in '%s', %s", went_out(x, what, sizeof what), x->rq->to, how);
	if (x->leave_private && x->nprivate)
		say(x->ctx, "%zu marked keep-private %s left out", x->nprivate, x->nprivate == 1 ? "was" : "were");
}

static int
write_target(struct exporting *x)
{
	struct age_to to = sealing_to(&x->rq->seal);
	int rc;

	/* A pipe may lead to a program that has the terminal. */
	if (x->rq->to)
		progress_begin(&x->progress, x->ctx, "exporting");
	rc = target_begin(&x->target, x->ctx, x->rq->to, sealing_wanted(&x->rq->seal) ? &to : NULL);
	if (!rc)
		rc = write_all(x);
	progress_end(&x->progress);
	target_release(&x->target);
	return rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct wanted *rq = args->data;
	struct exporting x = { .ctx = ctx, .rq = rq, .target = TARGET_INIT };
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = look(&x, args);
	/* The questions wait for a person: no transaction stays open meanwhile. */
	store_rollback(ctx->store);
	if (!rc)
		rc = ask_private(&x);
	if (!rc)
		rc = sealing_ask(ctx, &rq->seal);
	/* With a filter nobody was asked about a belief itself. */
	x.beliefs.leave_private = x.leave_private || (filters_narrow(ctx) && !rq->with);
	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_READ);
	if (!rc) {
		out_begin(ctx, false);
		rc = write_target(&x);
	}
	store_rollback(ctx->store);
	if (!rc)
		tell(&x);
	export_release(&x.x);
	belief_names_release(&x.beliefs);
	free(x.ids);
	return rc;
}

const struct command cmd_export = {
	.name = "export", .group = "hand over", .args = "", .summary = "write entries for programs and people: json, csv, md, txt, html",
	.needs = NEED_KEYS | TAKES_FILTERS | SHOWS_WORDS, .least = 0, .most = 0, .options = options, .check = check, .run = run,
	.details =
		"Whoever has a plain export can read it. --age and --age-passphrase seal it instead, as a file that age and other\n"
		"programs open, and felt import too. The passphrase is asked for twice; left empty, felt makes one and shows it once.\n"
		"With --passphrase-fd it is the next line.\n"
		"\n"
		"json is whole: felt import json takes it back, ids included. csv is for tables; what looks like a formula gets a '\n"
		"before it. html is one page with pictures, to read in a browser and to print. felt-export(5) describes every form.\n"
		"Entries come oldest first; --limit takes the newest. Drafts and earlier versions are not exported, felt backup has\n"
		"them; beliefs and follow-ups go along when no filter leaves anything out.\n"
		"\n"
		"With -o a new file of mode 0600 is written, never over an existing one, and read back before it gets its name.\n",
};
