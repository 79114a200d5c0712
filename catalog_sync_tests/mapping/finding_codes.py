"""Walks the code for every code a finding may get, wherever it is handed on from function to function."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SEEDS = {"Finding": None, "Problem": 0, "Choice": 1, "block": 0, "warn": 0, "finding": 0}
"""What takes a `code`, by name, and the position it takes it at; none where it is always named."""


@dataclass
class _Module:
    path: Path
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef]
    takes: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Function -> position and name of its parameter that becomes a code."""


def codes(package: Path, *folders: str) -> dict[str, str]:
    """Code, or pattern that ends in `*` -> where it is used first; raises where a code cannot be told from the code."""
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted((package / folder).rglob("*.py")):
            for line, code in _codes_of(_module(path)):
                found.setdefault(code, f"{path.relative_to(package)}:{line}")
    return found


def _module(path: Path) -> _Module:
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    module = _Module(path, functions)
    while _learn(module):
        pass
    return module


def _learn(module: _Module) -> bool:
    """Find one more function that hands a parameter on as a code."""
    for function in module.functions:
        names = [argument.arg for argument in function.args.args]
        for call in _calls(function):
            given = _given(module, call)
            if isinstance(given, ast.Name) and given.id in names and function.name not in module.takes:
                module.takes[function.name] = (names.index(given.id), given.id)
                return True
    return False


def _codes_of(module: _Module) -> Iterator[tuple[int, str]]:
    for function in module.functions:
        parameters = {argument.arg for argument in function.args.args}
        for call in _calls(function):
            given = _given(module, call)
            if given is None or (isinstance(given, ast.Name) and given.id in parameters):
                continue
            for code in _told(function, given):
                yield call.lineno, code


def _calls(function: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Call)]


def _given(module: _Module, call: ast.Call) -> ast.expr | None:
    """What a call gives as a code; none where it takes none."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    method = isinstance(call.func, ast.Attribute)
    position: int | None
    if name in module.takes and not (method and name in SEEDS):
        position, parameter = module.takes[name]
        position -= method and module.takes[name][0] > 0
    elif name in SEEDS and (method or name[0].isupper()):
        position, parameter = SEEDS[name], "code"
    else:
        return None
    named = next((keyword.value for keyword in call.keywords if keyword.arg == parameter), None)
    given = None if position is None or len(call.args) <= position else call.args[position]
    return named or given


def _told(function: ast.AST, given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.Constant):
        yield str(given.value)
    elif isinstance(given, ast.IfExp | ast.BoolOp):
        for option in [given.body, given.orelse] if isinstance(given, ast.IfExp) else given.values:
            yield from _told(function, option)
    elif isinstance(given, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in given.values)
    elif isinstance(given, ast.Name):
        for value in _assigned(function, given.id):
            yield from _told(function, value)
    elif isinstance(given, ast.Attribute | ast.Call):
        yield f"<{ast.unparse(given)}>"
    else:
        raise TypeError(f"cannot tell the code of {ast.unparse(given)}")


def _assigned(function: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in node.targets
        ):
            yield node.value
