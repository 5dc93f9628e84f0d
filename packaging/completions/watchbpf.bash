# SPDX-License-Identifier: Apache-2.0
# bash completion for watchbpf

_watchbpf() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local commands="check explain test digest seal sign schema status doctor"
    local options="--enforce --audit --output --execs --accept --scan-only --max-records --help --version"
    [[ ${COMP_WORDS[1]:-} != explain ]] || options="--tool --file --command --type --attach --effects \
        --helpers --kfuncs --target --instructions --signed --nested --object --own --owner --map --map-type --access --trace --sysctl \
        --exec --user --group --cgroup --container --unsealed --script --traced --shares-fs \
        --seccomp-notify --sealed-late --program --name --output --help"
    case $previous in
        --output) mapfile -t COMPREPLY < <(compgen -W "text json" -- "$current"); return ;;
        --execs)  mapfile -t COMPREPLY < <(compgen -W "all tools none" -- "$current"); return ;;
        --key|--certificate)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --object) mapfile -t COMPREPLY < <(compgen -W "map program other" -- "$current"); return ;;
        --access) mapfile -t COMPREPLY < <(compgen -W "ro rw" -- "$current"); return ;;
        --user)   mapfile -t COMPREPLY < <(compgen -u -- "$current"); return ;;
        --group)  mapfile -t COMPREPLY < <(compgen -g -- "$current"); return ;;
    esac
    [[ ${COMP_WORDS[1]} == check ]] && options="--strict --offline --output --help"
    [[ ${COMP_WORDS[1]} == status ]] && options="--objects --output --help"
    [[ ${COMP_WORDS[1]} == sign ]] && options="--key --certificate --output --help"
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    elif [[ ${COMP_WORDS[1]} == schema ]]; then
        mapfile -t COMPREPLY < <(compgen -W "policy cases" -- "$current")
    elif (( COMP_CWORD == 1 )); then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -F _watchbpf watchbpf
