# shellcheck shell=bash disable=SC2034,SC2154
# Configure and build through the CMake presets.

# One job a core, fewer where memory is short: a file that includes ATen takes about 1.5 GB.
build_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ {print int($2 / 1572864)}' /proc/meminfo)
  memory=$((memory < 1 ? 1 : memory))
  echo $((cores < memory ? cores : memory))
}

# $1 preset, further arguments go to CMake.
configure_preset() {
  step "Configuring $1"
  cmake --preset "$1" --log-level=WARNING -DDARE_TORCH_VENV="$dare_deps/torch" "${@:2}" >/dev/null
}

# $1 preset, further arguments are targets (default: all).
build_preset() {
  local targets=()
  (($# == 1)) || targets=(--target "${@:2}")
  step "Building $1"
  # Lets ccache keep objects that were compiled with a precompiled header, and find them again in
  # another clone.
  CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros} \
    CCACHE_BASEDIR=${CCACHE_BASEDIR:-$dare_root} CCACHE_NOHASHDIR=1 \
    cmake --build --preset "$1" --parallel "$(build_jobs)" "${targets[@]}" -- --quiet
}
