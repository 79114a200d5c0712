"""Runs the demo's main job as a program of its own; prints its report and what the sandbox then holds, as JSON.

Run as `python -m catalog_sync_tests.icecat.main_job CATALOGUE TAXONOMY MAPPING DIRECTORY`.
"""

import json
import sys
import time
from pathlib import Path

import httpx
from rich.console import Console

from catalog_sync.demo.demo import play
from catalog_sync.demo.services import Inputs, running_services


def main(catalogue: Path, taxonomy: Path, mapping: Path, directory: Path) -> None:
    began = time.monotonic()
    with running_services(directory, Inputs(catalogue, mapping, taxonomy)) as services:
        report = play(Console(stderr=True), services, began)
        controls = f"{services.sandbox['api_url']}/_sandbox"
        sandbox = {
            "duplicates": httpx.get(f"{controls}/duplicates").raise_for_status().json()["duplicates"],
            "calls": httpx.get(f"{controls}/calls").raise_for_status().json(),
            "products": httpx.get(f"{controls}/products", timeout=60).raise_for_status().json()["products"],
        }
    sys.stdout.write(json.dumps({"report": report.model_dump(mode="json"), "sandbox": sandbox}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
