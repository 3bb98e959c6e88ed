/*
 * The room with the voice: what every command shares.
 *
 * A command is data (struct command) and two functions.  `check` looks at the words alone: it refuses
 * everything senseless before a file is opened or a passphrase asked for, and may prepare what `run` needs in
 * args->data.  `run` finds its needs fulfilled.  Both return 0 or an error code with ctx->err filled; main reports it.
 *
 * Data goes to ctx->out (stdout), everything else to stderr through say().
 *
 * In this folder: the frame (main.c, command.c, options.c, needs.c, out.c, report.c ...) and the commands, cmd_NAME.c each.
 * What commands share lies in the folders below it, by what somebody is doing:
 *
 *	keys/    opening, unlocking, changing what unlocks       walk/    guides, step by step, and the beliefs' ledger
 *	write/   texts, drafts, what was written while locked    browse/  the full screen
 *	feel/    naming feelings                                 trends/  the pictures
 *	look/    filters, search, entries laid out               share/   what is handed to somebody
 *	files/   what leaves and comes as a file
 */
#ifndef FELT_CLI_CLI_H
#define FELT_CLI_CLI_H

#include <stdio.h>

#include "felt/base/day.h"
#include "felt/base/text.h"
#include "felt/model/feeling.h"
#include "felt/store/store.h"

/* ---- options are data ---- */

struct option {
	const char *name;   /* long name without "--" */
	char letter;        /* 0: none */
	const char *arg;    /* what --help calls its value; NULL: a flag */
	const char *help;
};
#define OPTION_END { NULL, 0, NULL, NULL }

enum { ARGS_MAX = 256 };
struct given { const char *name; const char *value; }; /* in the order given; value NULL for a flag */
struct args {
	struct given given[ARGS_MAX];
	size_t ngiven;
	const char *words[ARGS_MAX]; /* positional; after "--" everything is positional */
	size_t nwords;
	void *data;                  /* made by check, used by run */
	void (*release)(void *data); /* called by main at the end */
};
bool args_has(const struct args *a, const char *name);
const char *args_value(const struct args *a, const char *name);         /* the last one, or NULL */
const char *args_next(const struct args *a, const char *name, size_t *i); /* each value of a repeatable option; *i from 0 */

/* ---- commands are data ---- */

enum need {
	NEED_PATH = 1,      /* a journal path is known (always is, unless HOME is missing) */
	NEED_JOURNAL = 2,   /* opened: ctx->store */
	NEED_KEYS = 4,      /* unlocked; implies NEED_JOURNAL */
	NEED_TERMINAL = 8,  /* a controlling terminal */
	TAKES_FILTERS = 16, /* the common filters of DESIGN.md 3 are parsed into ctx->filter */
	TAKES_FEELINGS = 32, /* positional words are feelings of the filter */
	MINUS_WORDS = 64,   /* `tag`: after the first word "-lonely" is a word; only "-q" and the like (two characters) stay options */
	IGNORES_PIN = 128,  /* `backup`, `key trust`: opened though this machine has seen a newer state */
	MAY_BE_LOCKED = 512, /* with NEED_KEYS: goes without them by --locked or write_locked; then ctx->locked (locked.h) */
	NAMES_FEELINGS = 1024, /* positional words may be feelings that the command's check looks at */
	SHOWS_WORDS = 256   /* feelings are shown or handed out as words: own words are loaded after the unlock */
};
struct ctx;
struct command {
	const char *name;
	const char *group;      /* "write", "look back", "keep safe" ... headings of --help */
	const char *args;       /* synopsis of the words, e.g. "ID..." */
	const char *summary;    /* one line, lower case */
	unsigned needs;
	size_t least, most;     /* number of words */
	const struct option *options;
	int (*check)(struct ctx *ctx, struct args *args); /* may be NULL */
	int (*run)(struct ctx *ctx, struct args *args);
	const char *details;    /* paragraphs for `felt help NAME`; may be NULL */
};
extern const struct command *const commands[]; /* NULL at the end */
const struct command *command_find(const char *name);
extern const struct option common_options[], filter_options[];

/* ---- what a command is handed ---- */

struct out {              /* stdout, buffered, plain or through the pager */
	struct buf b;
	size_t at;            /* what of b is written already */
	bool waits, pipe;     /* a write may have to wait for a reader: a pipe, a terminal, a socket */
	size_t gather;        /* so much of b may wait for one within a transaction */
	bool terminal, colour, paged, failed;
	bool begun, may_page, closed; /* closed: nobody reads any more (a pager left early, `| head`) */
	struct buf held;      /* words for stderr that wait until stdout is written and the pager gone */
	int columns, rows;
	int fd;
	struct pager *pager;
};

struct config {           /* $XDG_CONFIG_HOME/felt/config, `key = value` */
	char *passphrase_command, *editor, *pager, *browser;
	bool editor_server_ok, today_past, suggest, write_locked;
	int64_t unlock_for;   /* seconds that any unlock by passphrase keeps the journal open; 0: it does not */
	int64_t idle_lock;    /* seconds without a key; 0: off */
	char *text;           /* owns the strings */
};

struct ctx {
	struct err err;
	const struct command *command; /* the one that runs, for hints; NULL before it is known */
	const char *hint;     /* a next step better than report.c's for the error in err; static, or NULL */
	int exit_floor;       /* at least this exit status, e.g. 3 after a warning about damage */
	/* common options */
	char *journal;        /* path, owned; NULL when none is known */
	bool json, plain, quiet, force_read, recovery, allow_kdf_memory;
	int passphrase_fd, recovery_fd; /* -1: none */
	const char *key_file;
	/* the world, read once in env.c */
	char *home, *data_dir, *state_dir, *config_dir, *runtime_dir;
	char *scratch_dir;    /* in state_dir: where --allow-disk-plaintext may put a text */
	bool disk_plaintext;  /* --allow-disk-plaintext */
	const char *visual, *pager_env, *term;
	struct when now;
	struct zone zone;
	uint8_t device[DEVICE_SIZE];
	uint64_t physical;    /* bytes of memory */
	unsigned cores;       /* that may work at once */
	struct config config;
	/* fulfilled needs */
	struct store *store;
	bool locked;          /* opened without keys: only locked_put() writes to it */
	struct filter filter;
	struct vocabulary voc;
	struct out out;
	struct staging *staging; /* a conversation of several full screens (staging.h); else NULL */
};

/* env.c: reads environment, clock, config once. */
int ctx_init(struct ctx *ctx);
void ctx_release(struct ctx *ctx);
/* ctx->now is when the command began; this is now, for what goes on for long. */
struct when ctx_clock(const struct ctx *ctx);
/* The device id, made at the first need ($XDG_STATE_HOME/felt/device). */
int ctx_device(struct ctx *ctx);
/* unlock.c: opens ctx->store / unlocks it by the sources of DESIGN.md 3, in order. */
int ctx_open(struct ctx *ctx, const char *path);
int ctx_unlock(struct ctx *ctx, struct store *s);
/* A passphrase by the sources; `again`: ask twice (new ones). second: the next line of --passphrase-fd. */
int ctx_passphrase(struct ctx *ctx, const char *prompt, struct secret **out);
int ctx_new_passphrase(struct ctx *ctx, struct secret **out);
/* Reads and checks standard input as text: up to 64 MiB, E_TEXT_*; E_USAGE when it is a terminal. */
int ctx_stdin_text(struct ctx *ctx, struct buf *out);

/* After a refusal of what may have been somebody's text: where it lies now, and how that is mended. */
#define LIES_IN_HISTORY "the shell's history has that line now: history -d -2, typed next, makes bash forget it; felt-security(7) helps with other shells"

/* report.c: the only place where codes become sentences. */
int exit_status(enum err_code code);
void report(const struct ctx *ctx, const struct err *err);              /* "felt: sentence: 'the thing'" and a hint line, to stderr */
void report_sentence(const struct err *err, char *out, size_t n);       /* one line, for the composer's status line */
void report_warning(void *ctx, enum store_warning what, uint64_t n);    /* store_warn_fn; raises exit_floor */
void say(const struct ctx *ctx, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* stderr, not under -q */
void say_after(struct ctx *ctx, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* the same, behind what stands in ctx->out */
void say_lines(const struct buf *b);                                     /* lines to stderr; on a terminal broken at blanks */

/* out.c */
void out_begin(struct ctx *ctx, bool may_page);
void out_str(struct ctx *ctx, const char *s);                            /* our own words */
void out_printf(struct ctx *ctx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_safe(struct ctx *ctx, struct slice s, int how);                 /* foreign text, neutralised when stdout is a terminal or the format is for people */
enum ink { INK_PLAIN, INK_DIM, INK_BOLD, INK_DATE, INK_ID, INK_FEELING, INK_MATCH };
void out_ink(struct ctx *ctx, enum ink ink);                             /* nothing without colour */
struct buf *out_buf(struct ctx *ctx);                                    /* raw, for exporters; call out_drain after each entry */
int out_drain(struct ctx *ctx);                                          /* between two entries, within a transaction: writes what can be written without waiting; E_IO, E_INTERRUPTED for a closed pipe */
int out_flush(struct ctx *ctx);                                          /* writes everything that no pager is to have: before a question, outside of any transaction */
void out_trim(struct ctx *ctx);                                          /* takes blanks at the end of the line away that is about to end */
/* main calls it after run; a command that goes on with the journal after it calls store_resume (a pager suspends the store). */
int out_end(struct ctx *ctx);                                            /* flushes, waits for the pager, says whether everything was written */

/* In lists, before an entry with flag 0. */
#define LOCKED_MARK "(while locked)  "

/* filters.c */
int filters_from_args(struct ctx *ctx, const struct args *a, bool words_are_feelings);

/* show.c: one entry as people read it, one line of a list; shared by show, review, search. */
void render_line(struct ctx *ctx, const struct entry *e);
void render_entry(struct ctx *ctx, const struct entry *e);
/* "anxious 70, lonely (under)" */
void render_feelings(struct ctx *ctx, const struct entry *e, struct buf *out);

#endif
