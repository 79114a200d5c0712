"""Maps families that no rule maps to the leaves suggested for them, where the rules ask for that; by default they do not."""

from collections.abc import Mapping, Sequence

from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.rule_parts import CategoryChoice
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.suggest import Suggestion


def with_suggested(
    rules: Rules, suggestions: Mapping[str, Sequence[Suggestion]], tree: CategoryTree
) -> tuple[Rules, dict[str, Suggestion]]:
    """Return the rules with each family's best leaf that is surer than `suggest.apply_above`, and what was applied.

    Such a family takes everything else from the top level.
    """
    applied = {
        family: found[0]
        for family, found in suggestions.items()
        if found and is_unmapped(rules, family) and _may_apply(rules, found[0], tree)
    }
    families = dict(rules.families)
    for family, suggestion in applied.items():
        base = families.get(family) or _general(rules)
        choice = CategoryChoice(id=suggestion.category_id)
        choice.suggested_with(suggestion.confidence)
        families[family] = base.model_copy(update={"category": [choice]})
    return (rules.model_copy(update={"families": families}) if applied else rules), applied


def is_unmapped(rules: Rules, family: str) -> bool:
    """Tell whether a family is neither mapped to a category nor listed as not for sale."""
    mapped = rules.families.get(family)
    return family not in rules.not_for_sale and not (mapped and mapped.category)


def tell_suggested(ctx: Context) -> None:
    """Say where the leaf was no person's choice."""
    for choice in ctx.family.category:
        if (confidence := choice.suggested) is not None:
            message = (
                f"The category {choice.id} was suggested for family {ctx.product.family} (confidence "
                f"{confidence:.2f}) and applied; look at it, and map the family under families."
            )
            ctx.warn("category_suggested", message, field="category_id")


def _may_apply(rules: Rules, suggestion: Suggestion, tree: CategoryTree) -> bool:
    least = rules.suggest.apply_above
    choice = CategoryChoice(id=suggestion.category_id)
    return least is not None and suggestion.confidence > least and isinstance(tree.leaf(choice), Category)


def _general(rules: Rules) -> FamilyRules:
    """The top level as the rules of a family of its own."""
    return FamilyRules.model_construct(
        **{name: getattr(rules, name) for name in FamilyRules.model_fields if name != "category"}
    )
