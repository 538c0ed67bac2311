# Every library that is not ours. All of them are Debian packages; `dev` installs them.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(date REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(oath REQUIRED IMPORTED_TARGET liboath)
pkg_check_modules(fido2 REQUIRED IMPORTED_TARGET libfido2)
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)

# libpg_query and the headers that describe its trees: their major versions must agree, since the node layouts of
# PostgreSQL change with each. The self-test at start (parser/self_test) checks the same against a real parse.
find_path(PG_QUERY_INCLUDE pg_query/pg_query_internal.h REQUIRED)
find_library(PG_QUERY_LIBRARY pg_query REQUIRED)
file(STRINGS ${PG_QUERY_INCLUDE}/pg_query.h PG_QUERY_VERSION_LINE REGEX "define PG_MAJORVERSION ")
string(REGEX MATCH "[0-9]+" PG_QUERY_MAJOR "${PG_QUERY_VERSION_LINE}")
if(NOT PG_QUERY_MAJOR)
  message(FATAL_ERROR "pg_query.h does not say which PostgreSQL grammar it has")
endif()
find_path(PG_SERVER_INCLUDE postgres.h
  PATHS ${PG_QUERY_INCLUDE}/pg_query/postgres /usr/include/postgresql/${PG_QUERY_MAJOR}/server
  NO_DEFAULT_PATH REQUIRED)
add_library(countersign_pg_query INTERFACE)
target_include_directories(countersign_pg_query SYSTEM INTERFACE ${PG_QUERY_INCLUDE} ${PG_SERVER_INCLUDE})
target_link_libraries(countersign_pg_query INTERFACE ${PG_QUERY_LIBRARY})
target_compile_definitions(countersign_pg_query INTERFACE COUNTERSIGN_PG_MAJOR=${PG_QUERY_MAJOR})
