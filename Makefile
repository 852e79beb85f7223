# The words of this repository; `make help` prints them with their meaning.

GO       ?= go
FUZZTIME ?= 2m
TOOLS    := .cache/bin
STAMP     = -X main.version=$(shell git describe --tags --always --dirty 2>/dev/null) -X main.commit=$(shell git rev-parse HEAD 2>/dev/null)

.DEFAULT_GOAL := help
.NOTPARALLEL:
# The rooms whose tests all run with the race detector in make test; of the
# others, scripts/race.sh runs those that start goroutines.
CONCURRENT := store ratelimit seal jobs httpx blob courier
space      := $(subst ,, )

.PHONY: help run build test lint fmt generate race cover bench fuzz models clean browsers live prepare vet house drift unit unit-race e2e

help: ## print this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: build ## build, then start the whole service with its surroundings on this machine
	bin/myphoto demo

build: live ## build bin/myphoto, one static program
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w $(STAMP)' -o bin/myphoto ./cmd/myphoto

test: prepare build vet lint drift house unit unit-race e2e ## install what the tests need, then run all of them

lint: ## check format, style and unreached code with the pinned tools
	scripts/build-tools.sh golangci-lint gofumpt deadcode
	@out=$$($(TOOLS)/gofumpt -l *.go $(wildcard cmd internal e2e)); test -z "$$out" || { echo "not gofumpt'ed:"; echo "$$out"; exit 1; }
	$(TOOLS)/golangci-lint run --allow-parallel-runners ./...
	scripts/check-orphans.sh

fmt: ## format all Go files
	scripts/build-tools.sh gofumpt
	$(TOOLS)/gofumpt -w *.go $(wildcard cmd internal e2e)

generate: ## write the Go of internal/store/db from the schema and the queries
	scripts/build-tools.sh sqlc
	cd internal/store && $(CURDIR)/$(TOOLS)/sqlc generate

race: live ## run the tests of all rooms with the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -p 2 -timeout 60m -shuffle=on ./internal/...

cover: live ## run the tests of all rooms and print how much of each package they reach
	scripts/coverage.sh

bench: build ## run the benchmarks, then measure the built program beside bare limits of this machine
	$(GO) test -run '^$$' -bench . -benchmem -p 1 ./internal/...
	$(GO) run ./e2e/bench

browsers: build ## install Firefox ESR and WebKitGTK, then walk both journeys in them
	scripts/install-browsers.sh
	$(GO) test -count=1 -timeout 30m ./e2e/browsers

fuzz: ## fuzz every parser of foreign bytes for FUZZTIME each (default 2m)
	FUZZTIME=$(FUZZTIME) scripts/fuzz.sh

models: ## derive the face networks from their packages again and compare
	scripts/vendor-models.sh

clean: ## remove what was built (data and caches of tools stay)
	rm -rf bin .cache/shots .cache/e2e

live: ## build the checks of the counter's browser, which bin/myphoto carries
	install -m 644 "$$($(GO) env GOROOT)/lib/wasm/wasm_exec.js" internal/web/static/live/
	mkdir -p .cache
	GOOS=js GOARCH=wasm $(GO) build -trimpath -buildvcs=false -ldflags '-s -w' -o .cache/live.wasm ./cmd/live
	gzip -9nc .cache/live.wasm > internal/web/static/live/live.wasm.gz

prepare:
	scripts/install-test-tools.sh

vet:
	$(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) vet ./cmd/live
	$(GO) vet -tags crash ./cmd/myphoto

house:
	$(GO) test -count=1 .

drift:
	scripts/build-tools.sh sqlc
	scripts/check-generated.sh

unit: live
	$(GO) test -p 2 -shuffle=on $$($(GO) list ./... | grep -vE '^myphoto(/e2e(/.*)?)?$$|^myphoto/internal/($(subst $(space),|,$(CONCURRENT)))(/|$$)')

unit-race:
	scripts/race.sh $(CONCURRENT)

e2e: build
	CGO_ENABLED=0 $(GO) build -trimpath -tags crash -o bin/myphoto-crash ./cmd/myphoto
	$(GO) test -count=1 -p 1 -timeout 40m $$($(GO) list ./e2e/... | grep -v '/browsers$$')
