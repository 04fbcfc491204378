from django import forms

from cnnt_portal.ui.forms import PortalForm

from .. import queries


class RequestForm(PortalForm):
    product = forms.ModelChoiceField(label="Sản phẩm", queryset=None, empty_label="— chọn sản phẩm —")
    content = forms.ModelChoiceField(label="Cần hỗ trợ nội dung nào", queryset=None, empty_label="— chọn nội dung —")
    need = forms.CharField(
        label="Cụ thể cần gì, khi nào",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ví dụ: cần một gian hàng ở hội chợ cuối năm; cần tư vấn nhãn hàng hóa trước tháng 6.",
    )

    def __init__(self, *args, user, on, **options):
        super().__init__(*args, **options)
        products = queries.products_to_support(user, on)
        self.fields["product"].queryset = products
        self.fields["content"].queryset = queries.contents_to_ask(products)


class RequestAnswerForm(PortalForm):
    answer = forms.ChoiceField(
        label="Trả lời", choices=[("grant", "Đồng ý hỗ trợ"), ("decline", "Chưa hỗ trợ được")], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="Hỗ trợ thế nào, khi nào; hoặc vì sao chưa được",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def facts(self):
        return {"grants": self.cleaned_data["answer"] == "grant", "note": self.cleaned_data["note"]}
