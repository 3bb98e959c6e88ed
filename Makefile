# felt: how it is built, tried and installed.  `make help` says what there is.

VERSION = 1.0
PREFIX = /usr/local
DESTDIR =
O = build

CC = gcc
PKG_CONFIG = pkg-config
PACKAGES = libsodium sqlite3 ncursesw libutf8proc jansson
# Its headers only: src/crypt/page_seal.c loads it when a page is sealed, and says why.
LOADED = libcrypto

OS := $(shell uname -s | sed 's/Linux/linux/;t;s/.*/posix/')

WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wundef -Wcast-qual -Wwrite-strings -Wvla
WERROR = -Werror
HARDENING = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
HARDENING_LINK = -pie -Wl,-z,relro,-z,now,-z,noexecstack
OPTIMISE = -O2 -g
SANITISE =

CFLAGS = $(OPTIMISE) $(SANITISE)
FELT_CFLAGS := -std=c17 -D_XOPEN_SOURCE=700 -DFELT_VERSION='"$(VERSION)"' -Iinclude -Isrc -pthread $(WARNINGS) $(WERROR) $(HARDENING) \
	$(filter-out -D_XOPEN_SOURCE=%,$(shell $(PKG_CONFIG) --cflags $(PACKAGES) $(LOADED) 2>/dev/null))
FELT_LIBS = $(SANITISE) $(HARDENING_LINK) -pthread $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null)

# The rooms, in the order of the road through them.
ROOMS = base crypt model vault store mind exchange term session cli
OTHER_OS = $(if $(filter linux,$(OS)),%_posix.c,%_linux.c)
SOURCES = $(filter-out $(OTHER_OS),$(foreach room,$(ROOMS),$(sort $(wildcard src/$(room)/*.c)))) $(sort $(wildcard src/cli/*/*.c))
# The suggestion model (src/mind/MODEL says how it came about) and the lexicon, compiled into a table.
MODEL = src/mind/model.bin
OBJECTS = $(SOURCES:%.c=$(O)/%.o) $(O)/src/mind/model.o $(O)/gen/lexicon_table.o $(O)/src/model/guides.o $(O)/src/exchange/page_assets.o
LIBRARY = $(filter-out $(O)/src/cli/main.o,$(OBJECTS))
UNIT_TESTS = $(patsubst tests/unit/%.c,$(O)/unit/%,$(wildcard tests/unit/test_*.c))
MAN_PAGES = $(wildcard man/*.[157])

.PHONY: all help demo check trials bench lint deps install uninstall dist clean unit train tune eval-suggest fuzz bench-programs

all: $(O)/felt

help:
	@echo 'make            build felt into $(O)/felt'
	@echo 'make demo       install what is missing, build, and show the main job on a throwaway journal'
	@echo 'make check      install what is missing and run every test: ends with "N passed, N failed"'
	@echo 'make trials     the long campaigns of the same tests (hours)'
	@echo 'make bench      measure at 1,000, 10,000 and 100,000 entries, beside floors and other tools'
	@echo 'make lint       layers, formatting of includes, manual pages'
	@echo 'make fuzz       the fuzz targets, a minute each'
	@echo 'make train      train the suggestion model: DATA=folder'
	@echo 'make eval-suggest  figures of the suggestion model: DATA=folder'
	@echo 'make deps       install the packages that are missing'
	@echo 'make install    to $(PREFIX) (PREFIX=, DESTDIR=);  make uninstall  takes it away'
	@echo 'make dist       a tar file of the sources;  make clean  removes $(O)'

# Only in a build with the address sanitizer.
SANITISED = $(if $(findstring address,$(SANITISE)),$(O)/tests/sanitise.o)

$(O)/felt: $(O)/src/cli/main.o $(LIBRARY) $(SANITISED)
	$(CC) -o $@ $^ $(LDFLAGS) $(FELT_LIBS)

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(FELT_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(O)/src/mind/model.o: src/mind/model.S $(MODEL)
	@mkdir -p $(@D)
	$(CC) -DMODEL_BIN='"$(MODEL)"' -c -o $@ $<

$(O)/src/model/guides.o: src/model/guides.S $(wildcard src/model/guides/*.guide)
	@mkdir -p $(@D)
	$(CC) -c -o $@ $<

# The style and the script of the page, as they are.
$(O)/src/exchange/page_assets.o: src/exchange/page_assets.S src/exchange/page.css src/exchange/page.js
	@mkdir -p $(@D)
	$(CC) -DPAGE_CSS='"src/exchange/page.css"' -DPAGE_JS='"src/exchange/page.js"' -c -o $@ $<

$(O)/gen/lexicon_table.c: $(O)/train/lexgen src/mind/lexicon.txt src/mind/negation.txt
	@mkdir -p $(@D)
	$(O)/train/lexgen src/mind/lexicon.txt src/mind/negation.txt >$@.new && mv $@.new $@

$(O)/gen/lexicon_table.o: $(O)/gen/lexicon_table.c $(wildcard src/mind/*.h)
	$(CC) $(FELT_CFLAGS) -Isrc/mind $(CFLAGS) -c -o $@ $<

# The trainer and its tools: not part of felt.  Their figures must not depend on the compiler.
TRAIN_CFLAGS = -std=c17 -D_XOPEN_SOURCE=700 -Iinclude -Isrc/mind $(WARNINGS) -Wno-sign-conversion -O2 -ffp-contract=off
TRAIN = $(addprefix src/mind/train/,train.c corpus.c event2mind.c util.c vocab.c stem.c linear.c pack.c model_write.c judged.c tune.c)
RUNTIME = $(wildcard src/mind/*.c) $(O)/gen/lexicon_table.c
DATA = ../shared/emotion-data

$(O)/train/lexgen: src/mind/train/lexgen.c src/mind/train/util.c src/mind/ngram.c $(wildcard src/model/*.c) src/base/err.c src/base/buf.c $(wildcard src/mind/*.h)
	@mkdir -p $(@D)
	$(CC) $(TRAIN_CFLAGS) -o $@ src/mind/train/lexgen.c src/mind/train/util.c src/mind/ngram.c src/model/feeling*.c \
		$(wildcard src/model/vocabulary.c) src/base/err.c src/base/buf.c

$(O)/train/train: $(TRAIN) src/mind/train/no_model.c $(RUNTIME)
	$(CC) $(TRAIN_CFLAGS) -O3 -o $@ $^ -lm

$(O)/train/eval: $(addprefix src/mind/train/,eval.c corpus.c event2mind.c util.c judged.c) $(RUNTIME) $(O)/src/mind/model.o
	$(CC) $(TRAIN_CFLAGS) -o $@ $^ -lm

train: $(O)/train/train
	$(O)/train/train $(DATA) src/mind/train tests/suggest/journal.tsv tests/suggest/neutral.txt $(MODEL)

# After a change of the lexicon or of the development sentences: the ten fitted numbers again, seconds instead of a minute.
tune: $(O)/train/train
	$(O)/train/train --tune tests/suggest/journal.tsv tests/suggest/neutral.txt $(MODEL)

eval-suggest: $(O)/train/eval
	@$(O)/train/eval $(DATA) tests/suggest/journal.tsv tests/suggest/neutral.txt

$(O)/unit/%: $(O)/tests/unit/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(LDFLAGS) $(FELT_LIBS) $(shell $(PKG_CONFIG) --libs cmocka)

# Their allocations fail on demand.
$(O)/unit/test_guide_memory $(O)/unit/test_lists $(O)/unit/test_page_memory: override LDFLAGS += -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc

# Small programs around one part of the terminal room, for tests/pty.
UNIT_DEMOS = $(patsubst tests/unit/%.c,$(O)/unit/%,$(wildcard tests/unit/*_demo.c))

$(UNIT_DEMOS): $(SANITISED)

unit: $(UNIT_TESTS) $(UNIT_DEMOS)

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:$(O)/unit/%=$(O)/tests/unit/%.d)


# What `make bench` runs (tests/bench/bench.py says how): felt with the key in hand, which is felt's own objects and one more,
# the floors and the other tools.  Nothing of it is installed.
BENCH = $(O)/bench
BENCH_PROGRAMS = $(addprefix $(BENCH)/,felt-bench keys floor empty run gen cipher)
SIZES = 1000 10000 100000

$(BENCH)/felt-bench: $(O)/tests/bench/felt_bench.o $(OBJECTS)
	@mkdir -p $(@D)
	$(CC) -o $@ $^ -Wl,--wrap=ctx_unlock -Wl,--wrap=unlock_or_skip $(LDFLAGS) $(FELT_LIBS)

$(BENCH)/keys: $(O)/tests/bench/keys.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(LDFLAGS) $(FELT_LIBS)

# All of felt's libraries, used or not: a floor loads what felt loads.
$(BENCH)/floor: $(patsubst %.c,$(O)/%.o,$(wildcard tests/bench/floor*.c))
$(BENCH)/empty: $(O)/tests/bench/empty.o
$(BENCH)/floor $(BENCH)/empty:
	@mkdir -p $(@D)
	$(CC) -o $@ $^ -Wl,--no-as-needed $(LDFLAGS) $(FELT_LIBS)

$(BENCH)/run $(BENCH)/gen: $(BENCH)/%: $(O)/tests/bench/%.o
	@mkdir -p $(@D)
	$(CC) -o $@ $^ $(LDFLAGS) $(HARDENING_LINK) -lm

$(BENCH)/cipher: tests/bench/cipher.c
	@mkdir -p $(@D)
	$(CC) $(shell $(PKG_CONFIG) --cflags sqlcipher) $(FELT_CFLAGS) $(CFLAGS) -o $@ $< $(LDFLAGS) $(HARDENING_LINK) \
		$(shell $(PKG_CONFIG) --libs sqlcipher jansson)

bench-programs: $(O)/felt $(BENCH_PROGRAMS)

bench:
	@tests/deps.sh bench
	@$(MAKE) -s bench-programs
	@/usr/bin/python3 tests/bench/bench.py --programs $(BENCH) --felt $(O)/felt $(SIZES)

deps:
	@tests/deps.sh

# Each of these installs what it needs, builds, and does its work.
demo:
	@tests/deps.sh build
	@$(MAKE) -s all
	@FELT=$(O)/felt tests/demo.sh

check:
	@tests/deps.sh check
	@tests/check.sh

trials:
	@tests/deps.sh check
	@FELT_TRIALS=1 FUZZ_SECONDS=3600 tests/check.sh

lint:
	@tests/layers.sh
	@mandoc -T lint -W warning $(MAN_PAGES)

SECONDS_EACH = 60
fuzz:
	@SECONDS_EACH=$(SECONDS_EACH) tests/fuzz/run.sh

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(foreach s,1 5 7,$(DESTDIR)$(PREFIX)/share/man/man$(s))
	install -m 755 $(O)/felt $(DESTDIR)$(PREFIX)/bin/felt
	for page in $(MAN_PAGES); do install -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/; done
	install -d $(foreach d,bash-completion/completions zsh/site-functions fish/vendor_completions.d,$(DESTDIR)$(PREFIX)/share/$(d))
	$(O)/felt completion bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/felt
	$(O)/felt completion zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_felt
	$(O)/felt completion fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/felt.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/felt
	for page in $(MAN_PAGES); do rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/felt $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_felt \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/felt.fish

dist:
	git archive --prefix=felt-$(VERSION)/ -o felt-$(VERSION).tar.gz HEAD

clean:
	rm -rf $(O)
