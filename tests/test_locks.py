import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / f"{lock}.txt").read_text()))


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", requirement)[0] for requirement in requirements}


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_lock_names_no_address(lock: str) -> None:
    assert re.findall(r"\w+:/\S*", (ROOT / "requirements" / f"{lock}.txt").read_text()) == []


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_lock_pins_and_hashes_every_package(lock: str) -> None:
    text = re.sub(r"\s*#.*", "", (ROOT / "requirements" / f"{lock}.txt").read_text())
    entries = text.replace("\\\n", " ").strip().splitlines()
    assert [entry for entry in entries if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)] == []


def test_lock_holds_what_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = named(project["project"]["dependencies"])
    assert wanted - pins("runtime").keys() == set()
    assert (wanted | named(project["dependency-groups"]["dev"])) - pins("dev").keys() == set()


def test_dev_lock_runs_the_tests_on_the_runtime_versions() -> None:
    assert pins("dev") | pins("runtime") == pins("dev")


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_every_python_gets_the_same_version_of_a_package(lock: str) -> None:
    names = [name for name, _ in PIN.findall((ROOT / "requirements" / f"{lock}.txt").read_text())]
    assert [name for name in set(names) if names.count(name) > 1] == []
