"""A second reading of data and rules, sharing no code with the project: where each icecat product must end, and why.

A product without anything enabled that was never listed is not looked at at all, and left out.
Run as `python expected.py CATALOGUE TAXONOMY MAPPING`; prints {region: {identifier: {"outcome", "causes"}}} as JSON.
"""

import html
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

import yaml
from PIL import Image

TITLE_MIN = {"GB": 1, "ID": 25}
CURRENCY = {"GB": "GBP", "ID": "IDR"}
PRICES = {"GB": (Decimal("0.01"), Decimal(5600)), "ID": (Decimal(100), Decimal(100_000_000))}
SOURCES = {"from", "constant", "template", "first_of", "offers", "id", "path", "name"}


def main(catalogue, taxonomy, mapping):
    pictures = {row["code"]: catalogue / row["file"] for row in rows(catalogue / "api/media-files.jsonl")}
    found, ends = listings(catalogue / "api"), {}
    for region in (path.stem for path in (mapping / "regions").glob("*.yaml")):
        reading = Reading(region, rules_of(mapping, region), leaves_of(taxonomy, region), pictures)
        ends[region] = {name: end for name, listing in found.items() if (end := reading.end(*listing))}
    return ends


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
    files = (mapping / name for name in ("common.yaml", f"regions/{region}.yaml"))
    rules = laid_over(*(yaml.safe_load(file.read_text("utf-8")) for file in files))
    families = rules.pop("families")
    return rules | {"families": {name: laid_over(rules, own) for name, own in families.items()}}


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


def several(rule):
    return rule if isinstance(rule, list) else [rule]


def plain(text):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


class Reading:
    """The rules of one region, applied to one product after the other."""

    def __init__(self, region, rules, leaves, pictures):
        self.region, self.rules, self.leaves, self.pictures = region, rules, leaves, pictures

    def end(self, root, variants, axes):
        sold = [variant for variant in variants if variant["enabled"]]
        if not sold:
            return None
        if root["family"] in self.rules.get("not_for_sale", []):
            return {"outcome": "not for sale", "causes": []}
        family = self.rules["families"].get(root["family"])
        leaf = self.leaf(family, root)
        if leaf not in self.leaves:
            causes = ["category_unknown" if leaf else "category_unmapped"]
        else:
            causes = sorted(set(self.causes(family, leaf, [root, variants[0]], sold, axes)))
        return {"outcome": "parked" if causes else "live", "causes": causes}

    def leaf(self, family, root):
        for choice in several((family or {}).get("category", [])):
            if "when" not in choice or set(several(choice["when"]["categories"])) & set(root["categories"]):
                return str(choice["id"]) if "id" in choice else tidy(choice["path"])
        return None

    def causes(self, family, leaf, product, variants, axes):
        causes = [*self.texts(family, product), *self.skus(family, product[0], variants, axes)]
        weighed = any(self.weight(family, [variant, *product]) for variant in variants)
        causes += [] if weighed else ["weight_missing"]
        causes += ["size_chart_missing"] if self.leaves[leaf] and "size_chart" not in family else []
        codes = self.main_images(family, product, variants)
        if codes and (causes or any(self.enlargeable(code, family["main_images"]) for code in codes[:9])):
            return causes
        return [*causes, "image_unusable" if codes else "image_missing"]

    def texts(self, family, product):
        title = max((plain(text) for text in self.offered(family["title"], product)), key=len, default="")
        description = plain(next(self.offered(family["description"], product), ""))
        if title and len(title) < TITLE_MIN[self.region]:
            yield "title_too_short"
        for field, text in (("title", title), ("description", description)):
            if not text:
                yield "text_missing"
            elif re.search(r"([^\W_])\1{9}|[\u3400-\u9fff]", text) or not re.search(r"\w", text):
                yield f"{field}_characters"

    def offered(self, rule, layers):
        """Every text that a rule can offer, best first."""
        for option in rule.get("first_of", []):
            yield from self.offered(option, layers)
        names = [rule["from"]] if "from" in rule else re.findall(r"\{(\w+)\}", rule.get("template", ""))
        found = {name: self.value(layers, name) for name in names}
        if names and all(found.values()):
            template = rule.get("template") or f"{{{names[0]}}}"
            yield re.sub(r"\{(\w+)\}", lambda match: str(found[match[1]]), template)

    def value(self, layers, attribute):
        """The first value in our channel and locales, of the first layer that has one."""
        known = (value for layer in layers for value in layer["values"].get(attribute, []) if value["data"])
        ours = (value for value in known if value["scope"] in (None, self.rules["channel"]))
        return next((v["data"] for v in ours if v["locale"] in (None, *self.rules["locales"])), None)

    def skus(self, family, root, variants, axes):
        """What every variant lacks, unless one can be sold."""
        unmapped = "axis_unmapped" if set(axes) - family["sales_attributes"].keys() else ""
        lacking = [self.lacking(family, [variant, root], axes) for variant in variants]
        return filter(None, [unmapped, *(lacking if all(lacking) else [])])

    def lacking(self, family, layers, axes):
        amount, (low, high) = self.price(family["price"], layers), PRICES[self.region]
        wrong = {
            "price_missing": amount is None,
            "price_out_of_range": amount is not None and not low <= amount <= high,
            "axis_value_missing": not all(self.value(layers, axis) for axis in axes),
        }
        return next((cause for cause, holds in wrong.items() if holds), "")

    def price(self, rule, layers):
        """The price before it is rounded."""
        found = (self.price(option, layers) for option in rule.get("first_of", []))
        first = next((amount for amount in found if amount is not None), None)
        if first is not None or "constant" in rule:
            return first or Decimal(str(rule["constant"]))
        rates = {CURRENCY[self.region]: {"rate": 1}, **rule.get("convert", {})}
        rows = self.value(layers, rule.get("from")) or []
        given = {row["currency"]: Decimal(row["amount"]) for row in rows}
        usable = (given[name] * Decimal(str(rate["rate"])) for name, rate in rates.items() if name in given)
        return next(usable, None)

    def weight(self, family, layers):
        options = family["package_weight"].get("first_of", [family["package_weight"]])
        found = (option.get("constant") or self.value(layers, option.get("from")) for option in options)
        return Decimal(str(next(filter(None, found), {"amount": 0})["amount"])) > 0

    def main_images(self, family, product, variants):
        """The product's own pictures or its first variant's; failing these, those of all variants."""
        names = family["main_images"]["from"]
        own = [self.value(product, name) for name in names]
        every = own if any(own) else [self.value([variant], name) for variant in variants for name in names]
        return list(dict.fromkeys(filter(None, every)))

    def enlargeable(self, code, rule):
        with Image.open(self.pictures[code]) as image:
            shorter, longer = sorted(image.size)
        side = longer if 3 * longer > 4 * shorter else shorter  # other ratios become squares
        return Decimal(rule.get("min_side", 600)) / side <= Decimal(str(rule.get("max_enlargement", 2)))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*map(Path, sys.argv[1:])), indent=1))
