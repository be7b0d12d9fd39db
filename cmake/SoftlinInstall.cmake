# `cmake --install` leaves two components:
#   program      softlin, its manual pages, shell completions and documentation
#   development  libraries, headers, the CMake package `softlin` and pkg-config files
# Nothing in them knows the prefix, so the tree may be moved.
include(CMakePackageConfigHelpers)
set(softlin_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/softlin")

# --- The program --------------------------------------------------------------------------------------------------------
install(TARGETS softlin RUNTIME COMPONENT program)

# The program writes its own manual and completions, from the definitions behind --help.
install(CODE "
  set(texts \"${PROJECT_BINARY_DIR}/generated/texts\")
  file(REMOVE_RECURSE \"\${texts}\")
  execute_process(COMMAND \"$<TARGET_FILE:softlin>\" manual --folder \"\${texts}/man\" COMMAND_ERROR_IS_FATAL ANY)
  foreach(shell bash zsh fish)
    execute_process(COMMAND \"$<TARGET_FILE:softlin>\" completion \${shell} OUTPUT_FILE \"\${texts}/softlin.\${shell}\"
                    COMMAND_ERROR_IS_FATAL ANY)
  endforeach()"
  COMPONENT program)
set(texts "${PROJECT_BINARY_DIR}/generated/texts")
install(DIRECTORY "${texts}/man/" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT program)
install(FILES "${texts}/softlin.bash" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME softlin
        COMPONENT program)
install(FILES "${texts}/softlin.zsh" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions" RENAME _softlin
        COMPONENT program)
install(FILES "${texts}/softlin.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" COMPONENT program)

install(FILES README.md CHANGELOG.md CITATION.cff DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT program)
install(DIRECTORY docs DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT program
        FILES_MATCHING PATTERN "*.md" PATTERN "*.toml" PATTERN "*.csv" PATTERN "*.png" PATTERN "api" EXCLUDE)
install(DIRECTORY examples DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT program)

# --- The library --------------------------------------------------------------------------------------------------------
foreach(component symbolic numeric bounds check)
  install(TARGETS softlin_${component} EXPORT softlin-${component}-targets ARCHIVE COMPONENT development)
  install(EXPORT softlin-${component}-targets NAMESPACE softlin:: DESTINATION "${softlin_package_dir}" COMPONENT development)
endforeach()
foreach(folder symbolic numeric bounds proofs-check)
  install(DIRECTORY ${folder} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/softlin" COMPONENT development
          FILES_MATCHING PATTERN "*.hpp" PATTERN "suites" EXCLUDE)
endforeach()
install(FILES "${PROJECT_BINARY_DIR}/generated/symbolic/version.hpp"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/softlin/symbolic" COMPONENT development)

configure_package_config_file(cmake/softlinConfig.cmake.in generated/softlinConfig.cmake
                              INSTALL_DESTINATION "${softlin_package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/softlinConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/generated/softlinConfig.cmake"
              "${PROJECT_BINARY_DIR}/generated/softlinConfigVersion.cmake"
              cmake/SoftlinDependencies.cmake cmake/FindMPFI.cmake
        DESTINATION "${softlin_package_dir}" COMPONENT development)

# softlin_pkg_config(COMPONENT ABOUT REQUIRES [LIBRARY...]): softlin-COMPONENT.pc. The libraries are static, so what they need is public.
function(softlin_pkg_config component pc_about pc_requires)
  file(RELATIVE_PATH pc_to_prefix "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
  list(TRANSFORM ARGN PREPEND " ")
  list(JOIN ARGN "" pc_libraries)
  configure_file(cmake/softlin.pc.in generated/softlin-${component}.pc @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/generated/softlin-${component}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
          COMPONENT development)
endfunction()
softlin_pkg_config(symbolic "exact formulas and models" "ginac >= 1.8, cln, gmp, eigen3 >= 3.4")
softlin_pkg_config(numeric "enclosures and samples" "softlin-symbolic = ${PROJECT_VERSION}, mpfr, gmp" -lmpfi -lmpfr -lgmp -pthread)
softlin_pkg_config(bounds "bounds with proved constants" "softlin-numeric = ${PROJECT_VERSION}")
softlin_pkg_config(check "claims, tables, commands"
  "softlin-bounds = ${PROJECT_VERSION}, fmt, CLI11, tomlplusplus, nlohmann_json >= 3.11" -pthread)
