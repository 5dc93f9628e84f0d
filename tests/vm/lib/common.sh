# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What every part of the guest rig shares: messages, the cache and its lock.

# Without this, a failure inside $(…) goes unseen by errexit.
shopt -s inherit_errexit

# depmod, modprobe and mke2fs live in sbin, which is not on everyone's PATH.
PATH=$PATH:/usr/sbin:/sbin

# Exit status of a guest that was lost, as opposed to a command that failed.
readonly kGuestLost=125
readonly kKernels=(6.1 6.12 6.18 newest)
# When guests that count are booted, by their clock: 1 January 2026.
readonly kCountedEpoch=1767225600

cache=${WATCHBPF_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/watchbpf}
[[ $cache == /* ]] || cache=$PWD/$cache
readonly cache

# Progress goes to stderr: stdout belongs to the command in the guest.
say() { echo "[vm] $*" >&2; }
die() { echo "[vm] error: $*" >&2; exit "${failure_status:-1}"; }

need_tools() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || die "'$tool' is missing; run scripts/setup test"
    done
}

# Two runs must not fill the cache at once. The lock lives as long as the
# subshell that took it, so a run that dies leaves nothing behind.
#   with_cache_lock COMMAND…
with_cache_lock() (
    need_tools flock
    mkdir -p "$cache"
    exec 9>"$cache/lock"
    if ! flock --nonblock 9; then
        say "waiting for another run that fills $cache"
        flock 9
    fi
    "$@"
)

# Everything in the cache appears whole or not at all: it is made in a
# temporary folder beside its final place and renamed when it is complete.
#   cache_make FOLDER FUNCTION ARGUMENT…    (FUNCTION gets the temporary folder first)
cache_make() {
    local folder=$1 make=$2 temporary=$1.new
    shift 2
    [[ ! -d $folder ]] || return 0
    rm -rf "$temporary"
    mkdir -p "$temporary"
    # Not "make || return": that would switch off errexit inside the function.
    "$make" "$temporary" "$@"
    mv -T "$temporary" "$folder"
}
