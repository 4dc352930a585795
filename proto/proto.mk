# Included by the Makefile; runs from the root folder.

.PHONY: proto proto-check

proto:  ## generate migrator/wire from proto/
	$(or $(PYTHON),python) proto/generate.py

proto-check:  ## fail if migrator/wire is not what proto/ makes
	$(or $(PYTHON),python) proto/generate.py --check
