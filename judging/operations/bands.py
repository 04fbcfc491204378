from django.db.models import F

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..models import Band, Council
from ..permissions import can_agree_bands
from ..scoring import vietnamese
from .ledger import append, lock


@operation
def agree_bands(*, council, group, bands, by, at):
    """Write down what the panel agreed for one product group: {criterion code: (lowest, highest, wording)}; a criterion
    that is not there has no band. Frozen as soon as the first sheet has been handed in."""
    lock(council)
    require(can_agree_bands(by, council))
    rules = queries.rules_of(council.round)
    for code, (lowest, highest, _) in bands.items():
        maximum = rules.criterion(code).maximum
        if not 0 <= lowest <= highest <= maximum:
            raise Refused(
                f"{rules.criterion(code).name}: khung điểm phải nằm trong 0 – {vietnamese(maximum)} và điểm đầu không "
                "lớn hơn điểm cuối.",
                field=f"tu_{code}",
            )
    Council.objects.filter(pk=council.pk).update(bands_version=F("bands_version") + 1)
    Band.objects.filter(council=council, group=group).delete()
    for code, (lowest, highest, wording) in bands.items():
        Band.objects.create(
            council=council,
            group=group,
            criterion=code,
            maximum=rules.criterion(code).maximum,
            lowest=lowest,
            highest=highest,
            wording=wording,
        )
    append(
        council,
        "bands_agreed",
        by=by,
        at=at,
        group=str(group),
        bands=sorted([code, lowest, highest] for code, (lowest, highest, _) in bands.items()),
    )
