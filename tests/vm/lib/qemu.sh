# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# A QEMU that boots these kernels. Bookworm's own 7.2 crashes a quarter of the
# boots of 6.12 and later when it emulates; 10 and later do not. So unless the
# machine has one, QEMU comes from bookworm-backports, unpacked into the cache.

readonly qemu_root=$cache/qemu
qemu=()         # the command, set by find_qemu

qemu_major() { "$@" --version 2>/dev/null | sed -nE '1s/.*version ([0-9]+)\..*/\1/p'; }

find_qemu() {
    qemu=(qemu-system-x86_64)
    (( $(qemu_major "${qemu[@]}" || true) + 0 < 10 )) || return 0
    local libraries=$qemu_root/usr/lib/x86_64-linux-gnu
    qemu=(env "LD_LIBRARY_PATH=$libraries:$qemu_root/lib/x86_64-linux-gnu"
        "QEMU_MODULE_DIR=$libraries/qemu"
        "$qemu_root/usr/bin/qemu-system-x86_64"
        -L "$qemu_root/usr/share/qemu" -L "$qemu_root/usr/share/seabios")
    # A cache that moved to a machine with fewer libraries fails here as well.
    (( $(qemu_major "${qemu[@]}" || true) + 0 >= 10 ))
}

# Against the machine's own package status: apt then downloads just the
# libraries that this machine lacks. A copy, because apt locks what it reads.
unpack_qemu() {
    local folder=$1
    cp /var/lib/dpkg/status "$apt_root/machine-status"
    fetch_closure "$folder/debs" "$apt_root/machine-status" -t bookworm-backports qemu-system-x86
    unpack_debs "$folder" "$folder"/debs/*.deb
    rm -r "$folder/debs"
}

prepare_qemu() {
    if ! find_qemu; then
        open_apt
        say "QEMU: from bookworm-backports, with the libraries this machine lacks"
        rm -rf "$qemu_root"
        cache_make "$qemu_root" unpack_qemu
        find_qemu || die "the QEMU in $qemu_root does not start: $("${qemu[@]}" --version 2>&1 | head -n 3)"
    fi
    say "QEMU is $("${qemu[@]}" --version | sed -n 1p)"
}

# A comma ends a value on QEMU's command line; two stand for one.
quoted() { echo "${1//,/,,}"; }

# Whether this boot counts: the one that makes the server's disk does not.
counts() { [[ -n $icount && -z $made_disk ]]; }

# add_disk NAME IMAGE [SNAPSHOT]    The guest finds its disks by serial number.
# Nothing is written to an image: guests share them and run side by side.
add_disk() {
    if counts; then
        add_memory "$1" "$2"
        return
    fi
    command+=(-drive "file=$(quoted "$2"),id=$1,if=none,format=raw,snapshot=${3:-on},cache=unsafe"
        -device "virtio-blk-pci,drive=$1,serial=$1")
}

# A disk that is memory (an NVDIMM): what it is asked for it has at once, where a
# block device of QEMU's answers when the host gets round to it. Mapped, not read,
# and what the guest writes stays in the guest. The guest knows it by its slot.
add_memory() {
    local slot size
    case $1 in
        root)    slot=0 ;;
        modules) slot=1 ;;
        stage)   slot=2 ;;
    esac
    size=$(stat --dereference --format %s "$2")
    command+=(
        -object "memory-backend-file,id=$1,mem-path=$(quoted "$2"),size=$size,share=off,readonly=on,rom=off"
        -device "nvdimm,memdev=$1,slot=$slot")
}

# One instruction takes one nanosecond, and waiting takes none. Neither the host's clock
# nor chance get in. String instructions are counted as the loops that they are.
count_instructions() {
    arguments+=" nokaslr norandmaps"
    machine+=,nvdimm=on
    # Addresses for the disks, beyond those of the memory.
    ram+=,slots=3,maxmem=$(( memory + 65536 ))M
    command+=(-icount shift=0,sleep=off -seed "$icount"
        -rtc "base=$(date --utc --date "@$kCountedEpoch" +%FT%T),clock=vm")
}

# compose_command CHARDEV    sets $command; CHARDEV is where the command's port leads.
compose_command() {
    local cpu=max machine=q35 ram=${memory}M arguments="console=ttyS0 panic=-1"
    if [[ $accel == tcg* ]]; then
        # Five levels of page tables only make emulation slower, and so do string instructions
        # that claim to be fast: they are emulated byte by byte.
        cpu=max,-la57,-erms,-fsrm,-fsrs,-fzrm,-fsrc
        # On a busy host an emulated timer may be late for the boot's own check.
        arguments+=" no_timer_check"
    fi
    # Should we be killed, the guest must not stay behind.
    command=(setpriv --pdeathsig KILL "${qemu[@]}")
    ! counts || count_instructions
    command+=(
        -nodefaults -no-user-config -nic none -display none -no-reboot
        -machine "$machine" -accel "$accel" -cpu "$cpu" -smp "$cpus" -m "$ram"
        -kernel "$cache/kernels/$kernel/vmlinuz" -initrd "$work/initrd"
        -append "$arguments${append:+ $append}"
        -chardev "file,id=console,path=$(quoted "$work/console")" -serial chardev:console
        -chardev "$1" -serial chardev:output
        -chardev "file,id=status,path=$(quoted "$work/status")" -serial chardev:status)
    if [[ -n $made_disk ]]; then
        add_disk root "$made_disk" off
    elif [[ -n $system ]]; then
        add_disk root "$(server_disk_folder)/root.ext4"
    elif [[ -n $peers ]]; then
        add_disk root "$(peers_disk_folder)/root.ext4"
    else
        add_disk root "$(root_disk_folder)/root.ext4"
    fi
    add_disk modules "$cache/kernels/$kernel/modules.ext4"
    [[ -z $stage ]] || add_disk stage "$work/stage.ext4"
}
