"""Set-up steps. Each shows a line while it works and is skipped while its inputs stand."""

import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from secrets import token_hex

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
MARKS = VENV / "done"
ERROR = re.compile(r"npm error|[\w.]*(error|exception):", re.IGNORECASE)
FULL_DISK = (os.strerror(errno.ENOSPC).lower(), "disk is full")  # the system's words, SQLite's
NODE_VERSIONS = ((20, 19), (22, 12))  # what Vite 8 runs on: 20.19+, or 22.12 and newer


class Missing(Exception):
    """Something the person has to provide; the text is the one line to show."""


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash over the contents of files, and of all files below folders."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def step(name: str, inputs: Iterable[Path], work: Callable[[], None], output: Path) -> None:
    """Do `work` unless `output` exists and was made from the same inputs."""
    mark = MARKS / name.replace(" ", "-")
    wanted = fingerprint(inputs)
    if output.exists() and mark.exists() and mark.read_text() == wanted:
        return
    print(f"  {name} …", end="", flush=True)
    started = time.monotonic()
    work()
    MARKS.mkdir(parents=True, exist_ok=True)
    mark.write_text(wanted)
    print(f" {time.monotonic() - started:.0f} s", flush=True)


def quiet(command: list[str], why: str, *, cwd: Path = ROOT, **variables: str) -> None:
    """Run a command without its output. Raises Missing with `why` when it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**environment(), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Missing(reason(why, done.stdout + done.stderr))


def reason(why: str, output: str) -> str:
    """One line for a failed command: `why`, and the first error the command told."""
    if any(words in output.lower() for words in FULL_DISK):
        return "The disk is full."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    told = next(filter(ERROR.match, lines), lines[-1] if lines else "no message")
    return f"{why} ({told[:200]})"


def environment() -> dict[str, str]:
    """The caller's environment with the virtual environment's commands first."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def make_venv() -> None:
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        raise Missing("Python's venv is missing: apt-get install python3-venv") from None
    shutil.rmtree(VENV, ignore_errors=True)
    quiet([sys.executable, "-m", "venv", str(VENV)], "The virtual environment cannot be made.")


def pip_install(lock: Path) -> None:
    quiet(
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)],
        "The Python packages cannot be installed: is there a network?",
    )


def node_is_here() -> bool:
    """Whether a Node that Vite accepts is on the path, the environment's own included."""
    found = shutil.which("node", path=environment()["PATH"])
    if found is None or shutil.which("npm", path=environment()["PATH"]) is None:
        return False
    text = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    parts = text.strip().lstrip("v").split(".")
    version = tuple(int(part) for part in parts[:2] if part.isdigit())
    return NODE_VERSIONS[0] <= version < (21, 0) or version >= NODE_VERSIONS[1]


def set_up(*, testing: bool) -> None:
    """Everything up to a built front end and compiled translations."""
    step("virtual environment", [], make_venv, PYTHON)
    # The development lock holds every package of the base lock in the same version.
    dev = testing or (MARKS / "python-packages-(dev)").exists()
    lock = ROOT / "requirements" / ("dev.txt" if dev else "base.txt")
    name = "python packages" + (" (dev)" if dev else "")
    step(name, [lock], lambda: pip_install(lock), PYTHON)
    if not node_is_here():
        node_lock = ROOT / "requirements" / "node.txt"
        step("node", [node_lock], lambda: pip_install(node_lock), VENV / "bin" / "node")
    packages = [FRONTEND / "package-lock.json", FRONTEND / "package.json"]
    step("front-end packages", packages, npm_ci, FRONTEND / "node_modules")
    sources = [FRONTEND / "src", FRONTEND / "public", FRONTEND / "vite.config.ts", *packages]
    step("front end", sources, build_front_end, FRONTEND / "dist" / ".vite" / "manifest.json")
    catalogue = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
    step("translations", [catalogue], compile_translations, catalogue.with_suffix(".mo"))


def npm_ci() -> None:
    quiet(
        ["npm", "ci", "--fetch-retry-mintimeout=2000", "--fetch-retry-maxtimeout=10000"],
        "The front-end packages cannot be installed: is there a network?",
        cwd=FRONTEND,
    )


def build_front_end() -> None:
    quiet(["npm", "run", "build"], "The front end cannot be built.", cwd=FRONTEND)


def compile_translations() -> None:
    command = [str(PYTHON), "manage.py", "compile_translations"]
    # Settings want a key, even here where nothing is signed.
    quiet(command, "The translations cannot be compiled.", TSUNAGU_SECRET_KEY=token_hex())
