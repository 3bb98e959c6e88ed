/* What every unit test includes: cmocka needs these four in this order. */
#ifndef FELT_TESTS_CHECK_H
#define FELT_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
