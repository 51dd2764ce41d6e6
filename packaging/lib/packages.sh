# shellcheck shell=bash disable=SC2034,SC2154
# Debian packages: installs those of debian-packages.txt that dpkg does not know as installed.

wanted_packages() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$dare_root/packaging/debian-packages.txt"; }

missing_packages() {
  local installed
  # shellcheck disable=SC2016
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort -u)
  comm -23 <(wanted_packages | sort -u) <(printf '%s\n' "$installed")
}

install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    step "Not a Debian system: expecting the equivalents of packaging/debian-packages.txt to be there"
    return
  fi
  local missing as_root=()
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]} == 0)); then
    step "Debian packages: all there"
    return
  fi
  local install=(apt-get install --yes --no-install-recommends "${missing[@]}")
  if ((EUID != 0)); then
    if ! { command -v sudo && sudo -n true; } &>/dev/null; then
      give_up "these Debian packages are missing, and installing them needs root:" "${missing[*]}" "" \
        "Run this, then start again:" "sudo apt-get update && sudo ${install[*]}"
    fi
    as_root=(sudo -n)
  fi
  step "Debian packages: installing ${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive)
  if ! "${apt[@]}" apt-get update -qq ||
    ! "${apt[@]}" "${install[@]}" -qq -o DPkg::Lock::Timeout=300 >/dev/null; then
    give_up "apt-get could not install the packages above." "Its own message says why; mend that and start again."
  fi
}
