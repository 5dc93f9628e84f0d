# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# The server's disk: a Debian bookworm that boots with systemd. Its packages are
# configured, which maintainer scripts do, which only run as root and on their own
# root disk. So a guest does it, once.

readonly server_packages=$rig/guest/server-packages

server_disk_folder() {
    echo "$cache/server-$(cat "$server_packages" "$rig/guest/configure" "$rig/lib/server.sh" |
        sha256sum | cut -c 1-12)"
}

# Whole under fakeroot, as unpack_root. The packages themselves come along, for dpkg.
unpack_server() {
    local folder=$1 root=$1/root link
    for link in bin sbin lib lib64; do
        mkdir -p "$root/usr/$link"
        ln -s "usr/$link" "$root/$link"
    done
    unpack_debs "$root" "$folder"/debs/*.deb
    mkdir -p "$root"/{dev,proc,sys,run,tmp,root,watchbpf,rig,usr/lib/modules}
    chmod 1777 "$root/tmp"
    mv "$folder/debs" "$root/debs"
    ext4_of_folder "$folder/root.ext4" "$root" 768
    rm -r "$root"
}

make_server_disk() {
    local folder=$1 packages
    local made_disk=$folder/root.ext4 system='' stage='' append='' timeout=1800 guest_status lost
    packages=$(sed 's/#.*//' "$server_packages")
    # shellcheck disable=SC2086 # one word per package
    fetch_closure "$folder/debs" "$apt_root/empty-status" $packages
    say "server's disk: a guest installs $(find "$folder/debs" -name '*.deb' | wc -l) packages"
    # shellcheck disable=SC2016 # expands in there
    fakeroot bash -euo pipefail -c 'rig=$1; . "$rig/lib/rig.sh"; unpack_server "$2"' - "$rig" "$folder"
    make_run_initrd "$(<"$rig/guest/configure")"
    boot_guest >"$folder/log"
    [[ $guest_status == 0 ]] || {
        tail -n 30 "$folder/log" "$work/console" >&2
        die "the server's packages could not be installed (${lost:-status $guest_status})"
    }
}

fill_server() {
    local folder
    folder=$(server_disk_folder)
    [[ ! -d $folder ]] || return 0
    need_tools fakeroot mke2fs dpkg-deb
    open_apt
    say "server's disk: downloading packages"
    cache_make "$folder" make_server_disk
    rm -rf "$apt_root"
}

# Needs what any guest needs: a kernel, QEMU, the initramfs.
prepare_system() {
    [[ -n $system && ! -d $(server_disk_folder) ]] || return 0
    with_cache_lock fill_server
}
