"""A second reading of data and rules, sharing no code with the project: where each icecat product must end, and why.

Run as `python expected.py CATALOGUE TAXONOMY MAPPING`; prints {region: {identifier: {"outcome", "causes"}}} as JSON.
"""

import html
import json
import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from pathlib import Path

import yaml
from PIL import Image

TITLE_MIN = {"GB": 1, "ID": 25}
CURRENCY = {"GB": "GBP", "ID": "IDR"}
PRICES = {"GB": (Decimal("0.01"), Decimal(5600)), "ID": (Decimal(100), Decimal(100_000_000))}
SOURCES = {"from", "constant", "template", "first_of", "offers", "id", "path", "name"}


def main(catalogue, taxonomy, mapping):
    pictures = {row["code"]: catalogue / row["file"] for row in rows(catalogue / "api/media-files.jsonl")}
    regions = [path.stem for path in sorted((mapping / "regions").glob("*.yaml"))]
    return {
        region: {
            name: Reading(region, rules_of(mapping, region), leaves_of(taxonomy, region), pictures).end(*listing)
            for name, listing in listings(catalogue / "api").items()
        }
        for region in regions
    }


def rows(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def listings(api):
    """Identifier -> (the simple product or root model, its variants by uuid, its axes)."""
    models = {row["code"]: row for row in rows(api / "product-models.jsonl")}
    sets = {row["code"]: row["variant_attribute_sets"] for row in rows(api / "family-variants.jsonl")}
    axes = {code: [axis for level in levels for axis in level["axes"]] for code, levels in sets.items()}
    found = {c: (row, [], axes[row["family_variant"]]) for c, row in models.items() if not row["parent"]}
    for row in sorted(rows(api / "products.jsonl"), key=lambda row: row["uuid"]):
        parent = row["parent"]
        while parent and models[parent]["parent"]:
            parent = models[parent]["parent"]
        if parent:
            found[parent][1].append(row)
        else:
            found[row["identifier"]] = (row, [row], [])
    return found


def rules_of(mapping, region):
    """The common rules under those of the region, and in every family the general ones under its own."""
    read = [yaml.safe_load((mapping / name).read_text("utf-8")) for name in ("common.yaml", f"regions/{region}.yaml")]
    rules = laid_over(*read)
    general = {key: rule for key, rule in rules.items() if key != "families"}
    return {**general, "families": {name: laid_over(general, own) for name, own in rules["families"].items()}}


def laid_over(base, overlay):
    mergeable = isinstance(base, dict) and isinstance(overlay, dict)
    if not mergeable or (SOURCES & base.keys() and SOURCES & overlay.keys()):
        return overlay
    return base | {key: laid_over(base.get(key), rule) for key, rule in overlay.items()}


def leaves_of(taxonomy, region):
    """Leaf, by path in GB and by id in ID -> whether it demands a size chart."""
    if region == "GB":
        paths = json.loads((taxonomy / "categories_UK_v1_paths_2023-04.json").read_text("utf-8"))
        return {tidy(row["category_path"]): False for row in paths}
    nodes = json.loads((taxonomy / "categories_ID_l3_2026-06-18.json").read_text("utf-8"))["categories"]
    rules = json.loads((taxonomy / "category_rules_ID_2026-06-18.json").read_text("utf-8"))["rules"]
    leaves = [node["id"] for node in nodes if node["is_leaf"] and "AVAILABLE" in node["permission_statuses"]]
    return {leaf: rules[leaf]["rules"]["size_chart"]["is_required"] for leaf in leaves}


def tidy(path):
    return " > ".join(" ".join(part.split()) for part in path.split(">"))


def plain(text):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def malformed(text):
    return bool(re.search(r"(\S)\1{9}|[\u3400-\u9fff]", text)) or not re.search(r"\w", text)


class Reading:
    """The rules of one region, applied to one product after the other."""

    def __init__(self, region, rules, leaves, pictures):
        self.region, self.rules, self.leaves, self.pictures = region, rules, leaves, pictures

    def end(self, root, variants, axes):
        variants_sold = [variant for variant in variants if variant["enabled"]]
        if not variants_sold or root["family"] in self.rules.get("not_for_sale", []):
            return {"outcome": "not for sale", "causes": []}
        family = self.rules["families"].get(root["family"])
        leaf = self.leaf(family, root)
        if leaf not in self.leaves:
            causes = ["category_unknown" if leaf else "category_unmapped"]
        else:
            causes = sorted(set(self.causes(family, leaf, [root, variants[0]], variants_sold, axes)))
        return {"outcome": "parked" if causes else "live", "causes": causes}

    def leaf(self, family, root):
        choices = (family or {}).get("category", [])
        for choice in choices if isinstance(choices, list) else [choices]:
            asked = choice.get("when", {}).get("categories")
            asked = [asked] if isinstance(asked, str) else asked
            if asked is None or set(asked) & set(root["categories"]):
                return str(choice["id"]) if "id" in choice else tidy(choice["path"])
        return None

    def causes(self, family, leaf, product, variants, axes):
        causes = [*self.texts(family, product), *self.skus(family, product[0], variants, axes)]
        if not any(self.weight(family, [variant, *product]) for variant in variants):
            causes.append("weight_missing")
        if self.leaves[leaf] and "size_chart" not in family:
            causes.append("size_chart_missing")
        codes = self.main_images(family, product, variants)
        if not codes:
            causes.append("image_missing")
        elif not causes and not any(self.enlargeable(code, family["main_images"]) for code in codes[:9]):
            causes.append("image_unusable")
        return causes

    def texts(self, family, product):
        titles = [plain(text) for text in self.offered(family["title"], product)]
        title = next((text for text in titles if len(text) >= TITLE_MIN[self.region]), max(titles, key=len, default=""))
        description = next(self.offered(family["description"], product), "")
        if not title or not plain(description):
            yield "text_missing"
        if title and len(title) < TITLE_MIN[self.region]:
            yield "title_too_short"
        if len(description) > 10_000:
            yield "description_too_long"
        for field, text in (("title", title), ("description", plain(description))):
            if text and malformed(text):
                yield f"{field}_characters"

    def offered(self, rule, layers):
        """Every text that a rule can offer, best first."""
        for option in rule.get("first_of", []):
            yield from self.offered(option, layers)
        names = [rule["from"]] if "from" in rule else re.findall(r"\{(\w+)\}", rule.get("template", ""))
        found = {name: self.value(layers, name) for name in names}
        if names and all(found.values()):
            template = rule.get("template", "{%s}" % names[0])
            yield re.sub(r"\{(\w+)\}", lambda match: str(found[match[1]]), template)

    def value(self, layers, attribute):
        return next(chain.from_iterable(self.values(layer, attribute) for layer in layers), None)

    def values(self, layer, attribute):
        for value in layer["values"].get(attribute, []):
            fits = value["scope"] in (None, self.rules["channel"]) and value["locale"] in (None, *self.rules["locales"])
            if fits and value["data"] not in (None, "", [], {}):
                yield value["data"]

    def skus(self, family, root, variants, axes):
        """What every variant lacks, unless one can be sold."""
        problems, taken = [], set()
        for variant in variants:
            combination = tuple(str(self.value([variant, root], axis)) for axis in axes)
            problems.append(self.sku(family, [variant, root], combination, taken))
            taken.add(combination)
        unmapped = ["axis_unmapped"] if set(axes) - family["sales_attributes"].keys() else []
        return unmapped + (problems if all(problems) else [])

    def sku(self, family, layers, combination, taken):
        amount = self.price(family["price"], layers)
        low, high = PRICES[self.region]
        if not re.fullmatch(r"\S{1,50}", layers[0]["identifier"]):
            return "seller_sku_invalid"
        if amount is None or not low <= amount <= high:
            return "price_missing" if amount is None else "price_out_of_range"
        return "axis_value_missing" if "None" in combination else "variants_not_unique" if combination in taken and combination else ""

    def price(self, rule, layers):
        found = (self.price(option, layers) for option in rule.get("first_of", []))
        first = next((amount for amount in found if amount is not None), None)
        if first is not None or "constant" in rule:
            return first if first is not None else Decimal(str(rule["constant"]))
        given = {row["currency"]: Decimal(row["amount"]) for row in self.value(layers, rule.get("from")) or []}
        rates = {currency: Decimal(str(rate["rate"])) for currency, rate in rule.get("convert", {}).items()}
        rates = {CURRENCY[self.region]: Decimal(1), **rates}
        converted = next((given[currency] * rate for currency, rate in rates.items() if currency in given), None)
        return None if converted is None else self.rounded(converted, rule.get("rounding"))

    def rounded(self, amount, rounding):
        step, minus = (Decimal(str(rounding.get(name, 0))) for name in ("step", "minus")) if rounding else (0, 0)
        return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step - minus if step else amount

    def weight(self, family, layers):
        options = family["package_weight"].get("first_of", [family["package_weight"]])
        found = (option.get("constant") or self.value(layers, option.get("from")) for option in options)
        return Decimal(str(next(filter(None, found), {"amount": 0})["amount"])) > 0

    def main_images(self, family, product, variants):
        """The product's own pictures or its first variant's; failing these, those of all variants."""
        names = family["main_images"]["from"]
        own = [code for name in names if (code := self.value(product, name))]
        return list(dict.fromkeys(own or [c for v in variants for name in names if (c := self.value([v], name))]))

    def enlargeable(self, code, rule):
        with Image.open(self.pictures[code]) as image:
            shorter, longer = sorted(image.size)
        side = longer if 3 * longer > 4 * shorter else shorter
        return Decimal(rule.get("min_side", 600)) / side <= Decimal(str(rule.get("max_enlargement", 2)))


if __name__ == "__main__":
    print(json.dumps(main(*map(Path, sys.argv[1:])), indent=1))
