# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# An apt of our own, inside the cache. It sees suites that the machine does not
# use (backports, sid), never touches the machine's package state, and needs no
# root. Where the mirror is, and how to reach it, it learns from the machine.

readonly apt_root=$cache/apt
readonly apt_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The archive that serves Debian's suite $1, as the machine's own sources have it.
# Origin and codename keep third-party archives out; before the machine's first
# "apt-get update" neither is known and the suite's name has to do.
archive_of() {
    local uri
    # shellcheck disable=SC2016 # apt expands $(REPO_URI)
    uri=$(apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' 'Origin: Debian' "Codename: $1" 'Component: main' | sed -n 1p)
    # shellcheck disable=SC2016
    [[ -n $uri ]] || uri=$(apt-get indextargets --no-release-info --format '$(REPO_URI)' \
        'Created-By: Packages' "Release: $1" 'Component: main' | sed -n 1p)
    echo "$uri"
}

write_apt_sources() {
    local debian security suite
    debian=${WATCHBPF_DEBIAN_MIRROR:-$(archive_of bookworm)}
    security=${WATCHBPF_SECURITY_MIRROR:-$(archive_of bookworm-security)}
    [[ -n $debian ]] ||
        die "apt knows no Debian bookworm archive; set WATCHBPF_DEBIAN_MIRROR to one"
    [[ -n $security ]] ||
        die "apt knows no bookworm-security archive; set WATCHBPF_SECURITY_MIRROR to one"

    local key="signed-by=$apt_keyring arch=amd64"
    for suite in bookworm bookworm-updates bookworm-backports; do
        echo "deb [$key] $debian $suite main"
    done
    echo "deb [$key] $security bookworm-security main"
    # These only ever give us kernels for throw-away guests, and mirrors let
    # them fall behind for weeks. The signature is checked as everywhere; only
    # the date up to which the index was promised to be the latest is not.
    for suite in trixie-backports sid bullseye; do
        echo "deb [$key check-valid-until=no] $debian $suite main"
    done
    echo "deb [$key check-valid-until=no] $security bullseye-security main"
}

# APT_CONFIG is read before all other configuration, so this is the one place
# that can keep the machine's hooks (appstream, docker-clean) away from us.
write_apt_config() {
    cat <<CONFIG
Dir::Etc::parts "/dev/null";
Dir::Etc::main "/dev/null";
Dir::Etc::sourcelist "$apt_root/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "$apt_root/preferences";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$apt_root/state";
Dir::State::status "$apt_root/empty-status";
Dir::Cache "$apt_root/cache";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
CONFIG
    # A proxy is the one thing of the machine's configuration that we need.
    apt-config dump | grep -E '^Acquire::(http|https)::' || true
}

# Bookworm is what the guest is made of; the other suites are only asked by name.
write_apt_preferences() {
    local suite
    for suite in bookworm-backports trixie-backports sid bullseye bullseye-security; do
        printf 'Package: *\nPin: release n=%s\nPin-Priority: 1\n\n' "$suite"
    done
}

own_apt() { APT_CONFIG=$apt_root/apt.conf "$@"; }

# Called under the cache lock, once per run and only when something is missing.
apt_ready=
open_apt() {
    [[ -z $apt_ready ]] || return 0
    need_tools apt-get apt-cache dpkg-deb
    [[ -r $apt_keyring ]] || die "$apt_keyring is missing; run scripts/setup test"
    mkdir -p "$apt_root"/{state/lists/partial,cache/archives/partial}
    : >"$apt_root/empty-status"
    ( umask 077 && write_apt_config >"$apt_root/apt.conf" )
    write_apt_sources >"$apt_root/sources.list"
    write_apt_preferences >"$apt_root/preferences"
    say "reading the package lists of the Debian mirror"
    # One suite that cannot be read is no reason to stop: if what we want was
    # in it, the search for that package says so.
    own_apt apt-get -qq update >&2 || say "some package lists could not be read (see above)"
    apt_ready=yes
}

# What downloading these packages will cost.
megabytes() {
    own_apt apt-cache show --no-all-versions "$@" |
        awk '$1 == "Size:" { sum += $2 } END { printf "%.0f\n", sum / 1e6 }'
}

# fetch_debs FOLDER PACKAGE[=VERSION]…   downloads just these packages.
fetch_debs() {
    local folder=$1
    shift
    mkdir -p "$folder"
    ( cd "$folder" && own_apt apt-get -qq download "$@" >&2 ) ||
        die "could not download $*; is the Debian mirror reachable?"
}

# fetch_closure FOLDER STATUS PACKAGE…   downloads packages and what they depend
# on, as far as the dpkg status file STATUS does not have it.
fetch_closure() {
    local folder=$1 status=$2
    shift 2
    mkdir -p "$folder/partial"
    own_apt apt-get -qq -y --download-only \
        -o Dir::State::status="$status" -o Dir::Cache::archives="$folder" install "$@" >&2 ||
        die "could not download $*; is the Debian mirror reachable?"
    rm -rf "$folder/partial" "$folder/lock"
}
