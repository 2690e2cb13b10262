// The DuckDB library of the Python wheel names symbols of libpython that its C API never calls.
// scripts/setup lists them; each stands in here, so that the program links and starts without Python.
// A data symbol is zeroed memory; a function says its name and aborts, which no test has ever seen.
#include <stdio.h>
#include <stdlib.h>

#define DATA(name) __attribute__((aligned(16), visibility("default"))) char name[1024];
#define FUNCTION(name)                                              \
    __attribute__((visibility("default"))) void name(void) {        \
        fputs("foretell: libduckdb called " #name "\n", stderr);    \
        abort();                                                    \
    }

#include "../../.native/include/python_symbols.inc"
