# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Stock Debian cloud kernels. For each one the cache holds
#   kernels/NAME/{vmlinuz, initrd, modules.ext4, release}
#   kernels/NAME/nvdimm/initrd      what guests that count load besides

# The releases of kernel $1 in the archive, as a pattern on package names.
kernel_pattern() {
    case $1 in
        5.10)   echo '5\.10\.0-[0-9]+' ;;
        6.1)    echo '6\.1\.0-[0-9]+' ;;
        6.12)   echo '6\.12\.[0-9]+\+deb12[.0-9]*' ;;
        6.18)   echo '6\.18\.[0-9]+\+deb13[.0-9]*' ;;
        newest) echo '[0-9]+\.[0-9]+\.[0-9]+\+deb[0-9.]+' ;;
    esac
}

# The name of kernel $1 here: a series such as 7.2 is the newest kernel, as long
# as that is what the newest is.
kernel_name() {
    local newest=$cache/kernels/newest
    if [[ " ${kKernels[*]} 5.10 " == *" $1 "* ]]; then
        echo "$1"
        return
    fi
    [[ ! $1 =~ ^[0-9]+\.[0-9]+$ || -d $newest ]] || prepare_all newest
    [[ -d $newest && $(<"$newest/release") == "$1".* ]] ||
        die "no kernel '$1'; there are ${kKernels[*]} (and 5.10, which watchbpf refuses)"
    echo newest
}

# Prints the packages of the newest kernel that matches, those of a mirror in
# the middle of its update left out. Recent kernels split vmlinuz, modules and the
# list of what is built in.
kernel_packages() {
    local pattern=$1 names release part
    names=$(own_apt apt-cache pkgnames linux- | grep -E "^linux-[a-z]+-$pattern-cloud-amd64$" || true)
    while read -r release; do
        if grep -qFx "linux-binary-$release" <<<"$names"; then
            for part in modules base; do
                grep -qFx "linux-$part-$release" <<<"$names" || continue 2
            done
            echo "linux-binary-$release linux-modules-$release linux-base-$release"
        elif grep -qFx "linux-image-$release" <<<"$names"; then
            [[ $(own_apt apt-cache depends "linux-image-$release") != *linux-binary* ]] || continue
            echo "linux-image-$release"
        else
            continue
        fi
        return
    done < <(sed -E 's/^linux-[a-z]+-//' <<<"$names" | sort --unique --version-sort --reverse)
}

# plain_module FILE COPY    The copy loses its suffix with its compression.
plain_module() {
    case $1 in
        *.xz)  xz -dc "$1" >"${2%.xz}" ;;
        *.zst) zstd -qdc "$1" >"${2%.zst}" ;;
        *)     cp "$1" "$2" ;;
    esac
}

# The root disk hangs on virtio, which is a module on most kernels. modprobe
# knows the order in which to load them; busybox can only load plain .ko files.
make_initrd() {
    local folder=$1 release=$2 root=$1/initrd.d module path number=10
    mkdir -p "$root"/{bin,dev,proc,sys,modules,new}
    cp "$cache/busybox/busybox" "$root/bin/"
    for module in virtio_pci virtio_blk ext4; do
        modprobe --dirname "$folder/root" --set-version "$release" --show-depends "$module"
    done | sed -n 's/^insmod \(.*[^ ]\) *$/\1/p' | awk '!seen[$0]++' >"$folder/initrd.list"
    while read -r path; do
        plain_module "$path" "$root/modules/$(( number++ ))-$(basename "$path")"
    done <"$folder/initrd.list"
    ( cd "$root" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0 ) >"$folder/initrd"
    rm -r "$root" "$folder/initrd.list"
}

# make_kernel FOLDER PACKAGE…
make_kernel() {
    local folder=$1 release vmlinuz
    shift
    fetch_debs "$folder/debs" "$@"
    mkdir -p "$folder/root/usr/lib"
    ln -s usr/lib "$folder/root/lib"
    unpack_debs "$folder/root" "$folder"/debs/*.deb
    release=$(ls "$folder/root/usr/lib/modules")
    for vmlinuz in "$folder/root/boot/vmlinuz-$release" "$folder/root/usr/lib/modules/$release/vmlinuz"; do
        [[ ! -e $vmlinuz ]] || mv "$vmlinuz" "$folder/vmlinuz"
    done
    [[ -e $folder/vmlinuz ]] || die "no vmlinuz in $*; has Debian moved it?"
    depmod --basedir "$folder/root" "$release"
    make_initrd "$folder" "$release"
    ext4_of_folder "$folder/modules.ext4" "$folder/root/usr/lib/modules" 0
    echo "$release" >"$folder/release"
    rm -r "$folder/root" "$folder/debs"
}

# The disks of a guest that counts are memory (qemu.sh). Made when it is first
# wanted, from the disk of modules: depmod has noted there what a module needs,
# the first to load last.
make_nvdimm_initrd() {
    local folder=$1 kernel=$2 release modules module path number=50
    modules=$cache/kernels/$kernel/modules.ext4
    release=$(<"$cache/kernels/$kernel/release")
    mkdir -p "$folder/root/modules"
    debugfs -R "dump /$release/modules.dep \"$folder/needs\"" "$modules" 2>/dev/null
    for module in nd_pmem nfit; do
        grep -E "/$module\.ko(\.[a-z]+)?:" "$folder/needs" | tr -d : | tr ' ' '\n' | grep . | tac
    done | awk '!seen[$0]++' >"$folder/list"
    while read -r path; do
        module=$folder/$(basename "$path")
        debugfs -R "dump /$release/$path \"$module\"" "$modules" 2>/dev/null
        plain_module "$module" "$folder/root/modules/$(( number++ ))-$(basename "$path")"
        rm "$module"
    done <"$folder/list"
    same_archive "$folder/root" >"$folder/initrd"
    rm -r "$folder/root" "$folder/needs" "$folder/list"
}

prepare_nvdimm() {
    local folder=$cache/kernels/$kernel/nvdimm
    [[ -n $icount && ! -d $folder ]] || return 0
    need_tools debugfs cpio xz zstd
    with_cache_lock cache_make "$folder" make_nvdimm_initrd "$kernel"
}

make_busybox() {
    fetch_debs "$1/debs" busybox-static
    unpack_debs "$1/debs" "$1"/debs/*.deb
    mv "$1/debs/bin/busybox" "$1/busybox"
    rm -r "$1/debs"
}

prepare_kernel() {
    local name=$1 packages
    if [[ ! -d $cache/kernels/$name ]]; then
        need_tools fakeroot mke2fs cpio depmod modprobe xz zstd dpkg-deb
        open_apt
        packages=$(kernel_packages "$(kernel_pattern "$name")")
        [[ -n $packages ]] || die "the Debian mirror has no kernel $name (any more)"
        # shellcheck disable=SC2086 # one word per package
        say "kernel $name: $packages ($(megabytes $packages) MB)"
        cache_make "$cache/busybox" make_busybox
        # shellcheck disable=SC2086
        cache_make "$cache/kernels/$name" make_kernel $packages
    fi
    say "kernel $name is $(<"$cache/kernels/$name/release")"
}
