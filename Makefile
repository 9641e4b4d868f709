# Targets are one to four lines. `make` prints them.
.DEFAULT_GOAL := help
CARGO ?= cargo
PYTHON ?= python3
# What is packed, and how it is deployed: `make package ARCH=arm64 SETTINGS=my.toml POLICY=my-policy.toml`.
ARCH ?=
SETTINGS ?= infra/untwin.example.toml
POLICY ?= infra/policy/default.toml
STACK ?= untwin
PARAMETERS ?=
TOOLS := target/tools

help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: ## See failures being diagnosed, repaired and handed over, in a simulated organization on this machine
	@.ci/timed run $(CARGO) run --quiet --package untwin-cli -- demo

test: ## Everything that has to pass before a change lands
	@.ci/timed test $(MAKE) --no-print-directory check suites worlds

check: ## The first minutes of it: format, lints, documentation, unit tests
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --document-private-items --quiet
	$(CARGO) test --workspace --exclude untwin-tests --exclude untwin-simulation --quiet

suites:
	$(CARGO) build --workspace --bins --quiet
	$(CARGO) test --package untwin-tests --test scenarios --test laws --test contract --test wire

worlds:
	$(CARGO) test --package untwin-simulation --package untwin-tests --lib --test worlds --profile sim -- --nocapture

sim: ## Run 100,000 seeds, every crash point, and the pairs and single faults of each kind of plan, optimised
	$(CARGO) run --quiet --profile sim --package untwin-cli -- sim --seeds 100000 --through points --through pairs --through faults

fmt: ## Format the code
	$(CARGO) fmt --all

bench: ## Measure, as ratios within one run
	$(CARGO) run --quiet --profile sim --package untwin-tests --example bench
	$(CARGO) run --quiet --profile sim --package untwin-tests --example door

bench-lambda: $(TOOLS)/emulator/ready $(TOOLS)/sam/ready $(TOOLS)/python-intake/ready ## Measure the functions on Lambda's own emulator, beside others
	@PYTHONPATH=infra:infra/local $(TOOLS)/emulator/bin/python infra/bench $(ARGS)

verify: ## What is long: every suite once more, optimised, with overflow checks; and everything on a local AWS
	$(CARGO) build --workspace --bins --profile sim --quiet
	$(CARGO) test --package untwin-tests --profile sim
	$(MAKE) --no-print-directory licences lint-infra aws-tests aws-local
	$(MAKE) --no-print-directory aws-local ARGS=--each-permission

package: ## Build the functions and pack them for AWS Lambda, with SETTINGS= and POLICY=, for this processor or ARCH=
	@$(PYTHON) infra/package.py $(if $(ARCH),--arch $(ARCH)) --settings $(SETTINGS) --policy $(POLICY)

deploy: $(TOOLS)/sam/ready ## Deploy what was packed to AWS, as STACK=, with PARAMETERS='Door=http-api ...'
	$(TOOLS)/sam/bin/sam deploy --template-file infra/template.yaml --stack-name $(STACK) --resolve-s3 --capabilities CAPABILITY_IAM \
	  --tags application=untwin --parameter-overrides Architecture=$$(cat target/package/architecture) $(PARAMETERS)

aws-local: $(TOOLS)/emulator/ready $(TOOLS)/sam/ready ## Deploy to a local AWS on this machine, and hold it against `make run`
	@$(TOOLS)/emulator/bin/python infra/local $(ARGS)

licences: ## What cargo-deny says of licences, sources and a second TLS stack, where it is installed
	@if command -v cargo-deny > /dev/null; then $(CARGO) deny check bans licenses sources; else echo "cargo-deny is not installed: only tests/laws looked"; fi

aws-tests: $(TOOLS)/emulator/ready ## What the stores, queues and functions promise, on a local AWS
	$(CARGO) build --workspace --bins --quiet
	@$(TOOLS)/emulator/bin/python infra/local/beside.py $(CARGO) test --package untwin-tests --test contract --test wire -- aws dynamodb

lint-infra: $(TOOLS)/sam/ready $(TOOLS)/lint/ready $(TOOLS)/checkov/ready ## What linters say of the template
	$(TOOLS)/lint/bin/cfn-lint infra/template.yaml
	SAM_CLI_TELEMETRY=0 $(TOOLS)/sam/bin/sam validate --lint --template-file infra/template.yaml --region eu-central-1
	$(TOOLS)/checkov/bin/checkov --file infra/template.yaml --config-file infra/lint/checkov.yaml
	$(TOOLS)/lint/bin/python infra/lint/policies.py

properties: $(TOOLS)/lint/ready ## Ask the linters' schemas which properties the resources have
	@$(TOOLS)/lint/bin/python infra/lint/properties.py

# Tools of Python, each in a folder of its own: nothing else on the machine is touched.
$(TOOLS)/%/ready: infra/tools/%.txt
	$(PYTHON) -m venv --clear $(TOOLS)/$*
	$(TOOLS)/$*/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

.PHONY: help licences run test check suites worlds sim fmt bench bench-lambda verify package deploy aws-local aws-tests lint-infra properties
