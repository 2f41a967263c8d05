# fleetspec. `make help` lists what there is.
SHELL := /bin/sh
GO ?= go
# What runs the tests, with the flags of `go test` after it.
GOTEST ?= $(GO) test
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.2

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: ## build bin/fleetspec
	$(GO) build -o bin/fleetspec ./cmd/fleetspec

.PHONY: demo
demo: build ## judge a real PHP stack in containers, in both its forms (this machine, without Docker)
	bin/fleetspec demo

.PHONY: test
test: ## run all tests (Docker needed)
	$(GO) vet ./...
	$(GOTEST) -p 4 -timeout 60m ./...

.PHONY: lint
lint: ## run the linters
	$(GO) run $(GOLANGCI) run ./...

.PHONY: fuzz
fuzz: ## fuzz every parser for 20 s each
	@set -e; for package in $$($(GO) list ./...); do \
		for name in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			$(GO) test -run '^$$' -fuzz "^$$name$$" -fuzztime 20s $$package; \
		done; done

.PHONY: bench
bench: build ## measure against the bare limit and ruby-serverspec, on the same container, and against curl
	$(GO) run ./fixtures/bench -fleetspec bin/fleetspec
	$(GO) run ./fixtures/bench -fleetspec bin/fleetspec -http
