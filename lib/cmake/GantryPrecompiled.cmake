# SPDX-License-Identifier: MIT
# Qt's headers, parsed once for all rooms and once for all programs and tests: that is
# half of the time of a clean build. Only at the top level, and not under ccache, which
# does the same better from the second build on and cannot read precompiled headers.

option(GANTRY_PCH "Precompile Qt's headers" ON)
if(CMAKE_CXX_COMPILER_LAUNCHER OR NOT PROJECT_IS_TOP_LEVEL)
  set(GANTRY_PCH OFF)
endif()

# Headers of QtCore alone: those of other modules look at macros that differ from
# target to target, with which a precompiled header would not fit.
set(GANTRY_PRECOMPILED
  <QtCore/QByteArray> <QtCore/QByteArrayView> <QtCore/QCoreApplication> <QtCore/QDateTime>
  <QtCore/QHash> <QtCore/QList> <QtCore/QMap> <QtCore/QMetaObject> <QtCore/QObject>
  <QtCore/QRectF> <QtCore/QSet> <QtCore/QString> <QtCore/QStringList> <QtCore/QTimer>
  <QtCore/QUrl> <QtCore/QVariant>
  <chrono> <functional> <memory> <optional> <span> <variant>)

# gantry_precompile(target ROOM|PROGRAM): the two are compiled with different flags,
# and a precompiled header wants the same ones.
function(gantry_precompile target kind)
  if(NOT GANTRY_PCH)
    return()
  endif()
  set(source "${PROJECT_BINARY_DIR}/precompiled.cpp")
  set(base gantry_precompiled_${kind})
  if(NOT TARGET ${base})
    file(CONFIGURE OUTPUT "${source}" CONTENT "int main() {}\n" @ONLY)
    if(kind STREQUAL "ROOM")
      add_library(${base} STATIC "${source}")
      gantry_room_defaults(${base})
    else()
      add_executable(${base} "${source}")
      gantry_target_defaults(${base})
    endif()
    set_target_properties(${base} PROPERTIES # nobody runs or links it
      RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/precompiled"
      ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/precompiled")
    target_link_libraries(${base} PRIVATE Qt6::Core)
    target_precompile_headers(${base} PRIVATE ${GANTRY_PRECOMPILED})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${base})
endfunction()
