# SPDX-License-Identifier: MIT
# What concerns the whole build directory and therefore happens only when Gantry is
# the top-level project, never under somebody else's add_subdirectory().
include(FeatureSummary)

option(BUILD_SHARED_LIBS "Build shared libraries" ON)
set(GANTRY_SANITIZE "" CACHE STRING "Sanitizers for everything: address,undefined or thread")
option(GANTRY_COVERAGE "Count executed lines (gcov)" OFF)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(GANTRY_SANITIZE)
  # The whole program or nothing: a sanitizer in one target alone misses or invents.
  add_compile_options("-fsanitize=${GANTRY_SANITIZE}" -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  add_link_options("-fsanitize=${GANTRY_SANITIZE}")
endif()
if(GANTRY_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
