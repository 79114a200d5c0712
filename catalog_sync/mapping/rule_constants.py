"""What a rule may always say: a text, a number, a measurement, or several of them; never something empty."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema


def _constant(value: Any) -> Any:
    """Refuse what nothing can be made of: empty texts, and mappings that are no measurement."""
    if isinstance(value, list):
        return [_constant(item) for item in value]
    if isinstance(value, dict):
        if value.keys() != {"amount", "unit"}:
            raise ValueError("must be a text, a number, a list of them, or {amount: 5, unit: CENTIMETER}")
        if not _is_number(value["amount"]):
            raise ValueError(f"the amount {value['amount']!r} is no number; write it as 12.5")
    elif value is None or not str(value).strip():
        raise ValueError("is empty, and would be sent so; leave the rule out, or write its value")
    return value


def _is_number(amount: Any) -> bool:
    try:
        return not isinstance(amount, bool) and Decimal(str(amount)).is_finite()
    except InvalidOperation:
        return False


_SCALAR = {"type": ["string", "number", "boolean"], "minLength": 1}
_MEASURE = {
    "type": "object",
    "properties": {"amount": {"type": ["string", "number"]}, "unit": {"type": "string"}},
    "required": ["amount", "unit"],
    "additionalProperties": False,
}
_SEVERAL = {"type": "array", "items": {"anyOf": [_SCALAR, _MEASURE]}}
Constant = Annotated[Any, AfterValidator(_constant), WithJsonSchema({"anyOf": [_SCALAR, _MEASURE, _SEVERAL]})]
