# Run by CPack once a component lies in its folder: adds what Debian asks of every package, the licence and the changelogs, and
# compresses manual pages, and puts the Python package where Debian looks for it.
find_program(GZIP gzip REQUIRED)
find_program(GIT git)
set(source "${CMAKE_CURRENT_LIST_DIR}/..")

function(compress file)
  execute_process(COMMAND "${GZIP}" -9nf "${file}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# The time of the last change, so that the same sources give the same package.
set(date)
if(GIT)
  execute_process(COMMAND "${GIT}" -C "${source}" log -1 --format=%cD OUTPUT_VARIABLE date
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT date)
  string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
endif()

string(REGEX MATCH "[0-9][0-9][0-9][0-9]" year "${date}")

foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER "${component}" upper)
  set(package "${CPACK_DEBIAN_${upper}_PACKAGE_NAME}")
  set(root "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${component}/usr")
  if(NOT IS_DIRECTORY "${root}")
    continue()
  endif()
  set(documents "${root}/share/doc/${package}")

  file(WRITE "${documents}/copyright" "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: softlin

Files: *
Copyright: ${year} The softlin authors
License: GPL-3.0-or-later
 This program is free software: you can redistribute it and/or modify it under
 the terms of the GNU General Public License as published by the Free Software
 Foundation, either version 3 of the License, or (at your option) any later
 version.
 .
 On Debian systems the full text of the licence is in
 /usr/share/common-licenses/GPL-3.
")
  file(COPY_FILE "${source}/CHANGELOG.md" "${documents}/changelog")
  compress("${documents}/changelog")
  file(REMOVE "${documents}/CHANGELOG.md")
  file(WRITE "${documents}/changelog.Debian" "softlin (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Packaged by CPack; see changelog.gz for what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
  compress("${documents}/changelog.Debian")

  # Below /usr Debian's python3 searches lib/python3 alone.
  file(GLOB versioned "${root}/lib/python3.*/dist-packages")
  if(versioned)
    file(MAKE_DIRECTORY "${root}/lib/python3")
    file(RENAME "${versioned}" "${root}/lib/python3/dist-packages")
    get_filename_component(left "${versioned}" DIRECTORY)
    file(REMOVE_RECURSE "${left}")
  endif()

  file(GLOB pages "${root}/share/man/man1/*.1")
  foreach(page IN LISTS pages)
    compress("${page}")
  endforeach()
endforeach()
