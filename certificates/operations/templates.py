from django.utils import timezone

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import Kind
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc

from ..design import Design, check, with_picture
from ..models import NumberPattern, NumberSeries, PaperTemplate
from ..numbering import pattern_from, print_alike
from ..paper import try_out_design
from ..permissions import can_edit_template

PICTURES = frozenset({Kind.JPEG, Kind.PNG})


@operation
def save_template(*, organisation, level, design, based_on, by, at, pictures=None):
    """Keep a changed design as the next version. Certificates issued before keep theirs.

    `based_on`: the version that the author saw (0 for the standard design); `pictures`: {name of the place: upload}.
    """
    require(can_edit_template(by, organisation))
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    last = PaperTemplate.objects.current(organisation, level)
    if (last.version if last else 0) != based_on:
        raise Refused("Người khác vừa lưu một bản mới của mẫu này. Hãy mở lại trang để sửa trên bản ấy.")
    for name, upload in (pictures or {}).items():
        stored = files.store(upload=upload, name=upload.name, accept=PICTURES, by=by, at=at)
        design = with_picture(design, name, stored.pk)
    check(design)
    if last and Design.from_json(last.design) == design:
        raise Refused("Mẫu chưa có gì thay đổi so với bản đang dùng.")
    try_out_design(design)
    return PaperTemplate.objects.create(
        organisation=organisation,
        level=level,
        version=based_on + 1,
        design=design.as_json(),
        created_at=at,
        created_by=by,
    )


@operation
def set_number_pattern(*, organisation, level, text, digits, by, at):
    """How the office writes the numbers of a level; a series that has begun keeps its own pattern to the year's end.

    `text`: “{số}/GCN-{năm}”; `digits`: the fewest digits of a number.
    """
    require(can_edit_template(by, organisation))
    pattern = pattern_from(nfc(text).strip(), digits)
    _check_other_levels(organisation, level, pattern, timezone.localdate(at).year)
    found, _ = NumberPattern.objects.update_or_create(
        organisation=organisation,
        level=level,
        defaults={"pattern": pattern, "changed_at": at, "changed_by": by},
    )
    return found


def _check_other_levels(organisation, level, pattern, year):
    """The office may number two levels alike only where nobody has told it that the two would meet."""
    chosen = NumberPattern.objects.filter(organisation=organisation).exclude(level=level)
    begun = NumberSeries.objects.filter(organisation=organisation, year__gte=year).exclude(level=level)
    for other in (*chosen, *begun):
        if print_alike(other.pattern, pattern):
            raise Refused(
                f"Mẫu này in ra số giống với mẫu của {other.get_level_display().lower()}. Hãy thêm chữ để phân biệt, "
                "ví dụ {số}/GCN-KV-{năm}.",
                field="text",
            )
