# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# The options that the commands here share.

retries=1
out=
words=()        # what follows the options

# The comment at the top of the command is its help.
usage() {
    sed -nE '4,$ { /^#/!q; s/^# ?//p }' "$0"
    exit "$1"
}

parse_options() {
    while (( $# )); do
        case $1 in
            -h | --help) usage 0 ;;
            --) shift; break ;;
            --system) system=yes; shift ;;
            --peers) peers=yes; shift ;;
            -*) (( $# > 1 )) || die "$1 needs a value" ;;&
            --kernel)  kernel=$2; shift 2 ;;
            --stage)   stage=$2; shift 2 ;;
            --timeout) timeout=$2; shift 2 ;;
            --memory)  memory=$2; shift 2 ;;
            --cpus)    cpus=$2; shift 2 ;;
            --icount)  icount=$2; cpus=1; shift 2 ;;
            --append)  append=$2; shift 2 ;;
            --retries) retries=$2; shift 2 ;;
            --out)     out=$2; shift 2 ;;
            -*) die "unknown option $1; see $0 --help" ;;
            *) break ;;
        esac
    done
    # shellcheck disable=SC2034 # read by the commands
    words=("$@")
    [[ $timeout$memory$cpus$retries$icount =~ ^[0-9]+$ ]] ||
        die "--timeout, --memory, --cpus, --icount and --retries want a number"
    [[ -z $icount || $cpus == 1 ]] || die "--icount is for one cpu"
    kernel=$(kernel_name "$kernel")
}
