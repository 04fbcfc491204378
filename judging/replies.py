"""The council's letter that answers a complaint."""

from django.utils import timezone

from cnnt_portal.documents.content import OfficialDocument, Paragraph, Signature, in_words

from . import papers
from .models import Seat


def reply(complaint):
    entry = complaint.entry
    council, house = entry.round.council, entry.product.establishment
    verdict = "đúng, được chấp nhận" if complaint.is_upheld else "không có căn cứ để chấp nhận"
    reopened = [Paragraph(f"Hội đồng mở lại bước: {complaint.get_reopens_display()}.")] if complaint.reopens else []
    chair = next((member for member in council.members.all() if member.seat == Seat.CHAIR), None)
    return OfficialDocument(
        **papers.frame(council),
        abstract=f"V/v trả lời khiếu nại kết quả bình chọn sản phẩm {entry.filed_name}",
        addressees=(house.name,),
        date=timezone.localdate(complaint.answered_at),
        body=(
            Paragraph(
                f"Hội đồng bình chọn nhận được khiếu nại của {house.name} "
                f"{in_words(timezone.localdate(complaint.filed_at))} về sản phẩm {entry.filed_name}, mã số "
                f"{entry.code}, nội dung: {complaint.subject}"
            ),
            Paragraph(f"Sau khi xem xét, Hội đồng kết luận: khiếu nại {verdict}."),
            Paragraph(complaint.answer),
            *reopened,
        ),
        signatures=(Signature("CHỦ TỊCH", str(chair.user) if chair else "", authority="TM. HỘI ĐỒNG BÌNH CHỌN"),),
        recipients=("Như trên", entry.round.organiser.name, "Lưu: VT, HĐBC"),
    )
