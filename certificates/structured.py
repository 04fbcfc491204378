"""What search engines read of a public page: schema.org as JSON-LD."""

import json

from django.utils.safestring import mark_safe

_UNSAFE = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def product(certificates, *, address, images, story):
    """A product with its maker and the awards that its certificates are; the latest certificate names it."""
    latest = certificates[0]
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": latest.product_name,
        "url": address,
        "category": latest.get_group_display(),
        "manufacturer": {"@type": "Organization", "name": latest.establishment_name},
        "award": [
            f"Sản phẩm công nghiệp nông thôn tiêu biểu {one.level_words.lower()} {one.year}" for one in certificates
        ],
        **({"image": images} if images else {}),
        **({"description": story[0][1]} if story else {}),
    }


def as_script(data):
    """A data block; nothing in it ends it or is run."""
    text = json.dumps(data, ensure_ascii=False).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
