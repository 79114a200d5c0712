"""The least that rules say, for tests that add what they are about."""

BASE_RULES = """\
channel: ecommerce
locales: [en_US]
title: {from: name}
description: {from: description}
main_images: {from: [picture]}
package_weight: {from: weight}
"""
