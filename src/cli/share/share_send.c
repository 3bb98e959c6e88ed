/*
 * The last step: the packet as a file, or opened here; then the record.
 *
 * Laws
 *  1. Everything is made and checked in memory first; the words of a sealed page are in the writer's hand before the file has its name.
 *  2. The record is written in the transaction that is committed right after the file has its name, so there is no file whose record could
 *     not even be begun.  A file that stands without its record (the disk was full just then) is said, with what to do.
 *  3. The words are shown on the terminal or written into a new file of mode 0600, and kept nowhere.
 */
#include "cli/share/share.h"

#include <string.h>
#include <unistd.h>

#include "cli/frame.h"
#include "cli/files/target.h"
#include "felt/base/json.h"
#include "felt/crypt/page_seal.h"
#include "felt/crypt/words.h"
#include "felt/term/tty.h"

const char share_in_the_way[] = "choose another name, or move it away; if it is of a run of felt share that was cut short, felt share --log says whether that "
	"packet was noted";
static const char not_noted[] = "the file stands, but the log does not know of it: delete it and make it again, or remember that --since-last takes the same "
	"entries once more";

struct send {
	struct share_plan *p;
	const struct share_packet *k;
	const struct share_sending *s;
	struct secret *words;
	struct buf content;        /* of the file */
	char digest[SHA256_TEXT];
	bool words_written;
};

/* ---- what the file holds ---- */

static int
put_sealed(void *arg, struct err *err, const void *p, size_t n)
{
	struct buf *out = arg;

	buf_add(out, p, n);
	return buf_check(out, err);
}

struct again { const struct buf *b; size_t at; };

static int
get_sealed(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct again *a = arg;

	(void)err;
	*got = a->b->n - a->at < n ? a->b->n - a->at : n;
	if (*got)
		memcpy(p, a->b->p + a->at, *got);
	a->at += *got;
	return 0;
}

static int
seal_age(struct err *err, const struct sealing *seal, const struct buf *page, struct buf *out)
{
	struct age_to to = sealing_to(seal);
	struct age_writer *w = NULL;
	struct again again = { out, 0 };
	int rc = age_seal_begin(err, &to, put_sealed, out, &w);

	if (!rc)
		rc = age_seal(w, err, page->p, page->n);
	if (!rc)
		rc = age_seal_end(w, err);
	if (!rc)
		rc = age_seal_check(w, err, get_sealed, &again);
	age_writer_free(w);
	return rc;
}

static int
make(struct send *x)
{
	struct err *err = &x->p->ctx->err;
	struct buf page = BUF_INIT;
	int rc;

	if (x->s->how == SHARE_SEALED) {
		rc = words_passphrase(err, &x->words);
		if (!rc)
			rc = page_sealed(err, &x->k->page, x->words, &x->content);
		if (rc == E_TEXT_LONG)
			x->p->ctx->hint = "choose fewer entries, or seal it with --age RECIPIENT, which takes any size";
	} else if (x->s->how == SHARE_AGE) {
		rc = page_plain(err, &x->k->page, &page);
		if (!rc)
			rc = seal_age(err, x->s->seal, &page, &x->content);
	} else {
		rc = page_plain(err, &x->k->page, &x->content);
	}
	if (!rc)
		sha256_text(x->content.p, x->content.n, x->digest);
	buf_release(&page);
	return rc;
}

/* ---- the words ---- */

static int
write_words(struct send *x)
{
	struct err *err = &x->p->ctx->err;
	struct file_new f = { .fd = -1, .dir = -1 };
	int rc = file_new_begin_unnamed(err, &f, x->s->words_to);

	if (!rc)
		rc = file_write_fd(err, f.fd, x->s->words_to, x->words->p, x->words->n);
	if (!rc)
		rc = file_write_fd(err, f.fd, x->s->words_to, "\n", 1);
	if (!rc)
		rc = file_new_commit(err, &f);
	/* the folder's own sync may fail after the file has its name: then it stands all the same */
	x->words_written = !rc || f.named;
	file_new_abort(&f);
	return rc;
}

/* In one line, or in two where that is too narrow: a terminal would tear a word. */
static void
lay_words(const struct secret *words, struct buf *out)
{
	static const char indent[] = "    ";
	const char *p = (const char *)words->p, *middle = p;
	int columns, rows;

	tty_size(STDERR_FILENO, &columns, &rows);
	for (size_t i = 0, hyphens = 0; i < words->n && hyphens < 4; i++)
		if (p[i] == '-' && ++hyphens == 4)
			middle = p + i + 1;
	if (words->n + sizeof indent <= (size_t)columns)
		middle = p;
	buf_str(out, indent);
	if (middle > p) {
		buf_add(out, p, (size_t)(middle - p));
		buf_printf(out, "\n%s", indent);
	}
	buf_add(out, middle, words->n - (size_t)(middle - p));
}

static int
show_words(struct send *x)
{
	struct err *err = &x->p->ctx->err;
	struct buf b = BUF_INIT, answer = BUF_INIT;
	struct ends ends;
	int rc;

	buf_str(&b, "\nThese words open the page. They are shown this once and kept nowhere:\n\n");
	lay_words(x->words, &b);
	buf_str(&b, "\n\nGive them to the reader on another way than the file.\n\n");
	rc = buf_check(&b, err);
	ends_hold(&ends); /* the words are cleared from the screen before felt ends */
	if (!rc)
		rc = tty_show(err, buf_cstr(&b));
	if (!rc)
		rc = tty_line(err, "Enter, when they are on paper: ", &answer);
	tty_clear();
	if (!rc && ends_told())
		rc = err_set(err, E_INTERRUPTED, "packet");
	ends_release(&ends);
	buf_release(&answer);
	buf_release(&b);
	return rc;
}

/* ---- the file and the record ---- */

static int
record(struct send *x)
{
	int rc = share_record(x->p, x->k, x->digest);

	return rc || !x->p->aliases_changed ? rc : share_names_store(x->p);
}

static int
commit(struct send *x, const char *hint)
{
	struct ctx *ctx = x->p->ctx;
	int rc = store_commit(&ctx->err, ctx->store);

	if (rc)
		ctx->hint = hint;
	else
		x->p->aliases_changed = false;
	return rc;
}

static int
write_file(struct send *x)
{
	struct ctx *ctx = x->p->ctx;
	struct target t = TARGET_INIT;
	int rc = store_begin(&ctx->err, ctx->store, STORE_WRITE);

	if (rc)
		return rc;
	rc = record(x);
	if (!rc)
		rc = target_begin(&t, ctx, x->s->to, NULL);
	if (!rc) {
		buf_slice(target_buf(&t), buf_as_slice(&x->content));
		rc = target_drain(&t);
	}
	if (!rc)
		rc = target_finish(&t);
	if (rc == E_EXISTS)
		ctx->hint = share_in_the_way;
	else if (rc && t.file.named) /* it has its name; the folder could not be synced */
		ctx->hint = not_noted;
	if (!rc)
		rc = commit(x, not_noted);
	store_rollback(ctx->store);
	target_release(&t);
	return rc;
}

static int
open_here(struct send *x)
{
	struct ctx *ctx = x->p->ctx;
	int rc = share_here(ctx, &x->content);

	if (rc == E_INTERRUPTED)
		say(ctx, "it is gone; the log does not count it as handed over");
	if (!rc)
		rc = store_begin(&ctx->err, ctx->store, STORE_WRITE);
	if (!rc)
		rc = record(x);
	if (!rc)
		rc = commit(x, "it was open here, but the log does not know of it; --since-last takes the same entries once more");
	store_rollback(ctx->store);
	return rc;
}

/* ---- what to do with it (RUNTIME.md 4) ---- */

static void
tell_sealed(const struct send *x)
{
	const struct ctx *ctx = x->p->ctx;

	if (x->s->words_to)
		say(ctx, "the words that open it are in a file of their own; keep the two apart");
	say(ctx, "hand it over on a USB stick or as a link, to be saved and opened in a browser; mail often drops such files, previews cannot open them");
	say(ctx, "the words go another way: said, on paper, by telephone");
	say(ctx, "whoever can change the file on its way can make it give the words away; a file sealed with --age does not have that weakness");
}

static void
tell(const struct send *x)
{
	const struct ctx *ctx = x->p->ctx;
	size_t n = x->k->page.nentries, readers = x->s->seal ? x->s->seal->n : 0;
	char path[PATH_WORDS];

	if (x->s->how == SHARE_OPEN_HERE) {
		say(ctx, "it is gone from memory; what was printed is yours to look after");
		return;
	}
	words_path(x->s->to, path);
	if (x->s->how == SHARE_SEALED) {
		say(ctx, "%zu %s in %s, sealed", n, n == 1 ? "entry is" : "entries are", path);
		tell_sealed(x);
	} else if (x->s->how == SHARE_AGE) {
		say(ctx, "%zu %s in %s, sealed for %zu recipient%s", n, n == 1 ? "entry is" : "entries are", path, readers, readers == 1 ? "" : "s");
		say(ctx, "age or another program of that kind opens it; what comes out is a page for a browser, in the clear");
	} else {
		say(ctx, "%zu %s in %s, not sealed: whoever has the file can read it", n, n == 1 ? "entry is" : "entries are", path);
		say(ctx, "give it from hand to hand, or print it and delete it");
	}
}

static void
tell_json(struct send *x)
{
	struct ctx *ctx = x->p->ctx;
	struct json_out j;

	out_begin(ctx, false);
	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	json_key(&j, "entries");
	json_int(&j, (long long)x->k->page.nentries);
	json_key(&j, "beliefs");
	json_int(&j, (long long)x->k->page.nbeliefs);
	json_key(&j, "followups");
	json_int(&j, (long long)x->k->page.nfollowups);
	json_key(&j, "held-back");
	json_int(&j, (long long)x->p->held_back);
	json_key(&j, "digest");
	json_text(&j, x->digest);
	json_close(&j, '}');
	out_str(ctx, "\n");
}

int
share_send(struct share_plan *p, const struct share_packet *k, const struct share_sending *s)
{
	struct send x = { .p = p, .k = k, .s = s };
	int rc = make(&x);

	if (!rc && x.words)
		rc = s->words_to ? write_words(&x) : show_words(&x);
	if (!rc)
		rc = s->how == SHARE_OPEN_HERE ? open_here(&x) : write_file(&x);
	if (rc && x.words_written && access(s->to, F_OK)) { /* words of a page that is not there */
		unlink(s->words_to);
		file_sync_parent(NULL, s->words_to);
	}
	if (!rc)
		tell(&x);
	if (!rc && p->ctx->json)
		tell_json(&x);
	secret_free(x.words);
	buf_release(&x.content);
	return rc;
}
