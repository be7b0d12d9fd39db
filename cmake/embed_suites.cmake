# Writes the source file OUTPUT, which holds every SUITES/*.toml as text, in the order of the names.
#   cmake -DSUITES=DIR -DOUTPUT=FILE -P embed_suites.cmake
# Compilers limit the length of one string literal, so a text is appended in pieces that end at the end of a line.
set(piece_length 8000)

file(GLOB suites "${SUITES}/*.toml")
list(SORT suites)

set(body "")
foreach(suite IN LISTS suites)
  get_filename_component(name "${suite}" NAME_WLE)
  file(READ "${suite}" rest)
  string(APPEND body "  suites.push_back({\"${name}\", {}});\n")
  while(NOT rest STREQUAL "")
    string(LENGTH "${rest}" length)
    set(piece "${rest}")
    if(length GREATER piece_length)
      string(SUBSTRING "${rest}" 0 ${piece_length} head)
      string(FIND "${head}" "\n" cut REVERSE)
      if(cut LESS 0)
        string(FIND "${rest}" "\n" cut)
      endif()
      if(cut GREATER_EQUAL 0)
        math(EXPR cut "${cut} + 1")
        string(SUBSTRING "${rest}" 0 ${cut} piece)
      endif()
    endif()
    string(LENGTH "${piece}" cut)
    string(SUBSTRING "${rest}" ${cut} -1 rest)
    string(APPEND body "  suites.back().text += R\"suite(${piece})suite\";\n")
  endwhile()
endforeach()

file(WRITE "${OUTPUT}" "#include \"proofs-check/embedded_suites.hpp\"

namespace softlin::check {
namespace {

std::vector<EmbeddedSuite> make() {
  std::vector<EmbeddedSuite> suites;
${body}  return suites;
}

}  // namespace

const std::vector<EmbeddedSuite>& embedded_suites() {
  static const std::vector<EmbeddedSuite> suites = make();
  return suites;
}

}  // namespace softlin::check
")
