# SPDX-License-Identifier: MIT
# Several sources of a target compiled as one: what they include is parsed, and what it
# declares instantiated, once for all of them, which is most of the time of a clean
# build. Only where precompiled headers are used too: whoever builds again and again,
# with ccache, is better served by small steps.
#
# A name in an anonymous namespace is then one for all sources of a target. Keep such
# names unlike one another within a room; a reader is glad of it too.

option(GANTRY_UNITY "Compile several sources of a target at once" ON)
if(CMAKE_CXX_COMPILER_LAUNCHER OR NOT PROJECT_IS_TOP_LEVEL)
  set(GANTRY_UNITY OFF)
endif()

# gantry_unite(target)
function(gantry_unite target)
  if(NOT GANTRY_UNITY)
    return()
  endif()
  # Ten: few enough that both processors of a small machine have something to do, and
  # that a change costs seconds.
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A class that is private to a source may use its anonymous namespace; GCC takes the
    # source for a header.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()
