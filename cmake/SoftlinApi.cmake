# The target `api`: pages of the headers by Doxygen, in api/html of the build tree, with a MathJax of their own beside them.
# Debian: doxygen, libjs-mathjax.
find_program(DOXYGEN_PROGRAM doxygen)
find_path(MATHJAX_FOLDER MathJax.js PATHS /usr/share/javascript/mathjax /usr/share/mathjax NO_DEFAULT_PATH)
mark_as_advanced(DOXYGEN_PROGRAM MATHJAX_FOLDER)
if(NOT DOXYGEN_PROGRAM OR NOT MATHJAX_FOLDER)
  add_custom_target(api
    COMMAND "${CMAKE_COMMAND}" -E echo "API pages need doxygen and MathJax 2 (Debian: doxygen, libjs-mathjax); then configure again"
    COMMAND "${CMAKE_COMMAND}" -E false VERBATIM)
  return()
endif()

set(api_folder "${PROJECT_BINARY_DIR}/api")
configure_file(docs/api/Doxyfile.in generated/Doxyfile @ONLY)
set(copy_mathjax)
# The parts that draw TeX as SVG; the whole has ten times the size.
foreach(part extensions jax/element jax/input/TeX jax/output/SVG localization/en)
  list(APPEND copy_mathjax COMMAND "${CMAKE_COMMAND}" -E copy_directory "${MATHJAX_FOLDER}/${part}" "${api_folder}/html/mathjax/${part}")
endforeach()
add_custom_target(api
  COMMAND "${CMAKE_COMMAND}" -E rm -rf "${api_folder}"
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${api_folder}/html/mathjax"
  COMMAND "${DOXYGEN_PROGRAM}" "${PROJECT_BINARY_DIR}/generated/Doxyfile"
  COMMAND "${CMAKE_COMMAND}" -E copy "${MATHJAX_FOLDER}/MathJax.js" "${api_folder}/html/mathjax/MathJax.js"
  ${copy_mathjax}
  COMMENT "API pages"
  VERBATIM)
