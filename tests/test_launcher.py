"""`./run` says in one line what is missing, and does nothing twice."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from launcher import steps
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


def test_fingerprint_sees_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    before = fingerprint([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    assert fingerprint([tmp_path]) != before
