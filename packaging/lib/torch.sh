# shellcheck shell=bash disable=SC2034,SC2154
# LibTorch: the wheels of torch.lock (with CUDA) or torch-cpu.lock in one virtual environment, $dare_deps/torch.

# What identifies both sets; changes with either lock file.
lock_hash() { cat "$dare_root"/packaging/torch{-cpu,}.lock | sha256sum | cut -d' ' -f1; }

# The first Python that the lock has wheels for and that can make virtual environments.
find_python() {
  local python
  local check='import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 14))'
  for python in /usr/bin/python3 python3 python3.{14,13,12,11,10}; do
    if "$python" -c "$check" 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  give_up "no Python 3.10 to 3.14 with venv found; LibTorch comes as Python wheels." \
    "Debian: apt-get install python3-venv"
}

# $1: cpu or cuda. A CUDA set serves the CPU as well. The stamp is written last and removed first, so an
# installation that was cut short is made anew.
install_torch() {
  local set=$1 lock=torch.lock have="" venv=$dare_deps/torch
  local stamp=$venv/dare-set started=$venv/dare-started hash
  hash=$(lock_hash)
  [[ $set == cuda ]] || lock=torch-cpu.lock
  [[ ! -f $stamp ]] || have=$(<"$stamp")
  if [[ $have == "cuda $hash" || $have == "$set $hash" ]]; then
    step "LibTorch: there"
    return
  fi
  [[ $(uname -sm) == "Linux x86_64" ]] || give_up "torch.lock has wheels for Linux on x86_64; this is $(uname -sm)."
  if [[ -e $started || (-n $have && $have != *" $hash") ]]; then
    rm -rf "$venv"
  fi
  step "LibTorch: installing the $set set from packaging/$lock into $venv"
  [[ -x $venv/bin/python ]] || "$(find_python)" -m venv "$venv"
  touch "$started"
  rm -f "$stamp"
  mkdir -p "$dare_deps/cache/tmp"
  TMPDIR=$dare_deps/cache/tmp PIP_CACHE_DIR=$dare_deps/cache "$venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r "$dare_root/packaging/$lock" ||
    give_up "pip could not install LibTorch." \
      "Its own message says why: no network, or a full disk (with downloads the CUDA set takes 7 GB, the CPU's 3)." \
      "Mend that and start again."
  echo "$set $hash" >"$stamp"
  rm -f "$started"
}
