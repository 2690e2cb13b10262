# Each target calls one script.
.PHONY: run test bench check clean

run:
	@scripts/run

test:
	@scripts/test

bench:
	@Benchmarks/run

check:
	@scripts/check

clean:
	rm -rf .build .run .test
