"""The rules of ARCHITECTURE.md, read from the sources."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("hub", "chat", "docs_app", "demo", "launcher")
WIRING = {"hub/settings.py", "hub/urls.py", "hub/asgi.py"}
FILE_LINES, FUNCTION_LINES = 400, 50
TYPESCRIPT_LINES = 350
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "services.py", "managers.py", "common.py", "core.py"}


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> set[str]:
    """Every module named by an import, the imported names included."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def calls(tree: ast.AST, name: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) == name or getattr(node.func, "attr", None) == name)
        for node in ast.walk(tree)
    )


def uses(tree: ast.AST, *packages: str) -> list[str]:
    return sorted(
        each
        for each in imports(tree)
        if any(each == package or each.startswith(f"{package}.") for package in packages)
    )


def is_action(path: str) -> bool:
    return path.endswith("/actions.py") or "/actions/" in path


def test_hub_names_the_apps_only_in_its_wiring() -> None:
    broken = {
        path: found
        for path, tree in sources("hub")
        if path not in WIRING and (found := uses(tree, "chat", "docs_app", "demo"))
    }
    assert broken == {}


def test_chat_and_documents_never_import_each_other() -> None:
    for app, other in (("chat", "docs_app"), ("docs_app", "chat")):
        assert {path: uses(tree, other) for path, tree in sources(app) if uses(tree, other)} == {}


def test_models_and_protocols_know_no_transport() -> None:
    forbidden = ("channels", "hub.realtime.publish", "hub.realtime.fanout", "chat.actions")
    broken = {
        path: found
        for path, tree in sources("hub", "chat")
        if path.endswith(("models.py", "querysets.py", "protocol.py"))
        and (found := uses(tree, *forbidden))
    }
    assert broken == {}


def test_actions_know_no_views_and_no_consumers() -> None:
    broken = {
        path: found
        for path, tree in sources("hub", "chat")
        if is_action(path)
        and (found := [each for each in imports(tree) if each.endswith((".views", ".consumers"))])
    }
    assert broken == {}


def test_only_actions_publish() -> None:
    broken = [
        path
        for path, tree in sources("hub", "chat")
        if calls(tree, "publish") and not is_action(path)
    ]
    assert broken == []


def test_only_consumers_and_presence_relay() -> None:
    allowed = ("consumers.py", "presence.py")
    broken = [
        path
        for path, tree in sources("hub", "chat")
        if calls(tree, "relay") and not path.endswith(allowed)
    ]
    assert broken == []


def test_async_code_reaches_the_database_through_one_door() -> None:
    broken = [
        path
        for path, tree in sources("hub", "chat")
        if calls(tree, "sync_to_async")
        or calls(tree, "database_sync_to_async")
        or calls(tree, "to_thread")
    ]
    assert broken == []


def transactional(function: ast.FunctionDef) -> bool:
    return any("atomic" in ast.dump(decorator) for decorator in function.decorator_list)


def test_actions_save_named_fields() -> None:
    """`save()` of an existing row without update_fields overwrites what others changed."""
    broken = []
    for path, tree in sources("hub", "chat"):
        for node in ast.walk(tree) if is_action(path) else ():
            if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "save"):
                continue
            keywords = {keyword.arg for keyword in node.keywords}
            if not keywords & {"update_fields", "force_insert"}:
                broken.append(f"{path}:{node.lineno}")
    assert broken == []


def test_files_and_functions_are_short() -> None:
    long = []
    for path, tree in sources(*APPS, "tests", "benchmarks"):
        lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
        if lines > FILE_LINES:
            long.append(f"{path}: {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > FUNCTION_LINES:
                    long.append(f"{path}: {node.name} has {size} lines")
    for file in (ROOT / "frontend" / "src").rglob("*.ts"):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > TYPESCRIPT_LINES and file.name != "protocol.ts":
            long.append(f"{file.name}: {lines} lines")
    assert long == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        path
        for path, tree in sources(*APPS)
        if not path.endswith("__init__.py") and ast.get_docstring(tree) is None
    ]
    assert silent == []


def test_names_say_something() -> None:
    vague = [path for path, _tree in sources(*APPS) if Path(path).name in FORBIDDEN_NAMES]
    assert vague == []


def test_the_readers_can_fail() -> None:
    bad = ast.parse("from chat.models import Room\nimport docs_app\npublish(1)\nx.save()")
    assert uses(bad, "chat", "docs_app") == ["chat.models", "chat.models.Room", "docs_app"]
    assert calls(bad, "publish")
    assert not calls(bad, "relay")
