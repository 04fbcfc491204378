from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.documents import responses
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.permissions import load, require
from registrations.models import VoteLevel

from .. import operations, paper, queries
from ..design import FACTS, STANDARD, Design, check, standard_designs
from ..models import PaperTemplate
from ..numbering import as_typed, pattern_of
from ..permissions import can_edit_template
from ..sketch import sketch
from ..template_forms import DesignForm, NumberForm


def template_list(request):
    """Every level at which an office of the reader's issues certificates, with the version in use."""
    return render(request, "certificates/template_list.html", {"rows": queries.templates_of(request.user)})


def template_edit(request, office_pk, level):
    office, level = _office(request, office_pk, level)
    current = queries.current_template(office, level)
    version = current.version if current else 0
    # A standard design may be the start, also where the office has its own.
    start = standard_designs().get(request.GET.get("tu"))
    design = start or (Design.from_json(current.design) if current else standard_designs()["vi"])
    form = DesignForm(design, version, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form.sheet):
            operations.save_template(
                organisation=office,
                level=level,
                design=form.design,
                based_on=form.sheet.cleaned_data["based_on"],
                pictures=form.uploads,
                by=request.user,
                at=request.at,
            )
            messages.success(request, "Đã lưu bản mới. Giấy cấp từ nay theo bản này; giấy đã cấp giữ nguyên.")
            return redirect("certificates:template_edit", office_pk=office.pk, level=level)
    return render(
        request,
        "certificates/template_form.html",
        {
            "office": office,
            "level": level,
            "form": form,
            "sketch": sketch(design),
            "facts": FACTS,
            "standard": STANDARD,
            "versions": queries.template_versions(office, level),
        },
    )


def template_number(request, office_pk, level):
    """How the certificates of this office and level are numbered."""
    office, level = _office(request, office_pk, level)
    text, digits = as_typed(pattern_of(office, level))
    form = NumberForm(request.POST or None, initial={"text": text, "digits": digits})
    if form.is_valid():
        with shown_on(form):
            operations.set_number_pattern(
                organisation=office, level=level, **form.cleaned_data, by=request.user, at=request.at
            )
            messages.success(request, "Đã lưu mẫu số. Dãy số bắt đầu từ nay theo mẫu này.")
            return redirect("certificates:template_number", office_pk=office.pk, level=level)
    return render(
        request,
        "certificates/template_number.html",
        {
            "office": office,
            "level": level,
            "form": form,
            "example": pattern_of(office, level).format(number=1, year=timezone.localdate(request.at).year),
            "series": queries.number_series(office, level),
        },
    )


@require_POST
def template_preview(request, office_pk, level):
    """The sheet as it is typed just now, as a drawing; nothing is kept."""
    office, level = _office(request, office_pk, level)
    current = queries.current_template(office, level)
    start = standard_designs().get(request.GET.get("tu"))
    design = start or (Design.from_json(current.design) if current else standard_designs()["vi"])
    form = DesignForm(design, 0, request.POST)
    shown = {"sketch": sketch(form.design), "problem": _problem(form.design)} if form.is_valid() else {}
    return render(request, "certificates/template_sketch.html", shown)


def _problem(design):
    """What saving would refuse, told while it is typed: a box whose fact is misspelt stays empty in the drawing."""
    try:
        check(design)
    except Refused as refusal:
        return refusal.sentence
    return ""


def template_sample(request, pk):
    """A version as a PDF that says that it is none."""
    template = load(PaperTemplate, request.user, pk=pk)
    require(can_edit_template(request.user, template.organisation))
    return responses.download(paper.sample_of(Design.from_json(template.design)), str(template), responses.PDF)


def _office(request, pk, level):
    office = load(Organisation, request.user, pk=pk)
    require(can_edit_template(request.user, office))
    if level not in VoteLevel.values:
        raise Http404
    return office, VoteLevel(level)
