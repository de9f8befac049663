#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Do ./demo small and ./check work on a Debian that has nothing else on it? Not part of ./check: it needs root, debootstrap, a
# mirror, and a quarter of an hour.
#
# usage: sh tests/distro.sh [-k DIR] [-m MIRROR] RELEASE        (RELEASE: bookworm, trixie, ...)
#   -k DIR      make the system in DIR and keep it, with what was installed; one that is there is used again
#   -m MIRROR   take the packages from there, not from where this machine's apt takes Debian's
#
# Makes a minimal system with debootstrap, mounts proc and devpts in it, puts the files of HEAD there and runs both commands as
# root, first as they are, without their packages. Prints the last lines of each, what was left out, and warnings of the build,
# which must have none. The status is the worst of them; 77 where nothing could be tried; 2 for a wrong command line or a system
# that could not be made. Nothing stays mounted, whatever ends it.
set -u

say() { printf '%s\n' "distro: $*" >&2; }
skip() { say "SKIP: $*: nothing was tried"; exit 77; }
die() { say "$*"; exit 2; }
usage() { sed -n '6,8s/^# //p' "$0" >&2; exit 2; }

# Where apt takes Debian itself from (not its security updates, not other people's packages).
mirror_of_apt() {
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
        awk '$1 == "Debian" { print $2; exit }'
}

# Git reads the checkout of another user too.
git_here() { git -c safe.directory='*' -C "$src" "$@"; }

# run COMMAND...: in a session of its own, so that all of it can be ended; a signal to this script is not kept waiting.
run() {
    setsid "$@" </dev/null &
    child=$!
    wait "$child"; status=$?
    child=''
    return "$status"
}

end_processes() {
    if [ -n "$child" ]; then
        kill -9 -- "-$child" "$child" 2>/dev/null
        wait "$child"
        # One that is not gone yet would still write into a folder that is being removed.
        for n in 1 2 3 4 5 6 7 8 9; do kill -0 -- "-$child" 2>/dev/null || break; sleep 1; done
    fi
    # Those that left the session, such as daemons, would hold what is mounted.
    for p in /proc/[0-9]*; do
        case $(readlink "$p/root" 2>/dev/null) in "$root"|"$root"/*) kill -9 "${p#/proc/}" 2>/dev/null;; esac
    done
}

# What is mounted in the system, the innermost first.
mounts() { awk -v r="$root/" 'index($5, r) == 1 { print $5 }' /proc/self/mountinfo | sort -r; }

# At every end. A folder in which something is mounted is never removed.
leave() {
    st=$?
    trap '' HUP INT TERM
    end_processes
    for m in $(mounts); do umount "$m" 2>/dev/null || { sleep 1; umount "$m" || umount -l "$m"; }; done
    if [ -n "$(mounts)" ]; then
        say "COULD NOT UNMOUNT $(mounts | tr '\n' ' ')"
        [ "$st" -ne 0 ] || st=2
    elif [ -z "$keep" ]; then rm -rf --one-file-system "$root" "$root.log"; fi
    exit "$st"
}

make_system() {
    # debootstrap removes its folder when it is through.
    [ ! -x "$root/usr/bin/apt-get" ] || [ -d "$root/debootstrap" ] || { say "using the system in $root"; return 0; }
    say "making $release from $mirror"
    run debootstrap --variant=minbase "$release" "$root" "$mirror" >"$root.log" 2>&1 ||
        { tail -n 20 "$root.log" >&2; die "debootstrap failed"; }
    rm -f "$root.log"
}

# What it takes to fetch and install packages as on a machine, but no service is started.
set_up() {
    cp -L /etc/resolv.conf "$root/etc/resolv.conf" || die "no resolv.conf"
    printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod 755 "$root/usr/sbin/policy-rc.d"
    [ -z "$proxy" ] || printf 'Acquire::http::Proxy "%s";\n' "$proxy" >"$root/etc/apt/apt.conf.d/proxy"
    mount -t proc proc "$root/proc" || skip "no right to mount proc"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts" ||
        say "SKIP: devpts could not be mounted: what needs a terminal is left out"
    rm -rf "$root/ectools" && mkdir "$root/ectools" &&
        git_here archive HEAD | tar -x -C "$root/ectools" || die "could not put HEAD into $root"
}

worse() { [ "$1" -le "$worst" ] || worst=$1; }

# attempt COMMAND BUILDDIR: runs it in the project's folder there.
attempt() {
    say "$release: $1"
    run chroot "$root" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        /bin/sh -c "cd /ectools && exec $1" >"$root/attempt.log" 2>&1
    st=$?
    if [ "$st" -eq 0 ]; then last=12; else last=100; fi
    grep -v '^left out of' "$root/attempt.log" | tail -n "$last" | sed 's/^/    /'
    grep -E '^(left out of|COULD NOT INSTALL)' "$root/attempt.log" | sed "s/^/$release: SKIP: /"
    warnings=$(grep -n 'warning:' "$root/ectools/$2/make.log" 2>/dev/null)
    [ -z "$warnings" ] || { printf '%s\n' "$warnings" | sed "s/^/$release: /"; worse 1; }
    echo "$release: $1: status $st"
    worse "$st"
}

keep='' mirror='' worst=0 child=''
while getopts k:m: option; do
    case $option in k) keep=$OPTARG;; m) mirror=$OPTARG;; *) usage;; esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
release=$1
src=$(cd "$(dirname "$0")/.." && pwd)
[ "$(id -u)" = 0 ] || skip "only root can make a system to try it on"
for c in debootstrap chroot setsid git; do command -v $c >/dev/null || skip "$c is not installed"; done
git_here rev-parse -q --verify HEAD >/dev/null || skip "$src is no checkout with a HEAD"
[ -n "$mirror" ] || mirror=$(mirror_of_apt)
[ -n "$mirror" ] || skip "apt knows no mirror of Debian (try apt-get update, or -m MIRROR)"
[ -z "$(git_here status --porcelain)" ] || say "what is not committed is not tried"
proxy=$(apt-config shell p Acquire::http::Proxy 2>/dev/null | sed "s/^p='\(.*\)'$/\1/")
[ -z "$proxy" ] || { http_proxy=$proxy; export http_proxy; }

if [ -n "$keep" ]; then mkdir -p "$keep" && root=$(cd "$keep" && pwd -P) || die "cannot make $keep"
else root=$(mktemp -d) && root=$(cd "$root" && pwd -P) || die "no temporary folder"; fi
case $root in *[!A-Za-z0-9/._-]*|/) die "not in $root: the folder needs a plain name";; esac
[ -z "$(mounts)" ] || die "something is mounted in $root"
trap leave EXIT
trap 'exit 130' HUP INT TERM
chmod 755 "$root"
make_system
set_up
attempt "./demo small" build
attempt "./check" build-check
exit "$worst"
