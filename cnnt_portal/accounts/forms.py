from django import forms


class SignupForm(forms.Form):
    full_name = forms.CharField(label="Họ và tên", max_length=120)

    def signup(self, request, user):
        user.full_name = self.cleaned_data["full_name"]
        user.save(update_fields=["full_name"])
