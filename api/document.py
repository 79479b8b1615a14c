"""The OpenAPI document arranged for reading."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from api.endpoints import api


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    anchor: str
    text: str
    parameters: list[dict[str, str]]
    body: str  # an example
    answers: list[tuple[str, str]]
    answer: str  # an example


@cache
def described() -> list[tuple[str, list[Operation]]]:
    """(tag, operations) in the order of the document."""
    document: Any = api.get_openapi_schema()
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["api"])[0]
            found = operation_of(document, method.upper(), path, operation)
            groups.setdefault(tag, []).append(found)
    return list(groups.items())


def operation_of(document: Any, method: str, path: str, operation: Any) -> Operation:
    content = operation.get("requestBody", {}).get("content", {})
    good = next(code for code in map(str, operation["responses"]) if code.startswith("2"))
    answers = {str(code): answer for code, answer in operation["responses"].items()}
    return Operation(
        method=method,
        path=path,
        anchor=operation["operationId"],
        text=operation.get("description") or operation.get("summary", ""),
        parameters=[parameter_of(each) for each in operation.get("parameters", [])],
        body=example(document, content),
        answers=[(code, answer["description"]) for code, answer in answers.items()],
        answer=example(document, answers[good].get("content", {})),
    )


def parameter_of(parameter: Any) -> dict[str, str]:
    schema = parameter.get("schema", {})
    kinds = [each.get("type", "") for each in schema.get("anyOf", [schema])]
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "kind": " | ".join(filter(None, [*kinds, schema.get("format", "")])),
        "required": "required" if parameter.get("required") else "",
    }


def example(document: Any, content: Any) -> str:
    """JSON with the type of each value in its place; empty for what is not JSON."""
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return ", ".join(content)
    return json.dumps(value_of(document, schema), ensure_ascii=False, indent=2)


def value_of(document: Any, schema: Any) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return value_of(document, document["components"]["schemas"][name])
    if "anyOf" in schema:
        return value_of(document, schema["anyOf"][0])
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        return [value_of(document, schema.get("items", {}))]
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        return {name: value_of(document, each) for name, each in properties.items()}
    return schema.get("format") or schema.get("type", "any")
