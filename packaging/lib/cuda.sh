# shellcheck shell=bash disable=SC2034,SC2154
# CPU or GPU: sets dare_cuda to ON or OFF. A machine with a GPU never falls back to the CPU unasked.

nvidia_driver_there() {
  [[ -e /proc/driver/nvidia/version ]] || nvidia-smi -L &>/dev/null
}

# The CUDA compiler on the path, in CUDACXX or in the toolkit's usual place; empty if there is none.
find_nvcc() {
  command -v "${CUDACXX:-nvcc}" || { [[ -x /usr/local/cuda/bin/nvcc ]] && echo /usr/local/cuda/bin/nvcc; } || true
}

choose_cuda() {
  local nvcc release=""
  if [[ ${1:-} == cpu ]]; then
    dare_cuda=OFF
    step "Building for the CPU, as asked"
    return
  fi
  nvcc=$(find_nvcc)
  [[ -z $nvcc ]] || release=$("$nvcc" --version | sed -n 's/.*release \([0-9.]*\).*/\1/p')
  if [[ $release == 13.* ]]; then
    dare_cuda=ON
    export CUDACXX=$nvcc
    step "CUDA compiler $release: building for CPU and GPU"
  elif nvidia_driver_there; then
    give_up "this machine has an NVIDIA driver but no CUDA 13 compiler (found: ${nvcc:-none} $release)." \
      "The GPU needs nvcc of the CUDA toolkit 13.0. NVIDIA's package repository for Debian 12 has it:" \
      "  https://developer.nvidia.com/cuda-downloads  (then: apt-get install cuda-nvcc-13-0 cuda-cudart-dev-13-0)" \
      "If it is installed already, put it on the path or set CUDACXX=/path/to/nvcc." \
      "To run on the CPU knowingly, add --cpu."
  else
    dare_cuda=OFF
    step "No NVIDIA driver${release:+ (and CUDA $release is not 13)}: building for the CPU"
  fi
}
