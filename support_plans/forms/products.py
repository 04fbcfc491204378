"""Products to tick out of thousands: what is ticked is drawn, the rest is searched."""

import re

from django import forms

from cnnt_portal.ui.forms import PlainCheckboxes, RowsField

from .. import queries

# Products that one search shows to be ticked.
SHOWN = 30


class SearchedProducts(forms.Form):
    """Form mixin for the field `certificates`; the page calls `narrow_products` before it draws the form."""

    @staticmethod
    def products_field(**options):
        return RowsField(queryset=None, widget=PlainCheckboxes, **options)

    def narrow_products(self, words):
        """Draw the products that are ticked and those found by the words, not the thousands that may be. Sets
        `products_found` and `more_products`."""
        field = self.fields["certificates"]
        ticked = [str(key) for key in self["certificates"].value() or () if re.fullmatch("[0-9]{1,18}", str(key))]
        rows, found = queries.products_to_tick(field.queryset, ticked, words, most=SHOWN + 1)
        self.products_found, self.more_products = len(found[:SHOWN]), len(found) > SHOWN
        field.choices = [(row.pk, self.product_label(row)) for row in [*rows, *found[:SHOWN]]]

    @staticmethod
    def product_label(certificate):
        return f"{certificate.product_name} – {certificate.establishment_name}"

    @staticmethod
    def typed_so_far(data):
        """What was typed as `initial`, for a page that only searches and refuses nothing yet."""
        return {name: data.getlist(name) if name == "certificates" else data[name] for name in data}
