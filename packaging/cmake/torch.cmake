# LibTorch from the wheels under .deps/torch as imported targets. find_package(Torch) needs a CUDA
# toolkit even for the CPU.
set(DARE_TORCH_VENV "${PROJECT_SOURCE_DIR}/.deps/torch" CACHE PATH
    "Virtual environment that holds the torch wheel")
file(GLOB torch_candidates "${DARE_TORCH_VENV}/lib/python3*/site-packages/torch")
if(NOT torch_candidates)
  message(FATAL_ERROR "No LibTorch under ${DARE_TORCH_VENV}. Run packaging/run or packaging/test: "
                      "they fetch it. Or set DARE_TORCH_VENV.")
endif()
list(GET torch_candidates 0 TORCH_DIR)
get_filename_component(TORCH_SITE "${TORCH_DIR}" DIRECTORY)
set(TORCH_LIB "${TORCH_DIR}/lib")

if(DARE_CUDA AND NOT EXISTS "${TORCH_SITE}/nvidia/cudnn")
  message(STATUS "LibTorch's CUDA libraries are not installed: building for the CPU alone")
  set(DARE_CUDA OFF)
endif()

foreach(part c10 torch_cpu torch c10_cuda torch_cuda)
  add_library(torch::${part} SHARED IMPORTED)
  set_target_properties(torch::${part} PROPERTIES
    IMPORTED_LOCATION "${TORCH_LIB}/lib${part}.so"
    INTERFACE_INCLUDE_DIRECTORIES "${TORCH_DIR}/include;${TORCH_DIR}/include/torch/csrc/api/include"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${TORCH_DIR}/include;${TORCH_DIR}/include/torch/csrc/api/include")
endforeach()

# What core links. The torch headers trip strict warnings, hence SYSTEM.
add_library(dare_torch INTERFACE)
target_link_libraries(dare_torch INTERFACE torch::torch_cpu torch::c10)
target_compile_definitions(dare_torch INTERFACE _GLIBCXX_USE_CXX11_ABI=1)
target_link_options(dare_torch INTERFACE -Wl,--allow-shlib-undefined)
if(DARE_CUDA)
  target_link_libraries(dare_torch INTERFACE torch::torch_cuda torch::c10_cuda)
  target_link_options(dare_torch INTERFACE -Wl,--no-as-needed)
  target_compile_definitions(dare_torch INTERFACE DARE_HAS_CUDA=1)
endif()
set(CMAKE_BUILD_RPATH "${TORCH_LIB}")
