# SPDX-License-Identifier: Apache-2.0
# Shared by ./demo and ./check: what the build needs, and the build. Sourced, not run.
# Sets nothing but functions; the caller stands in the source folder.

say() { printf '%s\n' "$*" >&2; }

# Those of the packages that are not installed.
missing_of() {
    for p in "$@"; do
        dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || printf ' %s' "$p"
    done
}

# want_packages WHY PACKAGE...: those that are useful but not needed. Says so and goes on when they cannot be installed.
want_packages() {
    why=$1; shift
    missing=$(missing_of "$@")
    [ -n "$missing" ] || return 0
    say "installing ($why):$missing"
    if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; else as_root=; fi
    { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } >/dev/null 2>&1 ||
        say "COULD NOT INSTALL$missing ($why): going on without"
}

# Installs the Debian packages that are missing; without the right to, prints the one line to run and stops.
need_packages() {
    missing=$(missing_of "$@")
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"; else
            say "Some packages are missing. Run this line, then this script again:"
            say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing"
            exit 2
        fi
    fi
    say "installing:$missing"
    log=$(mktemp)
    { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1 ||
        { cat "$log" >&2; rm -f "$log"; say "apt-get failed; see above"; exit 2; }
    rm -f "$log"
}

build_packages="gcc libc6-dev make autoconf automake pkg-config libxml2-dev libpcre2-dev zlib1g-dev"
faster_packages="libisal-dev"
test_packages="check mandoc universal-ctags python3 xz-utils"

# configure_and_make BUILDDIR [configure arguments]: out of tree, again only when something changed.
configure_and_make() {
    build=$1; shift
    if [ ! -x configure ] || [ configure.ac -nt configure ] || [ -n "$(find . -maxdepth 2 -name local.mk -newer configure -o -maxdepth 1 -name Makefile.am -newer configure)" ]; then
        say "making configure"
        autoreconf -fi >autoreconf.log 2>&1 || { cat autoreconf.log >&2; exit 2; }
        rm -f autoreconf.log
    fi
    mkdir -p "$build"
    if [ ! -f "$build/Makefile" ] || [ configure -nt "$build/Makefile" ]; then
        say "configuring in $build"
        (cd "$build" && ../configure -q "$@") || exit 2
    fi
    say "building (log: $build/make.log)"
    make -C "$build" -j"$(nproc)" >"$build/make.log" 2>&1 || { tail -n 40 "$build/make.log" >&2; say "the build failed"; exit 2; }
}
