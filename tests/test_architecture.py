"""The rules of ARCHITECTURE.md, read from the sources; each is shown to be able to fail."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("hub", "chat", "api", "docs_app", "demo")
WIRING = {"hub/settings.py", "hub/urls.py", "hub/asgi.py"}
# The database is reached through the first; the second only reads files.
DOORS = ("hub/realtime/database.py", "hub/files/streaming.py", "hub/lanes.py")
THREAD_CALLS = {"sync_to_async", "database_sync_to_async", "to_thread", "run_in_executor"}
WRITES = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "delete"}
FILE_LINES, FUNCTION_LINES, TYPESCRIPT_LINES = 400, 50, 350
VAGUE_NAMES = {"utils.py", "helpers.py", "services.py", "managers.py", "common.py", "core.py"}
# Words the glossary rules out, because another word was chosen for the same thing.
RULED_OUT = {
    "Channel", "Stream", "Subscription", "Participant",  # room, membership
    "Realm", "Workspace", "Tenant", "Account", "Profile", "UserProfile",  # organisation, member
    "Post", "Tombstone", "Service", "Manager", "Handler",  # message, action
}  # fmt: skip

Functions = ast.FunctionDef | ast.AsyncFunctionDef
Rule = Callable[[str, ast.Module], Iterator[str]]


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "node_modules"} & set(path.parts):
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module or name that is imported, written with dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of(tree: ast.AST, *packages: str) -> Iterator[str]:
    for name in imports(tree):
        if any(name == package or name.startswith(f"{package}.") for package in packages):
            yield f"imports {name}"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call by the last part of its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield str(getattr(node.func, "attr", None) or getattr(node.func, "id", "")), node


def calls_of(tree: ast.AST, names: set[str]) -> Iterator[str]:
    for name, node in calls(tree):
        if name in names:
            yield f"line {node.lineno} calls {name}"


def is_action(path: str) -> bool:
    return path.endswith("/actions.py") or "/actions/" in path


def is_transport(path: str) -> bool:
    if is_action(path):
        return False
    name = Path(path).name
    return name in {"views.py", "consumers.py", "tasks.py"} or name.endswith("_views.py")


def hub_names_the_apps_only_in_its_wiring(path: str, tree: ast.Module) -> Iterator[str]:
    if path.startswith("hub/") and path not in WIRING:
        yield from imports_of(tree, "chat", "docs_app", "demo")


def chat_and_documents_are_strangers(path: str, tree: ast.Module) -> Iterator[str]:
    if path.startswith("chat/"):
        yield from imports_of(tree, "docs_app", "demo")
    if path.startswith("docs_app/"):
        yield from imports_of(tree, "chat", "demo")


def the_product_needs_no_tests_and_no_launcher(path: str, tree: ast.Module) -> Iterator[str]:
    if not path.startswith("launcher/"):
        yield from imports_of(tree, "tests", "launcher", "benchmarks")


def models_know_no_transport(path: str, tree: ast.Module) -> Iterator[str]:
    if path.endswith(("models.py", "querysets.py")) or "/models/" in path:
        yield from imports_of(tree, "channels", "hub.realtime", "django.http")
        yield from (f"imports {name}" for name in imports(tree) if ".actions" in name)


def protocols_know_only_protocols(path: str, tree: ast.Module) -> Iterator[str]:
    if path.endswith("protocol.py"):
        for found in imports_of(tree, *APPS):
            if not re.search(r"\b(\w+_)?protocol\b", found):
                yield found


def actions_know_no_transport(path: str, tree: ast.Module) -> Iterator[str]:
    if is_action(path):
        yield from imports_of(tree, "channels", "django.http", "django.shortcuts")
        layers = (".views", ".consumers", ".forms", ".tasks")
        yield from (f"imports {name}" for name in imports(tree) if any(x in name for x in layers))


def only_actions_publish(path: str, tree: ast.Module) -> Iterator[str]:
    if not is_action(path):
        yield from calls_of(tree, {"publish", "publish_to_members"})


def only_consumers_and_presence_relay(path: str, tree: ast.Module) -> Iterator[str]:
    if not path.endswith(("consumers.py", "presence.py")):
        yield from calls_of(tree, {"relay"})


def async_code_reaches_the_database_through_one_door(path: str, tree: ast.Module) -> Iterator[str]:
    if path not in DOORS:
        yield from calls_of(tree, THREAD_CALLS)


def transports_write_nothing(path: str, tree: ast.Module) -> Iterator[str]:
    if is_transport(path):
        yield from calls_of(tree, WRITES - {"update_or_create"})


def actions_are_transactions(path: str, tree: ast.Module) -> Iterator[str]:
    """An action takes keywords only; what takes positions is a part of one."""
    for node in tree.body if is_action(path) else ():
        if isinstance(node, ast.FunctionDef) and node.args.kwonlyargs and not node.args.args:
            atomic = any("atomic" in ast.dump(decorator) for decorator in node.decorator_list)
            if not atomic and not is_receiver(node):
                yield f"{node.name} is not atomic"


def is_receiver(function: ast.FunctionDef) -> bool:
    """Signals reach their receiver inside the transaction of the sender."""
    return function.args.kwarg is not None and function.args.kwarg.arg == "_signal"


def actions_are_not_async(path: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree) if is_action(path) else ():
        if isinstance(node, ast.AsyncFunctionDef):
            yield f"{node.name} is async"


def actions_save_named_fields(path: str, tree: ast.Module) -> Iterator[str]:
    """`save()` of a stored row without update_fields overwrites what others changed."""
    for name, node in calls(tree) if is_action(path) else ():
        keywords = {keyword.arg for keyword in node.keywords}
        if name == "save" and not keywords & {"update_fields", "force_insert"}:
            yield f"line {node.lineno} saves every field"


def functions_are_short(_path: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, Functions):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{node.name} has {lines} lines"


def every_module_says_what_it_is(path: str, tree: ast.Module) -> Iterator[str]:
    if not path.endswith("__init__.py") and ast.get_docstring(tree) is None:
        yield "has no docstring"


def names_say_something(path: str, _tree: ast.Module) -> Iterator[str]:
    if Path(path).name in VAGUE_NAMES:
        yield "has a vague name"


def classes_are_named_by_the_glossary(_path: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in RULED_OUT:
            yield f"class {node.name}"


# Each rule with a source that breaks it.
RULES: dict[Rule, tuple[str, str]] = {
    hub_names_the_apps_only_in_its_wiring: ("hub/audit.py", "from chat.models import Room"),
    chat_and_documents_are_strangers: ("chat/models/rooms.py", "import docs_app.models"),
    the_product_needs_no_tests_and_no_launcher: ("chat/pages.py", "from launcher import steps"),
    models_know_no_transport: ("chat/models/rooms.py", "from hub.realtime import publish"),
    protocols_know_only_protocols: ("chat/protocol.py", "from chat.models import Room"),
    actions_know_no_transport: ("chat/actions/rooms.py", "from chat.views import home"),
    only_actions_publish: ("chat/views.py", "publish(group, event)"),
    only_consumers_and_presence_relay: ("chat/actions/rooms.py", "relay(group, event)"),
    async_code_reaches_the_database_through_one_door: ("chat/consumers.py", "sync_to_async(f)"),
    transports_write_nothing: ("chat/views.py", "Room.objects.create(name=name)"),
    actions_are_transactions: ("hub/identity/actions.py", "def end(*, by): pass"),
    actions_are_not_async: ("chat/actions/rooms.py", "async def close(): pass"),
    actions_save_named_fields: ("chat/actions/rooms.py", "room.save()"),
    functions_are_short: ("chat/views.py", "def long():\n" + "    pass\n" * FUNCTION_LINES),
    every_module_says_what_it_is: ("chat/views.py", "import os"),
    names_say_something: ("chat/utils.py", '"""Anything."""'),
    classes_are_named_by_the_glossary: ("chat/models.py", "class Channel: pass"),
}
named = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)


@named
def test_holds(rule: Rule) -> None:
    broken = [
        f"{path}: {complaint}"
        for path, source in sources(*APPS, "launcher")
        for complaint in rule(path, ast.parse(source))
    ]
    assert broken == []


@named
def test_can_fail(rule: Rule) -> None:
    path, source = RULES[rule]
    assert len(list(rule(path, ast.parse(source)))) == 1


def test_files_are_short() -> None:
    files = [*sources(*APPS, "launcher", "tests", "benchmarks")]
    long = [path for path, source in files if source.count("\n") > FILE_LINES]
    for file in (ROOT / "frontend" / "src").rglob("*.ts"):
        generated = file.name == "protocol.ts"
        if not generated and file.read_text(encoding="utf-8").count("\n") > TYPESCRIPT_LINES:
            long.append(file.name)
    assert len(files) > 100, "the reader finds no sources"
    assert long == []


def test_tests_are_made_of_short_functions() -> None:
    broken = [
        f"{path}: {complaint}"
        for path, source in sources("tests", "benchmarks")
        for complaint in functions_are_short(path, ast.parse(source))
    ]
    assert broken == []
