# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# The peers' disk: the guest's root disk and others that do what watchbpf does, or a part of
# it, to compare with. Their policies are built by a guest, once, with their own tools.

readonly peer_packages=$rig/guest/peer-packages

peers_disk_folder() {
    echo "$cache/peers-$(cat "$guest_packages" "$peer_packages" "$rig/guest/peer-configure" \
        "$rig/lib/root.sh" "$rig/lib/peers.sh" | sha256sum | cut -c 1-12)"
}

make_peers_disk() {
    local folder=$1 packages
    local made_disk=$folder/root.ext4 system='' peers='' stage='' append='' timeout=1800 guest_status lost
    packages=$(sed 's/#.*//' "$guest_packages" "$peer_packages")
    # shellcheck disable=SC2086 # one word per package
    fetch_closure "$folder/debs" "$apt_root/empty-status" $packages
    say "peers' disk: unpacking $(find "$folder/debs" -name '*.deb' | wc -l) packages, for a guest to configure"
    # shellcheck disable=SC2016 # expands in there
    fakeroot bash -euo pipefail -c 'rig=$1; . "$rig/lib/rig.sh"; unpack_root "$2"' - "$rig" "$folder"
    rm -r "$folder/root" "$folder/debs"
    make_run_initrd "$(<"$rig/guest/peer-configure")"
    boot_guest >"$folder/log"
    [[ $guest_status == 0 ]] || {
        tail -n 30 "$folder/log" "$work/console" >&2
        die "the peers could not be configured (${lost:-status $guest_status})"
    }
}

fill_peers() {
    local folder
    folder=$(peers_disk_folder)
    [[ ! -d $folder ]] || return 0
    need_tools fakeroot mke2fs dpkg-deb
    open_apt
    say "peers' disk: downloading packages"
    cache_make "$folder" make_peers_disk
    rm -rf "$apt_root"
}

# Needs what any guest needs: a kernel, QEMU, the initramfs.
prepare_peers() {
    [[ -n $peers && ! -d $(peers_disk_folder) ]] || return 0
    with_cache_lock fill_peers
}
