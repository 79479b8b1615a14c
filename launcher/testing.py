"""`./run test`: set up, then every check, on one process and on PostgreSQL with Redis."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from launcher.private_servers import services
from launcher.steps import FRONTEND, PYTHON, ROOT, Missing, environment, set_up

MULTIARCH = sysconfig.get_config_var("MULTIARCH") or ""
PACKAGES = {
    "chromium": "/usr/bin/chromium",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "fonts-noto-color-emoji": "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    # WeasyPrint draws with Pango; Chromium brings only a part of it along.
    "libpangoft2-1.0-0": f"/usr/lib/{MULTIARCH}/libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": f"/usr/lib/{MULTIARCH}/libharfbuzz-subset.so.0",
    "postgresql": "/usr/lib/postgresql",
    "redis-server": "/usr/bin/redis-server",
}


def install_packages() -> None:
    """What tests need from Debian. Never skips: without root it says the command."""
    wanted = [name for name, path in PACKAGES.items() if not Path(path).exists()]
    if not wanted:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *wanted]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(f"The tests need these packages: sudo {' '.join(command)}")
    print(f"  {' '.join(wanted)} …", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], env=settings, check=False, **quiet)  # type: ignore[call-overload]
    done = subprocess.run(command, env=settings, check=False, **quiet)  # type: ignore[call-overload]
    if done.returncode:
        raise Missing(f"apt-get could not install {' '.join(wanted)}: {done.stderr[-200:]}")


def check(name: str, command: list[str], *, cwd: Path = ROOT, extra: dict[str, str]) -> None:
    """Run one check with its output shown; stop everything when it fails."""
    print(f"== {name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(command, cwd=cwd, env={**environment(), **extra}, check=False)
    if done.returncode:
        raise Missing(f"{name} failed.")
    if not name.startswith("pytest"):  # whose closing line tells the time
        print(f"   {time.monotonic() - started:.0f} s", flush=True)


def run_tests(arguments: list[str]) -> int:
    # A terminated run, too, ends its browsers and servers on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print("Tsunagu: setting up the tests", flush=True)
    install_packages()
    set_up(testing=True)
    with tempfile.TemporaryDirectory(prefix="tsunagu-test-") as folder:
        plain = {"TSUNAGU_DATA": folder, "TSUNAGU_SECRET_KEY": "only for tests"}
        if arguments:
            check("pytest", [str(PYTHON), "-m", "pytest", *arguments], extra=plain)
            return 0
        static_checks(plain)
        check("pytest (SQLite, one process)", [str(PYTHON), "-m", "pytest"], extra=plain)
        # What a browser shows does not depend on the database; the journeys ran above.
        with services(Path(folder)) as addresses:
            check(
                "pytest (PostgreSQL, Redis)",
                [str(PYTHON), "-m", "pytest", "--ignore", "tests/browser"],
                extra={**plain, **addresses},
            )
    return 0


def static_checks(extra: dict[str, str]) -> None:
    bin_folder = PYTHON.parent
    check("ruff format", [str(bin_folder / "ruff"), "format", "--check", "."], extra=extra)
    check("ruff", [str(bin_folder / "ruff"), "check", "."], extra=extra)
    check("mypy", [str(bin_folder / "mypy"), "."], extra=extra)
    check(
        "migrations",
        [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"],
        extra=extra,
    )
    check("front-end types and format", ["npm", "run", "check"], cwd=FRONTEND, extra=extra)
    check("vitest", ["npm", "test"], cwd=FRONTEND, extra=extra)
