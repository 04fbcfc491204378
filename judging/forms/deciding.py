from django import forms

from cnnt_portal.ui.forms import MoneyField, PortalForm

from ..scoring import vietnamese


class SetForm(PortalForm):
    """Which entries become one set; `rows` are results that could."""

    entries = forms.MultipleChoiceField(
        label="Các sản phẩm gộp lại",
        help_text="Chọn từ hai sản phẩm của cùng một cơ sở. Bộ mang mã số và điểm của sản phẩm có điểm cao nhất.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn từ hai sản phẩm."},
    )
    name = forms.CharField(
        label="Tên bộ sản phẩm", max_length=300, help_text="Tên này sẽ in trên quyết định và giấy chứng nhận."
    )

    def __init__(self, data=None, *, rows):
        super().__init__(data)
        self.offered = {str(row.entry_id): row.entry for row in rows}
        self.fields["entries"].choices = [
            (str(row.entry_id), f"{row.entry.product.establishment}: {row.entry.code} – {row.entry.product}")
            for row in rows
        ]

    def decision(self):
        return {
            "entries": [self.offered[key] for key in self.cleaned_data["entries"]],
            "name": self.cleaned_data["name"],
        }


class PrizesForm(PortalForm):
    """A grade and its money for each recognised product; an empty grade is no prize."""

    def __init__(self, data=None, *, outcomes):
        super().__init__(data)
        self.outcomes = outcomes
        for row in outcomes:
            prize = getattr(row, "prize", None)
            of = f" của {row.entry.code}"
            self.fields[f"giai_{row.pk}"] = forms.CharField(
                label=f"Giải{of}", max_length=60, required=False, initial=prize.grade if prize else ""
            )
            self.fields[f"tien_{row.pk}"] = MoneyField(
                label=f"Tiền thưởng{of}",
                max_digits=12,
                required=False,
                initial=vietnamese(prize.amount) if prize and prize.amount else "",
            )

    def rows(self):
        """(outcome, grade field, money field) as the page lays them out."""
        return [(row, self[f"giai_{row.pk}"], self[f"tien_{row.pk}"]) for row in self.outcomes]

    def prizes(self):
        """What `operations.award_prizes` takes."""
        given = self.cleaned_data
        return {
            row: (given[f"giai_{row.pk}"], given[f"tien_{row.pk}"])
            for row in self.outcomes
            if given[f"giai_{row.pk}"] or given[f"tien_{row.pk}"]
        }
