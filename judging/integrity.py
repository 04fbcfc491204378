from cnnt_portal.integrity import invariant

from .ledger import first_wrong_record
from .models import Council, LedgerRecord


@invariant("Sổ điểm của mỗi hội đồng còn nguyên chuỗi, từ dòng đầu đến mã cuối")
def ledgers_are_whole(files):
    for council in Council.objects.order_by("pk"):
        records = LedgerRecord.objects.filter(round=council.round_id).order_by("sequence").iterator()
        wrong = first_wrong_record(records, length=council.ledger_length, head=council.ledger_head)
        if wrong is not None:
            yield f"hội đồng {council.pk}: dòng {wrong}"
