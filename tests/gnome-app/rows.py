# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Connections for the emulated account."""

NAMES = [
    "Acme, Inc.",
    "Blue Bottle Shop",
    "Café Zoë",
    "Deep Sea Supplies",
    "Evergreen Garden",
    "Fjord Outdoor",
    "Green Tea House",
    "Harbour Books",
    "Iris Flowers",
    "Juniper & Sons",
    "Kite Toys",
    "Lumen Lights",
]
SERVICES = ["shopify", "fooCommerce", "bigcommerce", "woocommerce"]


def make_rows(count):
    """Rows with ids from 1 and external ids from shop-1000@example.com."""
    return [
        {
            "id": str(index + 1),
            "service": SERVICES[index % len(SERVICES)],
            "externalid": f"shop-{1000 + index}@example.com",
            "name": NAMES[index % len(NAMES)]
            + (f" {index // len(NAMES) + 1}" if index >= len(NAMES) else ""),
            "status": "0" if index % 7 == 3 else "1",
            "syncStatus": "1" if index % 5 == 1 else "0",
            "logoUrl": None,
            "linkUrl": f"https://shop-{1000 + index}.example.com/",
            "cdate": "2026-03-02T09:00:00-06:00",
            "udate": "2026-03-09T14:30:00-05:00",
        }
        for index in range(count)
    ]
