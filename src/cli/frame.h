/*
 * The frame around the commands: what main, the table and a few commands of the frame itself need
 * from each other.  A command of the journal (write, review, show ...) needs cli.h only.
 *
 *	start_process()      streams, locale, umask, signals, core dumps: before anything is read
 *	ctx_init()           environment, clock, configuration
 *	options_parse()      words and options into a request; nothing is opened
 *	needs_fulfil()       filters, the command's own check, then journal and keys, in that order
 *	request.command->run
 *	finish()             output flushed, journal closed, what went wrong reported: the exit status
 */
#ifndef FELT_CLI_FRAME_H
#define FELT_CLI_FRAME_H

#include "cli/cli.h"

#ifndef FELT_VERSION
#define FELT_VERSION "1.0"
#endif
/* "libsodium 1.0.18, SQLite 3.40.1 ...": the Makefile knows it from pkg-config. */
#ifndef FELT_LIBRARIES
#define FELT_LIBRARIES ""
#endif

/* ---- start.c ---- */

int start_process(struct err *err);
/* Ends like any filter whose reader left: by SIGPIPE.  Only after the journal is closed. */
void end_by_sigpipe(void);

/* ---- harden_linux.c, harden_posix.c ---- */

/* What stands between this process and a curious neighbour; asked of the system, not remembered. */
enum answer { ANSWER_UNKNOWN = -1, ANSWER_NO = 0, ANSWER_YES = 1 };
struct protections {
	enum answer no_core;       /* no core dump is written */
	enum answer no_trace;      /* other programs of the same user cannot attach */
	enum answer memory_locked; /* keys are kept out of swap */
	enum answer no_swap;       /* no swap device that could keep memory in the clear */
	enum answer no_network;    /* felt and what it starts cannot open a connection */
	enum answer editor_memory; /* there is memory-backed storage for --editor */
	enum answer editor_hidden; /* a file system of the editor's own, which leaves nothing when all is killed */
	enum answer editor_jail;   /* the editor can write nowhere but into its folder */
};
/*
 * No core dumps, no tracing, no network; silent where the system cannot do it: `felt status` says so.  E_UNSAFE when a
 * network connection was handed over: the barrier cannot take it away again.
 */
int harden_self(struct err *err);
void harden_look(const char *runtime_dir, struct protections *out);
/* After an unlock: one line, once on this machine, when keys can reach a disk by swap. */
void harden_warn(struct ctx *ctx);

/* ---- command.c, options.c ---- */

struct request {
	const struct command *command;
	struct args args;
	bool help, version;
};
int options_parse(struct ctx *ctx, int argc, char **argv, struct request *rq);
/* The option of that name among a command's own, the filters where it takes them, and the common ones. */
const struct option *option_find(const struct command *c, const char *name, size_t n);
/* "no command is called 'reviw' (near: review)". */
int command_unknown(struct err *err, const char *typed);

/* ---- nearest.c ---- */

/* The candidate that was probably meant: at most two slips away, fewer for short words. */
struct nearest { const char *typed; size_t n; const char *best; unsigned slips; };
/* Could it be the name of a command or an option at all?  Only then a message may repeat it. */
bool name_like(const char *s, size_t n);
/* Is it a path that a message may put into a command line as it is?  No blanks, nothing that a shell would read. */
bool path_like(const char *s);
struct nearest nearest_to(const char *typed, size_t n);
void nearest_try(struct nearest *near, const char *candidate);

/* ---- needs.c ---- */

int needs_fulfil(struct ctx *ctx, const struct command *c, struct args *args);
/* For a command that needs the keys only with some of its words: path, journal, unlock, own words. */
int needs_keys(struct ctx *ctx);
int finish(struct ctx *ctx, struct request *rq, int rc);

/* ---- cores_linux.c, cores_posix.c ---- */

/* How many cores this process may use: at least 1. */
unsigned cores_there(void);

/* ---- env.c ---- */

/* Reads the device id when there is one; creates nothing. */
bool device_known(struct ctx *ctx);

/* ---- config.c ---- */

/* Fills ctx->config from ctx->config_dir; a file that cannot be trusted is ignored with a line that says why. */
void config_read(struct ctx *ctx);

/* ---- open.c, unlock.c, secret_source.c ---- */

/* What every store is opened with; ctx->device as far as it is known. */
struct store_env journal_env(struct ctx *ctx, const char *path, bool ignore_pin);
/* ctx_device, or an id for this run alone where none can be kept (a read-only home): nothing should stop for that. */
void device_or_stand_in(struct ctx *ctx);
/* Opens any journal; ignore_pin: the caller says itself how much older it is. */
int open_journal(struct ctx *ctx, const char *path, bool ignore_pin, struct store **out);
/* One line of a descriptor, byte by byte up to the first LF or the end; the rest is left alone. what: for messages. */
int secret_from_fd(struct err *err, int fd, const char *what, struct secret **out);
/* The first line that `command` prints, run without a shell; E_NO_SECRET when it fails. */
int secret_from_command(struct err *err, const char *command, struct secret **out);
/* The recovery key by --recovery-fd or the terminal: its 20 bytes. */
int ctx_recovery_key(struct ctx *ctx, struct secret **out);
/* ctx_unlock with its own prompt; may_skip: Enter alone is an answer, STAYS_LOCKED. */
enum { STAYS_LOCKED = 1 };
/*
 * ctx_unlock by passphrase or recovery key, never by the key cache: for what needs the root key (slots, rotation) or a person's consent.
 * kept: gets the passphrase that opened it, for a slot of new keys; stays as it is with the recovery key.  NULL: forgotten at once.
 */
int ctx_unlock_root(struct ctx *ctx, struct store *s, struct secret **kept);
int unlock_or_skip(struct ctx *ctx, struct store *s, const char *prompt, bool may_skip);

/*
 * Once more, after store_lock(): asked at the terminal alone, for a descriptor is read already; Enter alone runs passphrase_command
 * where there is one.  One attempt.
 */
int unlock_again(struct ctx *ctx, struct store *s, const char *prompt);

/* ---- recovery_sheet.c ---- */

/*
 * Hands a new recovery key to its owner before it counts: on the terminal, with two groups asked back, or
 * into a new file of mode 0600 (--recovery-to).
 */
struct sheet {
	struct ctx *ctx;
	const char *to;       /* --recovery-to, or NULL */
	const char *journal;  /* its path, for the file's second line */
	bool written;         /* the file stands; sheet_take_back() removes it */
};
/* Is there a way to hand it over?  E_USAGE without a file and a terminal, or when it is the journal's own path; E_EXISTS. */
int sheet_check(struct ctx *ctx, const char *to);
int sheet_give(struct sheet *sheet, struct err *err, const struct secret *key);
/* What was to be recovered did not come to be. */
void sheet_take_back(struct sheet *sheet);
#define RECOVERY_TO_OPTION { "recovery-to", 0, "FILE", "write the recovery key into a new file instead of showing it" }

/* ---- kdf_options.c ---- */

/* --kdf-memory 64M..4G and --kdf-passes over `cost`; E_USAGE. */
int kdf_from_args(struct err *err, const struct args *a, struct kdf_cost *cost);
#define KDF_OPTIONS \
	{ "kdf-memory", 0, "SIZE", "memory that each guess at the passphrase costs: 64M to 4G (256M)" }, \
	{ "kdf-passes", 0, "N", "passes over that memory: 2 to 16 (3)" }

/* ---- help.c, version.c ---- */

int help_all(struct ctx *ctx);
int help_command(struct ctx *ctx, const struct command *c);
int help_version(struct ctx *ctx);
/* The names of all topics that are no commands, NULL at the end; for completion. */
extern const char *const help_topics[];

/* ---- words.c: how long ago, how large, in words ---- */

enum { WORDS_MAX = 48, PATH_WORDS = 600 };
void words_size(uint64_t bytes, char out[WORDS_MAX]);           /* "3.4 MiB" */
const char *words_span(int64_t seconds, char out[WORDS_MAX]);    /* "1 hour 30 minutes"; out */
void words_ago(int64_t now_ms, int64_t then_ms, char out[WORDS_MAX]); /* "3 days ago" */
void words_path(const char *path, char out[PATH_WORDS]); /* 'path', one safe line, cut when it is very long */

#endif
