"""`./run` says in one line what is missing, and does nothing twice."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from launcher import main, steps
from launcher.steps import Missing, fingerprint, step

ROOT = Path(settings.BASE_DIR)


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "run"), *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_option() -> None:
    done = run("--help")
    assert done.returncode == 0
    for option in ("--port", "--data", "--empty", "test"):
        assert option in done.stdout


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("--port", str(port), "--data", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.strip() == f"Port {port} is taken: choose another with --port."
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    done = run("--port", "0", "--data", str(blocked))
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert str(blocked) in done.stderr


def test_a_step_runs_once_for_the_same_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "MARKS", tmp_path / "marks")
    source, output = tmp_path / "source", tmp_path / "output"
    source.write_text("one")
    done: list[str] = []

    def work() -> None:
        done.append(source.read_text())
        output.touch()

    step("copy", [source], work, output)
    step("copy", [source], work, output)
    assert done == ["one"]
    source.write_text("two")
    step("copy", [source], work, output)
    assert done == ["one", "two"]
    output.unlink()
    step("copy", [source], work, output)
    assert len(done) == 3


def test_a_failing_command_is_explained() -> None:
    with pytest.raises(Missing, match="is there a network"):
        steps.quiet(["false"], "The packages cannot be installed: is there a network?")
    with pytest.raises(Missing, match="disk is full"):
        steps.quiet(["sh", "-c", "echo No space left on device >&2; false"], "Something failed.")


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("npm error code ECONNREFUSED\nnpm error advice", "npm error code ECONNREFUSED"),
        ("WARNING: slow\nERROR: No matching distribution", "ERROR: No matching distribution"),
        ("Traceback:\n  x = 1\ndb.OperationalError: no such table", "db.OperationalError: no such"),
        ("something else", "something else"),
        ("", "no message"),
        ("django.db.OperationalError: database or disk is full", "The disk is full."),
    ],
)
def test_the_reason_is_one_line(output: str, line: str) -> None:
    told = steps.reason("It failed.", output)
    assert line in told
    assert "\n" not in told


def test_a_python_without_venv_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(Missing, match="apt-get install python3-venv"):
        steps.make_venv()


@pytest.mark.parametrize(
    ("version", "accepted"),
    [
        ("v18.20.4", False),
        ("v20.18.0", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v24.19.0", True),
    ],
)
def test_a_node_that_is_too_old_is_replaced(
    version: str, accepted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(steps, "VENV", tmp_path / "none")
    assert steps.node_is_here() is accepted


def test_data_belongs_to_its_owner_and_to_one_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TSUNAGU_DATA", "")
    data = tmp_path / "data"
    main.prepare_data(data)
    assert data.stat().st_mode & 0o077 == 0
    key = data / "secret_key"
    assert key.stat().st_mode & 0o077 == 0
    assert len(key.read_text()) > 50
    done = run("--port", "0", "--data", str(data))
    assert done.returncode == 1
    assert "in use" in done.stderr


def test_the_hub_signs_with_its_own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in the server's environment would overrule the one in the data folder."""
    monkeypatch.delenv("TSUNAGU_SECRET_KEY", raising=False)
    assert "TSUNAGU_SECRET_KEY" not in steps.environment()


def test_a_server_for_the_network_answers_to_its_own_names() -> None:
    assert main.host_names("127.0.0.1") == ["localhost", "127.0.0.1"]
    assert main.host_names("192.0.2.7")[-1] == "192.0.2.7"
    assert socket.gethostname() in main.host_names("0.0.0.0")
    assert "0.0.0.0" not in main.host_names("0.0.0.0")


def test_fingerprint_sees_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    before = fingerprint([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    assert fingerprint([tmp_path]) != before
