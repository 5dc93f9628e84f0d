# SPDX-License-Identifier: Apache-2.0
# The daemon runs as root and reads what others wrote: it is built to fail hard.
if(WATCHBPF_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
else()
  add_compile_options($<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2> -fstack-protector-strong)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
if(WATCHBPF_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
# With the sanitizers too: an empty std::expected is memory that they find nothing wrong with.
add_compile_definitions($<$<COMPILE_LANGUAGE:CXX>:_GLIBCXX_ASSERTIONS>)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()
