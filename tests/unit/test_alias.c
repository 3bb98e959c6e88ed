/*
 * Names replaced in what leaves: whole words, in any case, longest first, once.
 */
#include <string.h>

#include "check.h"
#include "felt/base/text.h"
#include "felt/exchange/alias.h"

static struct alias list[16];
static size_t nlist;

static void
name(const char *from, const char *to)
{
	list[nlist++] = (struct alias){ slice_of(from), slice_of(to) };
}

static void
forget(void)
{
	nlist = 0;
}

static struct buf got;

static const char *
replaced(const char *text)
{
	struct aliases *a = NULL;
	struct err err = { 0 };

	buf_release(&got);
	assert_int_equal(aliases_new(&err, list, nlist, &a), 0);
	aliases_put(a, &got, slice_of(text));
	assert_false(got.failed);
	aliases_free(a);
	return buf_cstr(&got);
}

static void
typical(void **state)
{
	(void)state;
	forget();
	name("Ana", "A.");
	name("Ana Maria", "my sister");
	assert_string_equal(replaced("Ana and Ana Maria came; Ana’s coat, Ana's hat."), "A. and my sister came; A.’s coat, A.'s hat.");
	assert_string_equal(replaced(""), "");
	assert_string_equal(replaced("nobody"), "nobody");
	buf_release(&got);
}

static void
whole_words(void **state)
{
	(void)state;
	forget();
	name("Ana", "B");
	assert_string_equal(replaced("Anabel, Anas, Banana, XAna, Ana1, 1Ana"), "Anabel, Anas, Banana, XAna, Ana1, 1Ana");
	assert_string_equal(replaced("Анаana анаAna"), "Анаana анаAna"); /* a letter of another script is a letter */
	assert_string_equal(replaced("d'Ana, Ana-Maria, (Ana), \"Ana\", #ana, ana_k, Ana"), "d'B, B-Maria, (B), \"B\", #B, B_k, B");
	assert_string_equal(replaced("Ana\nAna\tAna  Ana"), "B\nB\tB  B");
	assert_string_equal(replaced("Anaa\xcc\x81 Ana"), "Anaa\xcc\x81 B");
	forget();
	name("Анна", "А.");
	assert_string_equal(replaced("анна и Аннабель; АННА."), "А. и Аннабель; А.");
	forget();
	name("M. K.", "him");
	assert_string_equal(replaced("M. K. wrote. AM. K. m. k.!"), "him wrote. AM. K. him!");
	buf_release(&got);
}

static void
any_case(void **state)
{
	(void)state;
	forget();
	name("Ana", "my friend");
	assert_string_equal(replaced("ana ANA Ana aNA"), "my friend MY FRIEND my friend my friend");
	forget();
	name("ANA", "my friend"); /* a name in large letters is not shouted */
	assert_string_equal(replaced("ana ANA"), "my friend my friend");
	forget();
	name("José", "Ö");
	assert_string_equal(replaced("jose, Jose\xcc\x81, JOSÉ, josé"), "Ö, Ö, Ö, Ö");
	forget();
	name("Jose", "x");
	assert_string_equal(replaced("Jose\xcc\x81 came"), "x came"); /* the mark goes with its letter */
	forget();
	name("Straße", "there");
	assert_string_equal(replaced("strasse STRASSE"), "there THERE");
	forget();
	name("O’Brien", "B.");
	assert_string_equal(replaced("o'brien and O’BRIEN’s"), "B. and B.’s");
	buf_release(&got);
}

static void
longest_first_and_once(void **state)
{
	(void)state;
	forget();
	name("Ana", "Ben");
	name("Ben", "Cleo");
	assert_string_equal(replaced("Ana, Ben"), "Ben, Cleo"); /* what was put in is not looked at again */
	forget();
	name("Maria", "M");
	name("Ana Maria Luz", "L");
	name("Ana Maria", "S");
	assert_string_equal(replaced("Ana Maria Luz, Ana Maria Lu, Ana \n Maria, Maria"), "L, S Lu, S, M");
	buf_release(&got);
}

static void
full_stops(void **state)
{
	(void)state;
	forget();
	name("Ana", "A.");
	assert_string_equal(replaced("I saw Ana. Then Ana... Ana.. Ana! Ana."), "I saw A. Then A.... A... A.! A.");
	buf_release(&got);
}

static void
odd_texts(void **state)
{
	static char long_text[100000];
	(void)state;
	forget();
	name("2", "two");
	assert_string_equal(replaced("½ 2 22"), "½ two 22");
	forget();
	name("Ana", "A");
	assert_string_equal(replaced("\xff" "Ana\xff\xfe" "Ana"), "\xff" "A\xff\xfe" "A"); /* torn bytes stay */
	assert_string_equal(replaced("  Ana  "), "  A  ");
	assert_string_equal(replaced("\u200bAna\u200b"), "\u200bA\u200b");
	for (size_t i = 0; i + 4 < sizeof long_text; i += 4)
		memcpy(long_text + i, "Ana ", 4);
	assert_int_equal(strlen(replaced(long_text)), (sizeof long_text - 4) / 2);
	buf_release(&got);
}

static void
counts(void **state)
{
	struct aliases *a = NULL;
	struct err err = { 0 };
	struct buf out = BUF_INIT;

	(void)state;
	forget();
	name("Ana", "A");
	name("Ana Maria", "M");
	name("Ben", "B");
	assert_int_equal(aliases_new(&err, list, nlist, &a), 0);
	aliases_put(a, &out, slice_of("Ana, Ana Maria, ana"));
	assert_int_equal(aliases_times(a, 0), 2);
	assert_int_equal(aliases_times(a, 1), 1);
	assert_int_equal(aliases_times(a, 2), 0);
	buf_clear(&out);
	aliases_put(NULL, &out, slice_of("Ana"));
	assert_string_equal(buf_cstr(&out), "Ana");
	assert_int_equal(aliases_times(NULL, 0), 0);
	buf_release(&out);
	aliases_free(a);
	aliases_free(NULL);
}

static const char *
beside(const char *text)
{
	struct aliases *a = NULL;

	buf_release(&got);
	assert_int_equal(aliases_new(NULL, list, nlist, &a), 0);
	aliases_put(a, &got, slice_of(text));
	buf_release(&got);
	buf_slice(&got, aliases_beside(a, 0));
	aliases_free(a);
	return buf_cstr(&got);
}

static void
words_beside(void **state)
{
	(void)state;
	forget();
	name("Ana", "A.");
	assert_string_equal(beside("Ana Silva came. I saw ANA SILVA, and Ana Silva's coat; Ana’s sister."), "Ana Silva\n");
	assert_string_equal(beside("Ana-Lucia, Eva-Ana, Ana‐Zoë"), "Ana-Lucia\nEva-Ana\nAna‐Zoë\n");
	assert_string_equal(beside("Ana Silva-Costa and Ana O’Neil’s house, Ana de la Cruz, Ana von Berg"), "Ana Silva-Costa\nAna O’Neil\nAna de la Cruz\nAna von Berg\n");
	assert_string_equal(beside("with Ana\n  Silva"), "Ana Silva\n");
	assert_string_equal(beside("my friend Maria Ana Silva, and Ana Ångström"), "Maria Ana Silva\nAna Ångström\n");
	/* no part of it: another sentence or paragraph, its first word, "I", what is small, what it belongs to, what is not beside it */
	assert_string_equal(beside("Ana. Then she left. When Ana came, Ana! Peter? Ana, Peter; Ana I think and Ana I'm and so I Ana."), "");
	assert_string_equal(beside("Ana\n\nSilva was here, Eva's Ana, Dr. Ana, Ana de, Ana von berg, (Ana) Silva, Anna Silva, Anas Silva\nBut Ana"), "");
	assert_string_equal(beside("Ana"), "");
	assert_string_equal(beside("Ana 12 and Ana \xff Ana-"), "");
	/* what is replaced itself does not stay */
	name("Silva", "S.");
	assert_string_equal(beside("Ana Silva, Ana Silva-Costa, also Silva Ana"), "");
	name("Eva", "E.");
	name("Costa Gomes", "C.");
	assert_string_equal(beside("Eva-Ana, Ana-Eva, Ana Costa Gomes, Ana Costa"), "Ana Costa\n");
	forget();
	name("Ana", "A.");
	name("Ana Silva", "my friend");
	assert_string_equal(beside("Ana Silva, Ana Costa"), "Ana Costa\n");
	/* only the first few are kept */
	assert_string_equal(beside("Ana B, Ana C, Ana D, Ana E, Ana F, Ana G, Ana H"), "Ana B\nAna C\nAna D\nAna E\nAna F\nAna G\n");
	buf_release(&got);
}

static void
refused(void **state)
{
	static char long_name[ALIAS_MAX + 2];
	struct err err = { 0 };

	(void)state;
	memset(long_name, 'x', sizeof long_name - 1);
	assert_int_equal(alias_check(&err, slice_of("Ana"), slice_of("A.")), 0);
	assert_int_equal(alias_check(&err, slice_of("Ana"), slice_of("")), E_USAGE);
	assert_int_equal(alias_check(&err, slice_of(""), slice_of("A")), E_USAGE);
	assert_int_equal(alias_check(&err, slice_of(" .!"), slice_of("A")), E_USAGE);
	assert_int_equal(alias_check(&err, slice_of("Ana\tB"), slice_of("A")), E_USAGE);
	assert_int_equal(alias_check(&err, slice_of("Ana"), slice_of("A\nB")), E_USAGE);
	assert_int_equal(alias_check(&err, slice_of("An\xff"), slice_of("A")), E_USAGE);
	assert_int_equal(alias_check(&err, slice_of(long_name), slice_of("A")), E_USAGE);
	assert_int_equal(alias_check(&err, slice_of("Ana"), slice_of("dear ana")), E_USAGE);
	assert_null(strstr(err.subject, "ana"));
	assert_null(strstr(err.subject, "Ana"));
	assert_true(alias_same(slice_of("Ana"), slice_of(" ANA ")));
	assert_true(alias_same(slice_of(""), slice_of("")));
	assert_false(alias_same(slice_of("Ana"), slice_of("Anna")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical),
		cmocka_unit_test(whole_words),
		cmocka_unit_test(any_case),
		cmocka_unit_test(longest_first_and_once),
		cmocka_unit_test(full_stops),
		cmocka_unit_test(odd_texts),
		cmocka_unit_test(counts),
		cmocka_unit_test(words_beside),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
