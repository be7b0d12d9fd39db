# Compile options of every softlin target.
function(softlin_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic $<$<BOOL:${SOFTLIN_WERROR}>:-Werror>)
endfunction()

# softlin_precompile(TARGET HEADER...): precompiles library headers that many sources of the target read.
function(softlin_precompile target)
  if(SOFTLIN_PCH)
    target_precompile_headers(${target} PRIVATE ${ARGN})
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
