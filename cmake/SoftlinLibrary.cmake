# Compile options of every softlin target.
function(softlin_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic $<$<BOOL:${SOFTLIN_WERROR}>:-Werror>)
endfunction()

# softlin_light_optimisation(TARGET): for code whose loops call into optimised libraries; it compiles in two thirds of the time.
function(softlin_light_optimisation target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# softlin_unity(TARGET EXCEPT SOURCE...): with SOFTLIN_UNITY the compiler reads several sources of TARGET at once, so that what they
# instantiate of the libraries' templates is compiled once: a full build takes a third less time. A source whose private names meet those
# of another (the compiler says so) is named after EXCEPT.
function(softlin_unity target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "EXCEPT")
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${SOFTLIN_UNITY} UNITY_BUILD_BATCH_SIZE 5)
  if(SOFTLIN_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A source that is included may use its private types in its own classes.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
  set_source_files_properties(${arg_EXCEPT} TARGET_DIRECTORY ${target} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# softlin_precompiled(NAME LIBRARIES LIBRARY... HEADERS HEADER...): precompiles library headers for all targets that reuse NAME.
# Their compile options may differ in warnings and in definitions that these headers do not read, and in nothing else.
function(softlin_precompiled name)
  if(NOT SOFTLIN_PCH)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES;HEADERS;DEFINITIONS")
  file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp.in" "// The target ${name} needs a source.\n")
  configure_file("${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp.in" "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp" COPYONLY)
  add_library(${name} OBJECT "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  softlin_compile_options(${name})
  target_compile_options(${name} PRIVATE -ffp-contract=off)
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_compile_definitions(${name} PRIVATE ${arg_DEFINITIONS})
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

# softlin_reuse_precompiled(TARGET NAME)
function(softlin_reuse_precompiled target name)
  if(SOFTLIN_PCH)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

# softlin_library(NAME SOURCE...): the static library softlin_NAME, also known as softlin::NAME.
function(softlin_library name)
  set(target softlin_${name})
  add_library(${target} STATIC ${ARGN})
  add_library(softlin::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  softlin_compile_options(${target})
  # Results must not depend on whether a compiler fuses a multiplication with an addition.
  target_compile_options(${target} PUBLIC -ffp-contract=off)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>"
    "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/softlin>")
endfunction()
