"""The documents tell of everything that there is, and their example works as it stands."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from catalog_sync.sandbox.tiktok.announcement import announcement
from catalog_sync.sandbox.tiktok.control import CONTROLS
from catalog_sync.sandbox.tiktok.faults import KINDS
from catalog_sync.sandbox.tiktok.oauth import AuthorizationSettings
from catalog_sync.sandbox.tiktok.serving import serve_in_thread
from catalog_sync.sandbox.tiktok.shop_settings import REVIEW_RULES, ShopSettings
from catalog_sync.sync.authorization import Stage
from catalog_sync_tests.sandbox.tiktok.seller import demo_world

ROOT = Path(__file__).parents[3]
SANDBOX = (ROOT / "docs" / "sandbox.md").read_text()
AUTHORIZATION = (ROOT / "docs" / "authorization.md").read_text()
README = (ROOT / "README.md").read_text()
NAMES = {*vars(ShopSettings()), *vars(AuthorizationSettings()), *KINDS, *REVIEW_RULES}


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: f"{control.method} {control.path}")
def test_every_control_is_documented(control):
    told = [line for line in SANDBOX.splitlines() if f"`{control.method} /_sandbox{control.path}`" in line]
    assert told
    assert [name for name in control.takes.model_fields if not re.search(rf"\b{name}\b", told[0])] == []


def test_every_setting_and_kind_of_fault_is_documented():
    assert {name for name in NAMES if f"`{name}`" not in SANDBOX} == set()


def test_every_control_that_is_documented_exists():
    known = {(control.method, control.path) for control in CONTROLS} | {("GET", "/")}
    assert {*re.findall(r"(GET|POST) /_sandbox(/[a-z_/]*)", SANDBOX)} == known


def test_every_stage_of_an_authorization_is_documented():
    assert [stage for stage in Stage if f"`{stage}`" not in AUTHORIZATION] == []


def test_the_client_in_the_readme_reads_its_shops(tmp_path):
    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert example
    world = demo_world()
    with serve_in_thread(world):
        (tmp_path / "sandbox.json").write_text(json.dumps(announcement(world)))
        command = [sys.executable, "-c", example[1]]
        ran = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60)
    assert "'message': 'Success'" in ran.stdout
    assert all(f"'region': '{region}'" in ran.stdout for region in ("GB", "ID", "DE"))
