# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Disks for the guest: ext4 images made of a folder, without mounting anything.

# fakeroot cannot be nested.
as_fake_root() {
    if [[ -n ${FAKEROOTKEY:-} ]]; then "$@"; else fakeroot "$@"; fi
}

# ext4_of_folder IMAGE FOLDER FREE_MB [OPTION…]
#   Blocks of 4 KiB and the verity feature, because mke2fs gives small images
#   1 KiB blocks, on which fs-verity fails. Sparse: free space costs nothing.
#   Under fakeroot, so that files belong to root whoever runs this.
ext4_of_folder() {
    local image=$1 folder=$2 free_mb=$3 used_mb inodes
    shift 3
    # The files alone: how long a folder is depends on its past.
    used_mb=$(find "$folder" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%d", sum / 1048576 + 1 }')
    inodes=$(find "$folder" | wc -l)
    rm -f "$image"
    truncate --size "$(( used_mb + used_mb / 8 + inodes / 128 + 64 + free_mb ))M" "$image"
    as_fake_root mke2fs -q -t ext4 -b 4096 -O verity,^has_journal -m 0 \
        -N $(( inodes + 65536 )) "$@" -d "$folder" "$image"
}

# The same, to the byte, for every folder with the same files. Without their times:
# mke2fs copies all of them, the one that nobody can set included. Inodes are
# given out in turn, from the first that is not ext4's own.
same_ext4_of_folder() {
    local image=$1 folder=$2 uuid=00000000-0000-4000-8000-000000000000 inode time
    local -x E2FSPROGS_FAKE_TIME=$kCountedEpoch
    ext4_of_folder "$@" -U "$uuid" -E "hash_seed=$uuid"
    for inode in 2 $(seq 11 $(( 11 + $(find "$folder" | wc -l) ))); do
        for time in atime ctime mtime crtime; do
            echo "sif <$inode> $time @$kCountedEpoch"
        done
    done >"$image.times"
    debugfs -w -f "$image.times" "$image" >/dev/null 2>&1
    rm "$image.times"
}

# Prints FOLDER as an archive for the kernel to unpack, the same to the byte for the
# same files. Modes, times and inode numbers are digits in there: a guest that counts
# would count what reading others takes.
same_archive() {
    chmod -R u=rwX,go=rX "$1"
    find "$1" -exec touch --date "@$kCountedEpoch" {} +
    ( cd "$1" && find . | LC_ALL=C sort | cpio --quiet --reproducible -o -H newc -R 0:0 )
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
