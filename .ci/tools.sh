# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034 # the lists are for those who source it
# Shared by ./run, ./test and .ci/run, which source it from the project's root: what
# has to be installed, and how a build directory is made. Touches the package manager
# only when something is missing, and says what it installs before it does.

say() { printf '%s\n' "gantry: $*" >&2; }
die() { say "$*"; exit 1; }

# What each step needs, as <command>=<package> or, for what has no command of its own,
# the package alone. Debian's names.
NEEDED_TO_BUILD='c++=g++ cmake=cmake ninja=ninja-build pkg-config=pkg-config
  qt6-base-dev zlib1g-dev libsimdjson-dev libmsgpack-cxx-dev libboost-dev libsodium-dev
  libidn-dev'
NEEDED_TO_SHOW='fonts-dejavu-core libssl-dev qt6-charts-dev libqt6opengl6-dev'
NEEDED_TO_TEST='openssl=openssl /usr/bin/python3=python3 fonts-dejavu-core fonts-noto-core libssl-dev
  qt6-charts-dev libqt6opengl6-dev'
NEEDED_TO_LINT='clang-format=clang-format clang-tidy=clang-tidy
  run-clang-tidy=clang-tidy git=git'
# Peers that tests talk to; a test whose peer is missing is skipped and says so.
PEERS='chromium=chromium node=nodejs npm=npm python3-websockets qt6-websockets-dev
  websockify=websockify novnc Xtigervnc=tigervnc-standalone-server
  python3-autobahn python3-cbor2 python3-argon2 tshark=tshark'
WS_VERSION=8.18.3
AUTOBAHN_JS_VERSION=22.11.1 # the last that runs on Node before 22
WAMPY_VERSION=8.0.2
WAMP_RT_VERSION=0.2.0

knows_packages() { command -v dpkg-query >/dev/null 2>&1; }

# The packages among "$@" that are missing. Where packages are not Debian's, those
# without a command cannot be told and count as there.
missing_packages() {
  for need in "$@"; do
    case $need in
      *=*) command -v "${need%%=*}" >/dev/null 2>&1 || printf '%s ' "${need#*=}" ;;
      *) ! knows_packages \
           || [ "$(dpkg-query -W -f='${db:Status-Status}' "$need" 2>/dev/null)" = installed ] \
           || printf '%s ' "$need" ;;
    esac
  done
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    say "neither root nor sudo: cannot run $*"
    return 1
  fi
}

# Once a run; a failure may be an old list that will do.
update_package_lists() {
  [ -z "${PACKAGE_LISTS_UPDATED:-}" ] || return 0
  PACKAGE_LISTS_UPDATED=1
  as_root apt-get update -q >&2 || say "the package lists could not be refreshed"
}

# install_packages <package>...; fails when one of them cannot be had.
install_packages() {
  command -v apt-get >/dev/null 2>&1 || {
    say "no apt-get here; install these (Debian's names) by hand: $*"
    return 1
  }
  say "installing $*"
  update_package_lists
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "$@" </dev/null >&2
}

# need <list>...: installs what is missing, or ends. Where packages are not Debian's,
# nothing is installed, and CMake says what it does not find.
need() {
  missing=$(missing_packages "$@")
  if [ -n "$missing" ] && ! knows_packages; then
    say "no dpkg-query here; if something is not found, look for (Debian's names): $missing"
    return 0
  fi
  # shellcheck disable=SC2086 # a list of words
  [ -z "$missing" ] || install_packages $missing || die "missing: $missing"
}

# want <list>...: the same for peers, one by one, and goes on without.
want() {
  for package in $(missing_packages "$@"); do
    install_packages "$package" || say "going on without $package; tests that need it are skipped"
  done
}

# want_npm <folder> <package> <version>: into the build folder, never into the sources.
want_npm() {
  installed=$1/node_modules/$2/package.json
  grep -qs "\"version\": \"$3\"" "$installed" && return 0
  command -v npm >/dev/null 2>&1 || return 0
  say "installing npm's $2 $3 into $1"
  mkdir -p "$1"
  # What is there stays: npm removes what nobody depends on.
  timeout 180 npm install --prefix "$1" --no-package-lock --no-audit --no-fund --loglevel=error \
    "$2@$3" </dev/null >&2 \
    || say "npm could not install $2; what needs it is skipped"
}

processors() { getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }

# configure <folder> <cmake arguments>...
# Without ccache, though it be there: a first build is faster with precompiled headers.
# Whoever wants it sets CMAKE_CXX_COMPILER_LAUNCHER in the environment.
configure() {
  folder=$1
  shift
  cmake -S . -B "$folder" -G Ninja "$@" >&2
}
