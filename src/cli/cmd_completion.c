/*
 * felt completion bash|zsh|fish: a script for the shell, made from the table of commands.
 *
 * It knows commands, options, help topics and feeling words.  It never asks felt for ids or titles: completing must not
 * want a passphrase.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/frame.h"

/* ---- what the three shells are told ---- */

/* Words that can follow a command: "a|b|c" of its synopsis, feelings, topics. */
static void
choices(struct ctx *ctx, const struct command *c)
{
	if (c->args && strchr(c->args, '|') && !strchr(c->args, '[')) {
		for (const char *p = c->args; *p; p++)
			out_printf(ctx, "%c", *p == '|' ? ' ' : *p);
		out_str(ctx, " ");
	}
	if (!strcmp(c->name, "feelings"))
		out_str(ctx, "add move remove ");
	if (!strcmp(c->name, "trends"))
		out_str(ctx, "families feelings year together records beliefs words ");
	if (!strcmp(c->name, "help")) {
		for (size_t i = 0; commands[i]; i++)
			out_printf(ctx, "%s ", commands[i]->name);
		for (size_t i = 0; help_topics[i]; i++)
			out_printf(ctx, "%s ", help_topics[i]);
	}
}

/* As they can be typed without quotes. */
static void
feeling_words(struct ctx *ctx, const char *prefix)
{
	for (size_t i = 0; i < FEELING_TABLE; i++) {
		out_str(ctx, prefix);
		for (const char *p = feeling_at(i)->word; *p; p++)
			out_printf(ctx, "%c", *p == ' ' ? '-' : *p);
		out_str(ctx, " ");
	}
	for (int f = 0; f < FEELING_FAMILIES; f++)
		out_printf(ctx, "%s%s ", prefix, feeling_family_name(f));
}

static bool
takes_files(const struct command *c)
{
	return c->args && (strstr(c->args, "FILE") || strstr(c->args, "PATH"));
}

static bool
is_file(const struct option *o)
{
	return o->arg && (!strcmp(o->arg, "FILE") || !strcmp(o->arg, "PATH"));
}

static bool
is_feeling(const struct option *o)
{
	return !strcmp(o->name, "feeling");
}

/* Calls fn for every option of every table that counts for c. */
static void
each_option(struct ctx *ctx, const struct command *c, void (*fn)(struct ctx *, const struct command *, const struct option *))
{
	for (const struct option *o = c->options; o && o->name; o++)
		fn(ctx, c, o);
	for (const struct option *o = filter_options; c->needs & TAKES_FILTERS && o->name; o++)
		fn(ctx, c, o);
	for (const struct option *o = common_options; o->name; o++)
		fn(ctx, c, o);
}

static void
option_word(struct ctx *ctx, const struct command *c, const struct option *o)
{
	(void)c;
	out_printf(ctx, "--%s ", o->name);
}

/* ---- bash ---- */

static const char bash_head[] =
	"# felt: completion for bash; felt completion bash > ~/.local/share/bash-completion/completions/felt\n"
	"_felt() {\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd= words= files= i\n"
	"\tCOMPREPLY=()\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tcase ${COMP_WORDS[i]} in\n"
	"\t\t-j|--journal|--passphrase-fd|--recovery-fd|--key-file) ((i++)) ;;\n"
	"\t\t-*) ;;\n"
	"\t\t*) cmd=${COMP_WORDS[i]}; break ;;\n"
	"\t\tesac\n"
	"\tdone\n";

static const char bash_tail[] =
	"\tesac\n"
	"\t[[ $cur != -* && $files ]] && COMPREPLY=($(compgen -f -- \"$cur\"))\n"
	"\tCOMPREPLY+=($(compgen -W \"$words\" -- \"$cur\"))\n"
	"}\n"
	"complete -o filenames -F _felt felt\n";

/* A value that is a file or a feeling can be completed; any other is left to whoever types. */
static void
bash_value(struct ctx *ctx, const struct command *c, const struct option *o)
{
	(void)c;
	if (!o->arg)
		return;
	out_str(ctx, "\t\t");
	if (o->letter)
		out_printf(ctx, "-%c|", o->letter);
	out_printf(ctx, "--%s) ", o->name);
	if (is_file(o)) {
		out_str(ctx, "COMPREPLY=($(compgen -f -- \"$cur\"))");
	} else if (is_feeling(o)) {
		out_str(ctx, "COMPREPLY=($(compgen -W \"");
		feeling_words(ctx, "");
		out_str(ctx, "\" -- \"$cur\"))");
	}
	out_str(ctx, is_file(o) || is_feeling(o) ? "; return ;;\n" : "return ;;\n");
}

static void
bash_command(struct ctx *ctx, const struct command *c)
{
	out_printf(ctx, "\t%s)\n\t\tcase $prev in\n", c->name);
	each_option(ctx, c, bash_value);
	out_str(ctx, "\t\tesac\n\t\tif [[ $cur == -* ]]; then words=\"");
	each_option(ctx, c, option_word);
	out_str(ctx, "\"; else words=\"");
	choices(ctx, c);
	if (c->needs & (TAKES_FEELINGS | NAMES_FEELINGS))
		feeling_words(ctx, "");
	if (c->needs & MINUS_WORDS)
		feeling_words(ctx, "+");
	out_str(ctx, "\"; fi\n");
	if (takes_files(c))
		out_str(ctx, "\t\tfiles=1\n");
	out_str(ctx, "\t\t;;\n");
}

static void
bash(struct ctx *ctx)
{
	out_str(ctx, bash_head);
	out_str(ctx, "\tcase $cmd in\n\t\"\")\n\t\tcase $prev in\n\t\t-j|--journal) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
		"\t\tesac\n\t\twords=\"");
	for (size_t i = 0; commands[i]; i++)
		out_printf(ctx, "%s ", commands[i]->name);
	for (const struct option *o = common_options; o->name; o++)
		option_word(ctx, NULL, o);
	out_str(ctx, "\" ;;\n");
	for (size_t i = 0; commands[i]; i++)
		bash_command(ctx, commands[i]);
	out_str(ctx, bash_tail);
}

/* ---- zsh ---- */

/* Inside '...' of a specification: brackets, colons and quotes have a meaning there. */
static void
zsh_text(struct ctx *ctx, const char *s)
{
	for (; *s; s++) {
		if (*s == '\'')
			out_str(ctx, "'\\'");
		else if (*s == '[' || *s == ']' || *s == ':' || *s == '\\')
			out_str(ctx, "\\");
		out_printf(ctx, "%c", *s);
	}
}

static void
zsh_option(struct ctx *ctx, const struct command *c, const struct option *o)
{
	(void)c;
	out_printf(ctx, "\t\t'*--%s%s[", o->name, o->arg ? "=" : "");
	zsh_text(ctx, o->help);
	out_str(ctx, "]");
	if (o->arg) {
		out_printf(ctx, ":%s:", o->arg);
		if (is_file(o)) {
			out_str(ctx, "_files");
		} else if (is_feeling(o)) {
			out_str(ctx, "(");
			feeling_words(ctx, "");
			out_str(ctx, ")");
		}
	}
	out_str(ctx, "' \\\n");
}

static void
zsh_command(struct ctx *ctx, const struct command *c)
{
	out_printf(ctx, "\t%s) _arguments \\\n", c->name);
	each_option(ctx, c, zsh_option);
	if (takes_files(c)) {
		out_str(ctx, "\t\t'*:file:_files' ;;\n");
		return;
	}
	out_str(ctx, "\t\t'*:word:(");
	choices(ctx, c);
	if (c->needs & (TAKES_FEELINGS | NAMES_FEELINGS))
		feeling_words(ctx, "");
	if (c->needs & MINUS_WORDS)
		feeling_words(ctx, "+");
	out_str(ctx, ")' ;;\n");
}

static void
zsh(struct ctx *ctx)
{
	out_str(ctx, "#compdef felt\n# felt: completion for zsh; felt completion zsh > a folder of $fpath as _felt\n_felt() {\n"
		"\tlocal -a names\n\tnames=(\n");
	for (size_t i = 0; commands[i]; i++) {
		out_printf(ctx, "\t\t'%s:", commands[i]->name);
		zsh_text(ctx, commands[i]->summary);
		out_str(ctx, "'\n");
	}
	out_str(ctx, "\t)\n\tif (( CURRENT == 2 )); then _describe command names; return; fi\n"
		"\tlocal name=$words[2]\n\tshift words; (( CURRENT-- ))\n\tcase $name in\n");
	for (size_t i = 0; commands[i]; i++)
		zsh_command(ctx, commands[i]);
	out_str(ctx, "\tesac\n}\nif [[ $funcstack[1] == _felt ]]; then _felt \"$@\"; else compdef _felt felt; fi\n");
}

/* ---- fish ---- */

static void
fish_text(struct ctx *ctx, const char *s)
{
	out_str(ctx, "'");
	for (; *s; s++)
		out_printf(ctx, "%s%c", *s == '\'' || *s == '\\' ? "\\" : "", *s);
	out_str(ctx, "'");
}

static void
fish_option(struct ctx *ctx, const struct command *c, const struct option *o)
{
	out_str(ctx, "complete -c felt");
	if (c)
		out_printf(ctx, " -n '__fish_seen_subcommand_from %s'", c->name);
	if (o->letter)
		out_printf(ctx, " -s %c", o->letter);
	out_printf(ctx, " -l %s%s -d ", o->name, is_file(o) ? " -r -F" : o->arg ? " -x" : "");
	fish_text(ctx, o->help);
	if (is_feeling(o)) {
		out_str(ctx, " -a '");
		feeling_words(ctx, "");
		out_str(ctx, "'");
	}
	out_str(ctx, "\n");
}

static void
fish_command(struct ctx *ctx, const struct command *c)
{
	out_printf(ctx, "complete -c felt -n __fish_use_subcommand -a %s -d ", c->name);
	fish_text(ctx, c->summary);
	out_printf(ctx, "\ncomplete -c felt -n '__fish_seen_subcommand_from %s' %s-a '", c->name, takes_files(c) ? "-F " : "");
	choices(ctx, c);
	if (c->needs & (TAKES_FEELINGS | NAMES_FEELINGS))
		feeling_words(ctx, "");
	if (c->needs & MINUS_WORDS)
		feeling_words(ctx, "+");
	out_str(ctx, "'\n");
	for (const struct option *o = c->options; o && o->name; o++)
		fish_option(ctx, c, o);
	for (const struct option *o = filter_options; c->needs & TAKES_FILTERS && o->name; o++)
		fish_option(ctx, c, o);
}

static void
fish(struct ctx *ctx)
{
	out_str(ctx, "# felt: completion for fish; felt completion fish > ~/.config/fish/completions/felt.fish\ncomplete -c felt -f\n");
	for (const struct option *o = common_options; o->name; o++)
		fish_option(ctx, NULL, o);
	for (size_t i = 0; commands[i]; i++)
		fish_command(ctx, commands[i]);
}

/* ---- the command ---- */

static const struct { const char *name; void (*write)(struct ctx *ctx); } shells[] = {
	{ "bash", bash }, { "zsh", zsh }, { "fish", fish },
};
enum { SHELLS = sizeof shells / sizeof shells[0] };

static int
check(struct ctx *ctx, struct args *args)
{
	for (size_t i = 0; i < SHELLS; i++)
		if (!strcmp(shells[i].name, args->words[0]))
			return 0;
	return err_set(&ctx->err, E_USAGE, "felt completion knows bash, zsh and fish");
}

static int
run(struct ctx *ctx, struct args *args)
{
	out_begin(ctx, false);
	for (size_t i = 0; i < SHELLS; i++)
		if (!strcmp(shells[i].name, args->words[0]))
			shells[i].write(ctx);
	return 0;
}

const struct command cmd_completion = {
	.name = "completion",
	.group = "help",
	.args = "bash|zsh|fish",
	.summary = "a script that lets the shell complete commands, options and feelings",
	.least = 1,
	.most = 1,
	.check = check,
	.run = run,
	.details =
		"  felt completion bash > ~/.local/share/bash-completion/completions/felt\n"
		"  felt completion zsh > ~/.zsh/completions/_felt\n"
		"  felt completion fish > ~/.config/fish/completions/felt.fish\n",
};
