# SPDX-License-Identifier: Apache-2.0
# `watchbpf::warnings`: what every target of ours is compiled with.
add_library(watchbpf_warnings INTERFACE)
add_library(watchbpf::warnings ALIAS watchbpf_warnings)
target_compile_options(watchbpf_warnings INTERFACE -Wall -Wextra -Wshadow -Wvla
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual>)
