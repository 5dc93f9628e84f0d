# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash source-path=SCRIPTDIR
#
# All parts of the rig. The caller has set $rig to the folder tests/vm.

. "$rig/lib/common.sh"
. "$rig/lib/apt.sh"
. "$rig/lib/disk.sh"
. "$rig/lib/kernels.sh"
. "$rig/lib/qemu.sh"
. "$rig/lib/root.sh"
. "$rig/lib/guest.sh"
. "$rig/lib/accel.sh"
. "$rig/lib/server.sh"
. "$rig/lib/peers.sh"
. "$rig/lib/options.sh"

fill_cache() {
    local kernel
    rm -rf "$cache"/*.new "$cache"/kernels/*.new     # of a run that was killed
    prepare_qemu
    prepare_root_disk
    for kernel in "$@"; do
        prepare_kernel "$kernel"
    done
    rm -rf "$apt_root"
}

# prepare_all KERNEL…    makes the cache complete, for these kernels.
prepare_all() {
    with_cache_lock fill_cache "$@"
    find_qemu
}

# The same without a word or a lock when nothing is missing.
prepare_quietly() {
    if find_qemu && [[ -d $(root_disk_folder) && -d $cache/kernels/$1 ]]; then
        return
    fi
    prepare_all "$1"
}
