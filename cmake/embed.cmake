# cmake -D "FILES=a|b" -D OUT=file.cpp -P embed.cmake
# Writes the files of the inbox page as arrays of bytes, with their types; see approvals/inbox/page.hpp.
string(REPLACE "|" ";" files "${FILES}")
set(types_html "text/html; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_svg "image/svg+xml")

set(arrays "")
set(entries "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME)
  get_filename_component(kind ${file} LAST_EXT)
  string(SUBSTRING ${kind} 1 -1 kind)
  if(NOT types_${kind})
    message(FATAL_ERROR "embed.cmake does not know the type of ${name}")
  endif()
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND arrays "constexpr char file_${count}[] = {${bytes}};\n")
  string(APPEND entries "    {\"${name}\", \"${types_${kind}}\", {file_${count}, sizeof file_${count}}},\n")
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE ${OUT} "// Written by cmake/embed.cmake.
#include \"approvals/inbox/page.hpp\"

namespace countersign::approvals::inbox {

namespace {

${arrays}
constexpr page_file all[] = {
${entries}};

}  // namespace

std::span<const page_file> page_files() { return all; }

}  // namespace countersign::approvals::inbox
")
