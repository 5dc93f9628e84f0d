# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# One boot of one guest.

# What a guest is made of; the callers set these from their options.
kernel=6.12
stage=
timeout=600
memory=1024
cpus=2
icount=         # set: a seed; the guest's time is the number of its instructions
append=
accel=          # kvm or tcg,…; see accel.sh
system=         # set: boots the server's disk, with systemd
peers=          # set: the root disk is the peers' (peers.sh)
made_disk=      # set: boots this disk instead, and changes it

work=           # this run's temporary folder
guest_pid=      # the QEMU that runs, for the trap

open_work() {
    need_tools cpio mke2fs fakeroot
    work=$(mktemp -d "${TMPDIR:-/tmp}/watchbpf-vm.XXXXXX")
    trap close_work EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

close_work() {
    end_guest
    rm -rf "$work"
}

end_guest() {
    [[ -n $guest_pid ]] || return 0
    kill -KILL "$guest_pid" 2>/dev/null || true
    wait "$guest_pid" 2>/dev/null || true
    guest_pid=
}

make_stage_disk() {
    [[ -n $stage ]] || return 0
    [[ -d $stage ]] || die "--stage: '$stage' is no folder"
    if [[ -n $icount ]]; then
        same_ext4_of_folder "$work/stage.ext4" "$stage" 256
    else
        ext4_of_folder "$work/stage.ext4" "$stage" 256
    fi
}

# The kernel unpacks several archives one after another: the cached initrd, then
# the scripts of this tree and the command. So a command may be of any length,
# and a changed script needs no new cache.
make_run_initrd() {
    mkdir -p "$work/overlay/rig"
    cp "$rig/guest/initramfs" "$work/overlay/init"
    cp "$rig/guest/command" "$work/overlay/rig/command"
    cp "$rig/guest/${system:+system-}init" "$work/overlay/rig/init"
    printf '%s\0' "$@" >"$work/overlay/rig/words"
    [[ ! -e $work/terminal ]] || cp "$work/terminal" "$work/overlay/rig/terminal"
    cp "$cache/kernels/$kernel/initrd" "$work/initrd"
    ! counts || cat "$cache/kernels/$kernel/nvdimm/initrd" >>"$work/initrd"
    same_archive "$work/overlay" >>"$work/initrd"
}

# Prints the exit status that the guest reported; fails when there is none (yet).
reported_status() {
    local status
    status=$(sed -nE 's/^exit ([0-9]+)\r?$/\1/p' "$work/status" 2>/dev/null)
    [[ -n $status ]] && echo "$status"
}

# why_lost STATUS    what QEMU's exit status and the logs tell; 124 as of timeout(1).
why_lost() {
    if (( $1 == 124 )); then
        echo "no end after $timeout s"
    elif grep -q 'Kernel panic' "$work/console"; then
        echo "kernel panic"
    elif [[ -s $work/qemu.log ]]; then
        echo "QEMU: $(tail -n 1 "$work/qemu.log")"
    elif (( $1 )); then
        echo "QEMU ended with status $1"
    else
        echo "it ended without a status"
    fi
}

# Boots once, streams the command's output, and sets $guest_status, or $lost to
# the reason why there is none. Output goes through a file, which never makes
# the guest wait and so loses nothing when our reader is slow.
boot_guest() {
    local command=() follower ended=0 deadline=$(( SECONDS + timeout ))
    guest_status='' lost=''
    rm -f "$work"/{console,output,status}
    touch "$work"/{console,output,status}
    compose_command "file,id=output,path=$(quoted "$work/output")"
    "${command[@]}" </dev/null >"$work/qemu.log" 2>&1 &
    guest_pid=$!
    tail --bytes=+1 --follow --sleep-interval=0.1 --pid="$guest_pid" "$work/output" &
    follower=$!
    while kill -0 "$guest_pid" 2>/dev/null; do
        if (( SECONDS >= deadline )); then
            ended=124
            break
        fi
        # A guest that has reported has nothing left to say; it may hang in its reboot.
        [[ -n $guest_status ]] || ! guest_status=$(reported_status) || deadline=$(( SECONDS + 5 ))
        sleep 0.1
    done
    (( ended )) || wait "$guest_pid" || ended=$?
    end_guest
    wait "$follower" || true
    guest_status=$(reported_status) || lost=$(why_lost "$ended")
}

# The console of a lost guest is the only witness: keep it, show its end.
keep_console() {
    local kept
    kept=$cache/lost/$kernel-$(date +%Y%m%d-%H%M%S)-$$.log
    mkdir -p "$cache/lost"
    cp "$work/console" "$kept"
    # From the first sign of trouble if there is one, else the last lines.
    sed -nE '/BUG:|Oops|Kernel panic/,$p' "$work/console" >"$work/trouble"
    [[ -s $work/trouble ]] || tail -n 20 "$work/console" >"$work/trouble"
    head -n 40 "$work/trouble" | tr -d '\r' >&2
    say "the whole console is in $kept"
}
