# SPDX-License-Identifier: Apache-2.0
# A thin front: every verb calls CMake or a script that can be called alone.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BUILD ?= build/release
STAGE := $(BUILD)/stage
KERNEL ?= 6.12
KERNELS ?= 6.1 6.12 6.18 newest
PREFIX ?= /usr/local
# For what takes long: KERNELS only where it was asked for.
CHOSEN = $(if $(filter command line,$(origin KERNELS)),$(KERNELS),$(KERNEL))
# $(call in_guests,SECONDS,COMMAND)    in one fresh guest after the other, until one fails
in_guests = @for kernel in $(CHOSEN); do \
	tests/vm/prepare $$kernel && tests/vm/run --kernel $$kernel --stage $(STAGE) --timeout $(1) -- $(2) || exit 1; done
# SECONDS is the shell's own name for its age: not from the environment.
FUZZ_SECONDS = $(if $(filter command line,$(origin SECONDS)),$(SECONDS),600)

.PHONY: help setup build test unit guest demo shell vm prepare real-tools cycles verified flood storage fuzz bench bench-docs workloads bench-policy install format check-format clean

help: ## this list
	@echo "make VERB [KERNEL=6.1|6.12|6.18|newest]"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | \
	    awk -F ':.*## ' '{ printf "  %-14s %s\n", $$1, $$2 }'

setup: ## install what building and testing need (Debian packages)
	@scripts/setup

build: ## build everything into build/release
	@scripts/setup build
	@cmake --preset release >/dev/null
	@cmake --build --preset release
	@tests/stage $(BUILD) $(STAGE)

test: setup build ## all suites on four kernels; those in the middle share the guests' cases
	@tests/run unit asan+refusals guest-shared tools+system bench+verified -- $(KERNELS)

unit: build ## only the tests that need no kernel
	@tests/run unit

guest: setup build ## only the guests' cases, all on each kernel: make guest KERNELS="6.1 6.12"
	@tests/run guest -- $(KERNELS)

demo: setup build ## boot a kernel and show Alice approved and Eve denied; DEMO=maps: who may what with a map
	@tests/vm/prepare $(KERNEL)
	@tests/vm/run --kernel $(KERNEL) --stage $(STAGE) -- /watchbpf/examples/demo$(if $(DEMO),-$(DEMO))

shell: setup build ## a root prompt in a guest that holds the build
	@tests/vm/shell --kernel $(KERNEL) --stage $(STAGE)

vm: export CMD := $(value CMD)
vm: setup build ## one command in a fresh guest: make vm CMD='watchbpf doctor'
	@[[ -n "$$CMD" ]] || { echo "usage: make vm KERNEL=6.12 CMD='command'" >&2; exit 2; }
	@tests/vm/run --kernel $(KERNEL) --stage $(STAGE) -- \
	    "PATH=\$$PATH:/watchbpf/bin; $$CMD"

prepare: setup ## fetch every kernel and build the guest image now
	@tests/vm/prepare $(KERNELS)

real-tools: build ## all of bpftrace's, bcc's and xdp-tools' tools in guests: effects held against their sources
	@tests/real-tools build/release $(KERNELS) -- all

cycles: setup build ## objects made and freed, nothing left: make cycles KERNELS=6.12 CYCLES=1000000
	$(call in_guests,86400,"WATCHBPF_CYCLES=$(or $(CYCLES),1000000) /watchbpf/bin/watchbpf-guest-tests '*leave no record' --use-colour no")

verified: setup build ## what each BPF program costs the verifier, written into docs/: make verified KERNELS=6.12
	@tests/vm/prepare $(KERNELS)
	@tests/bench/verified/run $(BUILD) $(KERNELS)

flood: setup build ## a million refusals, each told or counted as lost: make flood KERNELS=6.12
	$(call in_guests,3600,"WATCHBPF_FLOOD=1000000 /watchbpf/bin/watchbpf-guest-tests 'flood:*' --use-colour no")

storage: setup build ## a tool preempted at any moment keeps its mark: preempt=full, four seeds a kernel
	@tests/vm/prepare $(KERNELS)
	@tests/storage --full $(KERNELS)

fuzz: ## hostile input, ten minutes a target: make fuzz [SECONDS=600] [TARGET=policy_reader]
	@scripts/setup build fuzz
	@tests/fuzz/run $(FUZZ_SECONDS) $(TARGET)

bench-policy: build ## time and memory of a policy with 100,000 digests and 1,000 tools
	@tests/bench/policy $(BUILD)/bin/watchbpf

bench: KERNELS := $(CHOSEN)
bench: SEED ?= 1
bench: setup build ## what mediating bpf() costs, in guest instructions: make bench [KERNELS=6.12] [SEED=1] [BASE=revision] [PEERS=1]
	@tests/vm/prepare $(KERNELS)
	@tests/bench/run --seed $(SEED) $(if $(PEERS),--peers) $(BUILD) $(KERNELS)
	@if [[ -n "$(BASE)" ]]; then \
	    base=$$(tests/bench/base "$(BASE)") && \
	    tests/bench/run --seed $(SEED) --tools $(BUILD) --out build/bench/base $$base $(KERNELS); fi
	@tests/bench/report $(if $(BASE),--against build/bench/base) $(KERNELS:%=build/bench/%.json)

workloads: KERNELS := $(CHOSEN)
workloads: SEED ?= 1
workloads: setup build ## what it costs a build, bpftrace and a server's boot, likewise: make workloads [KERNELS=6.12] [SEED=1]
	@tests/vm/prepare --system $(KERNELS)
	@tests/bench/workloads/run --seed $(SEED) $(BUILD) $(KERNELS)
	@tests/bench/workloads/report $(KERNELS:%=build/bench/%-workloads.json)

bench-docs: setup build ## the same, written into docs/performance-figures.md; LIMIT=4000: no larger loads
	@tests/vm/prepare $(KERNELS)
	@tests/bench/run --peers $(if $(LIMIT),--limit $(LIMIT)) $(BUILD) $(KERNELS)
	@tests/bench/document $(KERNELS:%=build/bench/%.json) >docs/performance-figures.md

install: build ## install under PREFIX (default /usr/local)
	@cmake --install $(BUILD) --prefix $(PREFIX)

format: ## format C and C++ in place (clang-format 14)
	@scripts/format

check-format: ## fail if `make format` would change something
	@scripts/format --check

clean: ## remove build/; the cache of kernels stays
	@rm -rf build
