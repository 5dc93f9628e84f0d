# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# The guest's root disk: bookworm packages unpacked, no maintainer script run.

readonly guest_packages=$rig/guest/packages

# The disk is named after what it is made of, so that a changed list gives a new one.
root_disk_folder() {
    echo "$cache/root-$(cat "$guest_packages" "$rig/lib/root.sh" | sha256sum | cut -c 1-12)"
}

# The few things that maintainer scripts would have done.
finish_root() {
    local root=$1
    mkdir -p "$root"/{dev,proc,sys,run,tmp,root,watchbpf,rig,usr/lib/modules,var/log}
    chmod 1777 "$root/tmp"
    [[ -e $root/bin/sh ]] || ln -s bash "$root/usr/bin/sh"
    [[ -e $root/bin/awk ]] || ln -s gawk "$root/usr/bin/awk"
    ln -sf xtables-legacy-multi "$root/usr/sbin/iptables"
    ln -sf /proc/self/mounts "$root/etc/mtab"
    printf '%s\n' 'root:x:0:0:root:/root:/bin/bash' \
        'nobody:x:65534:65534:nobody:/nonexistent:/bin/bash' >"$root/etc/passwd"
    printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' >"$root/etc/group"
    printf '127.0.0.1 localhost guest\n::1 localhost\n' >"$root/etc/hosts"
    rm -rf "$root"/usr/share/{doc,man,locale,info}
}

# Runs whole under fakeroot, in one go: owners and modes of the packages' files
# live only as long as that does.
unpack_root() {
    local folder=$1 root=$1/root link
    for link in bin sbin lib lib64; do
        mkdir -p "$root/usr/$link"
        ln -s "usr/$link" "$root/$link"
    done
    unpack_debs "$root" "$folder"/debs/*.deb
    finish_root "$root"
    ext4_of_folder "$folder/root.ext4" "$root" 512
}

make_root_disk() {
    local folder=$1 packages
    packages=$(sed 's/#.*//' "$guest_packages")
    # An empty status: the closure must not lean on what this machine has.
    # shellcheck disable=SC2086 # one word per package
    fetch_closure "$folder/debs" "$apt_root/empty-status" $packages
    say "guest root disk: unpacking $(find "$folder/debs" -name '*.deb' | wc -l) packages"
    # shellcheck disable=SC2016 # expands in there
    fakeroot bash -euo pipefail -c 'rig=$1; . "$rig/lib/rig.sh"; unpack_root "$2"' - "$rig" "$folder"
    rm -r "$folder/root" "$folder/debs"
}

prepare_root_disk() {
    local folder
    folder=$(root_disk_folder)
    if [[ ! -d $folder ]]; then
        need_tools fakeroot mke2fs dpkg-deb
        open_apt
        say "guest root disk: downloading packages"
        cache_make "$folder" make_root_disk
    fi
}
