# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# KVM where it really works, emulation everywhere else. A /dev/kvm that can be
# opened proves nothing (nested, emulated or half-working ones do not boot these
# kernels), so the answer comes from booting one, once per machine.

readonly kEmulation=tcg,thread=multi
readonly kCounted=tcg,thread=single

probe_kvm() {
    local answer=$1 asked=$2 accel=kvm timeout=30 system='' stage='' append='' guest_status='' lost=''
    [[ ! -r $answer || $(head -n 1 "$answer") != "$asked" ]] || return 0
    say "trying whether KVM works here"
    make_run_initrd true
    boot_guest
    if [[ $guest_status == 0 ]]; then accel=kvm; else accel=$kEmulation; fi
    say "KVM ${lost:+does not work here ($lost): }using $accel"
    printf '%s\n' "$asked" "$accel" >"$answer.new"
    mv "$answer.new" "$answer"
}

find_accel() {
    local answer=$cache/accel asked
    if [[ -n $icount ]]; then
        accel=$kCounted
    elif [[ -n ${WATCHBPF_ACCEL:-} ]]; then
        accel=$WATCHBPF_ACCEL
    elif [[ -r /dev/kvm && -w /dev/kvm ]]; then
        # Another host kernel, processor or QEMU may answer differently.
        asked=$(uname -r; grep -m 1 'model name' /proc/cpuinfo; "${qemu[@]}" --version | sed -n 1p)
        asked=${asked//$'\n'/ | }
        with_cache_lock probe_kvm "$answer" "$asked"
        accel=$(tail -n 1 "$answer")
    else
        accel=$kEmulation
    fi
}
