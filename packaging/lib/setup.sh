# shellcheck shell=bash disable=SC2034,SC2154
# What packaging/run and packaging/test share: the repository's place, packages, LibTorch.
# DARE_DEPS puts the downloads elsewhere than .deps.

dare_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dare_deps=${DARE_DEPS:-$dare_root/.deps}
dare_cuda=OFF

for piece in say packages cuda torch build; do
  # shellcheck source=/dev/null
  source "$dare_root/packaging/lib/$piece.sh"
done

# $1: cpu to leave the GPU out although there is one. Sets dare_cuda and works from the repository's root on.
set_up() {
  cd "$dare_root" || exit
  choose_cuda "${1:-}"
  install_packages
  mkdir -p "$dare_deps"
  if [[ $dare_cuda == ON ]]; then install_torch cuda; else install_torch cpu; fi
}

# Runs a command with a display of its own, software OpenGL and a UTF-8 locale.
under_xvfb() {
  env -u WAYLAND_DISPLAY LC_ALL=C.UTF-8 QT_QPA_PLATFORM=xcb LIBGL_ALWAYS_SOFTWARE=1 \
    xvfb-run -a -s "-screen 0 1920x1200x24" "$@"
}
