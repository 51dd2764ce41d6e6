# shellcheck shell=bash disable=SC2034,SC2154
# Messages of the set-up scripts.

step() { printf '== %s\n' "$*"; }

# Says what is wrong and what to do, then ends with exit code 3.
give_up() {
  printf '\npackaging: %s\n' "$1" >&2
  shift
  (($# == 0)) || printf '  %s\n' "$@" >&2
  exit 3
}
