# SPDX-License-Identifier: MIT
# The helpers that make a room, a program and a test.
#
# A room is a static library target gantry_<name>, compiled once. The libraries that
# users link (Gantry::WebSocket ...) are put together from the rooms' objects; tests
# and the inspector link the rooms themselves, so that they reach what is not
# exported.

# Warnings and language level, for our own targets alone.
function(gantry_target_defaults target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_compile_definitions(${target} PRIVATE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_NO_FOREACH
    QT_NO_CAST_FROM_BYTEARRAY)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 $<$<BOOL:${GANTRY_WERROR}>:/WX>)
  else()
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic
      $<$<BOOL:${GANTRY_WERROR}>:-Werror>)
  endif()
endfunction()

# gantry_add_room(core SOURCES ... [HEADERS ...] [PUBLIC link...] [PRIVATE link...])
# HEADERS are the room's installed headers, relative to lib/.
function(gantry_add_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  set(target gantry_${name})
  add_library(${target} STATIC ${ROOM_SOURCES})
  set_target_properties(${target} PROPERTIES
    AUTOMOC ON
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  gantry_target_defaults(${target})
  target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/lib>")
  target_compile_definitions(${target} PRIVATE GANTRY_BUILDING_ROOM)
  if(NOT BUILD_SHARED_LIBS)
    target_compile_definitions(${target} PUBLIC GANTRY_STATIC)
  endif()
  target_link_libraries(${target} PUBLIC Qt6::Core ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY GANTRY_PUBLIC_HEADERS ${ROOM_HEADERS})
endfunction()

# gantry_add_program(echo-server SOURCES ... LINK ...) puts a program into build/bin.
function(gantry_add_program name)
  cmake_parse_arguments(PROGRAM "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${PROGRAM_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON)
  gantry_target_defaults(${name})
  target_link_libraries(${name} PRIVATE ${PROGRAM_LINK})
endfunction()
