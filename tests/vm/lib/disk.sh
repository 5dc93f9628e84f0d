# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Disks for the guest: ext4 images made of a folder, without mounting anything.

# fakeroot cannot be nested.
as_fake_root() {
    if [[ -n ${FAKEROOTKEY:-} ]]; then "$@"; else fakeroot "$@"; fi
}

# ext4_of_folder IMAGE FOLDER FREE_MB
#   Blocks of 4 KiB and the verity feature, because mke2fs gives small images
#   1 KiB blocks, on which fs-verity fails. Sparse: free space costs nothing.
#   Under fakeroot, so that files belong to root whoever runs this.
ext4_of_folder() {
    local image=$1 folder=$2 free_mb=$3 used_mb inodes
    used_mb=$(du -sm --apparent-size "$folder" | cut -f 1)
    inodes=$(find "$folder" | wc -l)
    rm -f "$image"
    truncate --size "$(( used_mb + used_mb / 8 + inodes / 128 + 64 + free_mb ))M" "$image"
    as_fake_root mke2fs -q -t ext4 -b 4096 -O verity,^has_journal -m 0 \
        -N $(( inodes + 65536 )) -d "$folder" "$image"
}

# Unpacks packages over each other. tar, not dpkg-deb -x, because a package that
# brings its own /lib must not replace the link to /usr/lib.
unpack_debs() {
    local folder=$1 deb
    shift
    for deb in "$@"; do
        dpkg-deb --fsys-tarfile "$deb" |
            tar --extract --keep-directory-symlink --directory "$folder" ||
            die "could not unpack $deb"
    done
}
