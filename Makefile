# planmd: `make demo` and `make test` are all a newcomer needs.

PREFIX ?= /usr/local
SWIFT ?= swift
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo 2>/dev/null)
SECONDS ?= 60
PLANMD := build/planmd
TODAY := 2026-03-09

.PHONY: help setup release demo test check lint format fuzz bench bench-psplib install uninstall docs clean

help: ## show what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install libcmark, the CommonMark library, if it is missing
	@if ! pkg-config --exists libcmark 2>/dev/null; then \
	  if command -v apt-get >/dev/null; then \
	    $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq libcmark-dev pkg-config; \
	  elif command -v brew >/dev/null; then brew install cmark pkg-config; \
	  else echo "install libcmark (CommonMark in C) and pkg-config, then try again" >&2; exit 1; fi; fi

# On Linux the program is one file: Swift's libraries and libcmark inside.
release: setup ## build the release program as build/planmd
	@mkdir -p build/pkgconfig
	@if [ "$$(uname)" = Linux ]; then \
	  sed 's/-lcmark/-l:libcmark.a/' "$$(pkg-config --variable=pcfiledir libcmark)/libcmark.pc" > build/pkgconfig/libcmark.pc; \
	  PKG_CONFIG_PATH="$(CURDIR)/build/pkgconfig" $(SWIFT) build -c release --product planmd \
	    --static-swift-stdlib; \
	else $(SWIFT) build -c release --product planmd; fi
	@strip -o $(PLANMD) "$$($(SWIFT) build -c release --show-bin-path)/planmd"

demo: release ## build, then show the status report and the findings of samples/agency
	@$(PLANMD) report --root samples/agency --today $(TODAY)
	@echo
	@$(PLANMD) lint --root samples/agency --today $(TODAY)

test: setup ## run the whole test suite
	$(SWIFT) test

check: release ## run the checks that need extra packages: oracles, hostile inputs, schemas
	Checks/run.sh $(PLANMD)

lint: ## check the formatting
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

format: ## mend the formatting
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

fuzz: setup ## fuzz each target for SECONDS seconds
	Fuzz/run.sh $(SECONDS)

bench: release ## measure speed and memory against cmark on the same plan
	Benchmarks/run.sh $(PLANMD)

bench-psplib: release ## measure schedules against PSPLIB's best known ones, where its instances are there
	python3 Benchmarks/psplib.py $(PLANMD)

docs: release ## write the rule pages and the manual anew
	Documentation/generate.sh $(PLANMD)

install: release ## install the program, completions and manual page below PREFIX
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/man/man1" \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d" "$(DESTDIR)$(PREFIX)/share/planmd/schema"
	install -m 755 $(PLANMD) "$(DESTDIR)$(PREFIX)/bin/planmd"
	install -m 644 docs/planmd.1 "$(DESTDIR)$(PREFIX)/share/man/man1/planmd.1"
	$(PLANMD) --generate-completion-script bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/planmd"
	$(PLANMD) --generate-completion-script zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_planmd"
	$(PLANMD) --generate-completion-script fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/planmd.fish"
	install -m 644 schema/*.json "$(DESTDIR)$(PREFIX)/share/planmd/schema/"

uninstall: ## take out what install put there
	rm -f "$(DESTDIR)$(PREFIX)/bin/planmd" "$(DESTDIR)$(PREFIX)/share/man/man1/planmd.1" \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/planmd" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_planmd" \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/planmd.fish"
	rm -rf "$(DESTDIR)$(PREFIX)/share/planmd"

clean: ## remove everything that was built
	rm -rf .build build
