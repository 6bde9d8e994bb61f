# SPDX-License-Identifier: MIT
# A library that users link, put together from rooms: the target, the include tree
# it offers in the build directory, and its install rules. The package around the
# libraries (config and version file) is GantryPackage.cmake's business.

# gantry_add_library(Wamp ROOMS wampcodec wamp router [LINK WebSocket])
# makes target GantryWamp, for users Gantry::Wamp. LINK names libraries of ours that
# hold the rooms which these include.
function(gantry_add_library name)
  cmake_parse_arguments(LIBRARY "" "" "ROOMS;LINK" ${ARGN})
  list(TRANSFORM LIBRARY_LINK PREPEND Gantry)
  set(target Gantry${name})
  list(TRANSFORM LIBRARY_ROOMS PREPEND gantry_ OUTPUT_VARIABLE rooms)
  list(TRANSFORM rooms REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)

  add_library(${target} ${objects})
  add_library(Gantry::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES
    LINKER_LANGUAGE CXX
    EXPORT_NAME ${name}
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_compile_features(${target} INTERFACE cxx_std_20)
  if(NOT BUILD_SHARED_LIBS)
    target_compile_definitions(${target} INTERFACE GANTRY_STATIC)
  endif()
  _gantry_link_like_rooms(${target} "${rooms}")
  target_link_libraries(${target} PUBLIC ${LIBRARY_LINK})
  _gantry_make_include_tree("${rooms}")
  target_include_directories(${target} INTERFACE
    "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  if(GANTRY_INSTALL)
    _gantry_install_library(${target} "${rooms}")
  endif()
endfunction()

# What the rooms link from outside is what the library links: PUBLIC stays PUBLIC.
function(_gantry_link_like_rooms target rooms)
  foreach(room IN LISTS rooms)
    get_target_property(public ${room} INTERFACE_LINK_LIBRARIES)
    get_target_property(all ${room} LINK_LIBRARIES)
    list(FILTER public EXCLUDE REGEX "gantry_|LINK_ONLY")
    list(FILTER all EXCLUDE REGEX "gantry_")
    if(public)
      list(REMOVE_ITEM all ${public})
    endif()
    list(APPEND public_links ${public})
    list(APPEND private_links ${all})
  endforeach()
  list(REMOVE_DUPLICATES public_links)
  list(REMOVE_DUPLICATES private_links)
  target_link_libraries(${target} PUBLIC ${public_links} PRIVATE ${private_links})
endfunction()

# In the build directory include/Gantry/... holds one-line files that lead to the
# sources, so that both <Gantry/ListenWS> and <Gantry/websocket/listenws.h> mean the
# same there as they do once installed.
function(_gantry_make_include_tree rooms)
  set(tree "${PROJECT_BINARY_DIR}/include/Gantry")
  foreach(room IN LISTS rooms)
    get_target_property(headers ${room} GANTRY_HEADERS)
    foreach(header IN LISTS headers)
      if(NOT EXISTS "${PROJECT_SOURCE_DIR}/lib/${header}")
        message(FATAL_ERROR "${room}: installed header ${header} does not exist")
      endif()
      file(CONFIGURE OUTPUT "${tree}/${header}"
        CONTENT "#include \"${PROJECT_SOURCE_DIR}/lib/${header}\"\n" @ONLY)
    endforeach()
    get_target_property(classes ${room} GANTRY_CLASSES)
    while(classes)
      list(POP_FRONT classes class header)
      if(NOT header IN_LIST headers)
        message(FATAL_ERROR "${room}: <Gantry/${class}> leads to ${header}, which is not installed")
      endif()
      # Relative to itself, hence the same file in both trees.
      file(CONFIGURE OUTPUT "${tree}/${class}" CONTENT "#include \"${header}\"\n" @ONLY)
    endwhile()
  endforeach()
endfunction()

function(_gantry_install_library target rooms)
  install(TARGETS ${target} EXPORT GantryTargets
    RUNTIME COMPONENT Runtime
    LIBRARY COMPONENT Runtime NAMELINK_COMPONENT Development
    ARCHIVE COMPONENT Development)
  foreach(room IN LISTS rooms)
    get_target_property(headers ${room} GANTRY_HEADERS)
    foreach(header IN LISTS headers)
      get_filename_component(folder "${header}" DIRECTORY)
      install(FILES "${PROJECT_SOURCE_DIR}/lib/${header}"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/Gantry/${folder}" COMPONENT Development)
    endforeach()
    get_target_property(classes ${room} GANTRY_CLASSES)
    while(classes)
      list(POP_FRONT classes class header)
      install(FILES "${PROJECT_BINARY_DIR}/include/Gantry/${class}"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/Gantry" COMPONENT Development)
    endwhile()
  endforeach()
endfunction()
