# SPDX-License-Identifier: MIT
# What turns installed libraries into a package that find_package(Gantry) and
# pkg-config find. Included last, when every library is known.
include(CMakePackageConfigHelpers)

set(gantry_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Gantry")

set(gantry_components WebSocket)
if(GANTRY_WAMP)
  list(APPEND gantry_components Wamp)
endif()
list(JOIN gantry_components " " gantry_components)
configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/GantryConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/GantryConfig.cmake"
  INSTALL_DESTINATION "${gantry_package_dir}")
# Before 1.0 a minor version may break what the one before promised.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/GantryConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/GantryConfig.cmake"
  "${PROJECT_BINARY_DIR}/GantryConfigVersion.cmake"
  DESTINATION "${gantry_package_dir}" COMPONENT Development)
install(EXPORT GantryTargets NAMESPACE Gantry::
  DESTINATION "${gantry_package_dir}" COMPONENT Development)

# pkg-config has no notion of optional parts: what a static library needs besides
# is listed as private.
set(gantry_pc_private "zlib")
if(TARGET simdjson::simdjson)
  string(APPEND gantry_pc_private ", simdjson")
endif()
file(RELATIVE_PATH gantry_pc_to_prefix # the prefix may be chosen when installing
  "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
set(gantry_pc_cflags "")
if(NOT BUILD_SHARED_LIBS)
  set(gantry_pc_cflags " -DGANTRY_STATIC")
endif()
configure_file("${CMAKE_CURRENT_LIST_DIR}/gantry-websocket.pc.in"
  "${PROJECT_BINARY_DIR}/gantry-websocket.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/gantry-websocket.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT Development)

install(FILES "${PROJECT_SOURCE_DIR}/LICENSES/MIT.txt"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT Development)
