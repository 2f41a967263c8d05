# fleetspec. `make help` lists what there is.
SHELL := /bin/sh
GO ?= go

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: ## build bin/fleetspec
	$(GO) build -o bin/fleetspec ./cmd/fleetspec

.PHONY: test
test: ## run all tests (those against containers need Docker)
	$(GO) vet ./...
	$(GO) test ./...
