# One command each. What they do stands in deploy/*.sh, so that no shell hides between tabs.
export PORT ARGS K FOR

.PHONY: help run rehearse test check fix seed reset bench pictures

help:
	@echo "make run    start the portal on http://127.0.0.1:8000 (PORT=8001 changes it); Ctrl-C stops all of it"
	@echo "make rehearse FOR=address  a rehearsal portal beside it on http://127.0.0.1:8001: invented dossiers, mail to FOR alone"
	@echo "make test   all tests on a private PostgreSQL and Redis, then the journeys in the embedded mode (ARGS=…, K=…)"
	@echo "make check  format, lint, import contracts, migrations, production settings, generated docs"
	@echo "make fix    format and mend what can be mended by itself; redraw the generated docs"
	@echo "make seed   add what is missing of the real data      make reset  throw away var/ and seed anew"
	@echo "make bench  ratios against a baseline, also written to build/bench.json"
	@echo "make pictures  the guides’ pictures anew, from a real browser"

run:
	@deploy/embedded/run.sh

rehearse:
	@deploy/embedded/rehearse.sh

test:
	@deploy/test.sh

check:
	@deploy/check.sh

fix:
	@deploy/fix.sh

seed:
	@deploy/embedded/seed.sh

reset:
	@deploy/embedded/seed.sh --reset

bench:
	@deploy/bench.sh

pictures:
	@deploy/pictures.sh
