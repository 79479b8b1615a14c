"""The command line of `./run`."""

import argparse
import fcntl
import os
import secrets
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from launcher.steps import PYTHON, ROOT, Missing, environment, fingerprint, reason, set_up
from launcher.testing import run_tests


def run(arguments: list[str], usage: str) -> int:
    """Returns the exit code; a thing the person must provide is one line, no traceback."""
    try:
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        if arguments == ["setup"]:
            set_up(testing=False)
            return 0
        return serve(parse(arguments, usage))
    except Missing as missing:
        print(f"\n{missing}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{error.strerror}: {error.filename or ''}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parse(arguments: list[str], usage: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run", description=usage, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--empty", action="store_true")
    return parser.parse_args(arguments)


def serve(options: argparse.Namespace) -> int:
    check_port(options.host, options.port)
    prepare_data(options.data.resolve())
    names = host_names(options.host)
    origins = ",".join(f"http://{name}:{options.port}" for name in names)
    os.environ.setdefault("TSUNAGU_ORIGINS", origins)
    print("Tsunagu: setting up", flush=True)
    set_up(testing=False)
    migrate(options.data.resolve())
    fill(empty=options.empty)
    print(f"Serving on http://localhost:{options.port}  (Ctrl+C stops)", flush=True)
    command = ["manage.py", "serve", "--host", options.host, "--port", str(options.port)]
    os.chdir(ROOT)
    os.execve(str(PYTHON), [str(PYTHON), *command], environment())  # noqa: S606


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Missing(f"Port {port} is taken: choose another with --port.") from None


def prepare_data(data: Path) -> None:
    """The data folder, for its owner only, held by this process, and its secret key."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        hold(data / "lock")
        key = data / "secret_key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_urlsafe(50))
    except BlockingIOError:
        raise Missing(f"The data folder {data} is in use by another ./run.") from None
    except OSError as error:
        raise Missing(f"The data folder {data} cannot be written: {error.strerror}.") from None
    os.environ["TSUNAGU_DATA"] = str(data)


def hold(lock: Path) -> None:
    """Lock until this process ends: two servers on one embedded hub miss each other's events."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.set_inheritable(descriptor, True)  # the server takes this process's place


def host_names(host: str) -> list[str]:
    """Names under which a browser may reach the server; TSUNAGU_ORIGINS overrules them."""
    names = ["localhost", "127.0.0.1"]
    if host != "0.0.0.0":  # noqa: S104  compared, not listened on
        names.append(host)
    else:
        names.append(own := socket.gethostname())
        with suppress(OSError):
            names += socket.gethostbyname_ex(own)[2]
    return list(dict.fromkeys(names))


def manage(*arguments: str) -> None:
    """Run a management command with its output shown, its errors in one line."""
    done = subprocess.run(
        [str(PYTHON), "manage.py", *arguments],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Missing(reason(f"manage.py {arguments[0]} failed.", done.stderr))


def migrate(data: Path) -> None:
    mark = data / "migrated"
    wanted = fingerprint(sorted(ROOT.glob("**/migrations/*.py"))) + fingerprint(
        [ROOT / "requirements" / "base.txt"]
    )
    if mark.exists() and mark.read_text() == wanted:
        return
    print("  database …", flush=True)
    manage("migrate", "--verbosity", "0")
    mark.write_text(wanted)


def fill(*, empty: bool) -> None:
    """The demo city or the first administrator, on the first start only."""
    data = Path(os.environ["TSUNAGU_DATA"])
    demo, filled = data / "demo_city", data / "filled"
    if not filled.exists():
        # Both leave a filled hub alone: the last start may have ended before the mark.
        if empty:
            manage("create_city")
        else:
            demo.touch()
            manage("seed_demo", "--unless-filled")
        filled.touch()
    if demo.exists():
        from demo.sign_ins import PASSWORD, SIGN_INS  # noqa: PLC0415  after the set-up

        print(f"Demo city: sign in with one of these names and {PASSWORD}")
        for name, about in SIGN_INS:
            print(f"  {name:<16} {about}")
