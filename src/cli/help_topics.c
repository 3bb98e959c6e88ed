/*
 * Help that belongs to no single command: dates, filters, exit codes.
 */
#include "cli/help_topics.h"

#include <string.h>

#include "cli/frame.h"
#include "cli/help_layout.h"

const char *const help_topics[] = { "dates", "filters", "exit-codes", NULL };

static const char dates[] =
	"dates\n\n"
	"  2026-11-22               a day\n"
	"  2026-11, 2026            a month, a year: for --since, --until and --on\n"
	"  2026-11-22 18:30         a day with a time; 2026-11-22T18:30+01:00 too\n"
	"  today, yesterday, now\n"
	"  monday .. sunday         the latest one; today counts\n"
	"  last monday              before today\n"
	"  3 days ago               2 weeks ago, 1 month ago\n"
	"  18:30, 6pm               today at that time; also after a day: yesterday 6pm\n\n"
	"A day is the local day at the time of writing, and stays that day wherever you travel. Years 1 to 9999. Several words\n"
	"are put in quotes:\n\n"
	"  felt write --date '3 days ago'\n";

static const char filters[] =
	"filters: which entries are meant, in review, search, browse, export and suggest --auto\n\n"
	"  felt review anxious              with the feeling anxious\n"
	"  felt review fear                 with any feeling of the family fear\n"
	"  felt review sad tender --all     with both of them\n"
	"  felt review anxious --min 70     with at least that intensity\n"
	"  felt review --since 2026-11      from the first day of November on\n"
	"  felt review --on yesterday       of one day\n"
	"  felt review --tag work --limit 5 the five newest ones with that tag\n"
	"  felt review --reverse            oldest first\n\n"
	"Different filters narrow down together. felt help dates says how days are written, felt feelings which words there\n"
	"are; the beginning of a word is enough where it fits only one. \"calm\" and \"numb\" mean the family here.\n";

static const char exit_codes[] =
	"exit codes\n\n"
	"    0  done, also when nothing matched\n"
	"    1  options, dates, ids, text or passphrase of a form that does not work\n"
	"    2  no way to get the passphrase, or a wrong one\n"
	"    3  a journal that is damaged, or not complete\n"
	"    4  no journal there, a missing file, something that cannot be read or written, no space\n"
	"    5  not a felt journal, another version, permissions, refused to be safe\n"
	"    6  busy, changed meanwhile, or changed in two places apart\n"
	"  130  interrupted\n\n"
	"A reader that leaves early (felt review | head) ends felt quietly with SIGPIPE, as it does other programs.\n";

bool
help_topic_is(const char *name)
{
	for (size_t i = 0; help_topics[i]; i++)
		if (!strcmp(help_topics[i], name))
			return true;
	return false;
}

int
help_topic(struct ctx *ctx, const char *name)
{
	out_begin(ctx, true);
	help_paragraphs(ctx, !strcmp(name, "dates") ? dates : !strcmp(name, "filters") ? filters : exit_codes);
	return 0;
}
