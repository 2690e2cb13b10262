// The C API of DuckDB, from the pinned source package that scripts/setup unpacks.
#ifndef C_DUCKDB_H
#define C_DUCKDB_H
#include "../../../.native/include/duckdb.h"
#endif
