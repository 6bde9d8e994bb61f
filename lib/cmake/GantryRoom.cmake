# SPDX-License-Identifier: MIT
# The helpers that make a room and a program. (A test: tests/CMakeLists.txt.)
#
# A room is a static library target gantry_<name>, compiled once. The libraries that
# users link (Gantry::WebSocket ...) are put together from the rooms' objects, see
# GantryLibrary.cmake; tests and the inspector link the rooms themselves, so that
# they reach what is not exported.

# Warnings and language level, for our own targets alone.
function(gantry_target_defaults target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_compile_definitions(${target} PRIVATE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_NO_FOREACH
    QT_NO_CAST_FROM_BYTEARRAY)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 $<$<BOOL:${GANTRY_WERROR}>:/WX>)
  else()
    # At -O3 GCC 12 takes the alternatives of a std::variant that is moved for read
    # before they were written. At -O2, where daily work happens, the warning stays.
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic
      $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>
      $<$<BOOL:${GANTRY_WERROR}>:-Werror>)
  endif()
endfunction()

# What rooms are besides: compiled for a shared library, whose symbols are hidden.
function(gantry_room_defaults target)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  gantry_target_defaults(${target})
endfunction()

# gantry_add_room(websocket
#   SOURCES file... [PUBLIC link...] [PRIVATE link...]
#   [HEADERS websocket/listenws.h ...]
#   [CLASSES ListenWS websocket/listenws.h ...])
# HEADERS are installed, as the same tree below include/Gantry; paths relative to
# lib/. CLASSES are pairs: the name a user includes (<Gantry/ListenWS>) and the
# installed header behind it.
function(gantry_add_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;HEADERS;CLASSES;PUBLIC;PRIVATE" ${ARGN})
  set(target gantry_${name})
  add_library(${target} STATIC ${ROOM_SOURCES})
  set_target_properties(${target} PROPERTIES
    AUTOMOC ON
    GANTRY_HEADERS "${ROOM_HEADERS}"
    GANTRY_CLASSES "${ROOM_CLASSES}")
  gantry_room_defaults(${target})
  gantry_precompile(${target} ROOM)
  gantry_unite(${target})
  target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/lib>")
  target_compile_definitions(${target} PRIVATE GANTRY_BUILDING_ROOM)
  if(NOT BUILD_SHARED_LIBS)
    target_compile_definitions(${target} PUBLIC GANTRY_STATIC)
  endif()
  target_link_libraries(${target} PUBLIC Qt6::Core ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE})
endfunction()

# gantry_add_program(gantry-inspector [INSTALL Component] SOURCES ... LINK ...)
# puts a program into build/bin, and into <prefix>/bin when INSTALL names the
# component that it belongs to.
function(gantry_add_program name)
  cmake_parse_arguments(PROGRAM "" "INSTALL" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${PROGRAM_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON)
  gantry_target_defaults(${name})
  gantry_precompile(${name} PROGRAM)
  gantry_unite(${name})
  target_link_libraries(${name} PRIVATE ${PROGRAM_LINK})
  if(PROGRAM_INSTALL AND GANTRY_INSTALL)
    set_target_properties(${name} PROPERTIES INSTALL_RPATH "${GANTRY_RPATH_FROM_BIN}")
    install(TARGETS ${name} RUNTIME COMPONENT ${PROGRAM_INSTALL})
  endif()
endfunction()
