"""The questions that tell an establishment whether its product may be entered, before it fills in anything.

Plain values. The statements that the dossier makes are the dossier's own fields, so that question and statement
cannot drift apart.
"""

from dataclasses import dataclass

from . import fields

WHO = "Điều 1 NĐ 45/2012/NĐ-CP, sửa đổi bởi NĐ 235/2025/NĐ-CP"


@dataclass(frozen=True)
class Question:
    """With the answer `good` one goes on, `bad` ends here; `stop` says why and what can be done."""

    key: str
    text: str
    article: str
    stop: str
    help: str = ""
    good: str = "Có"
    bad: str = "Không"


_DOSSIER = {field.key: field for field in fields.SECTION_OF["eligibility"].fields}

QUESTIONS = (
    Question(
        "producer",
        "Bạn là doanh nghiệp nhỏ và vừa, hợp tác xã, tổ hợp tác hoặc hộ kinh doanh trực tiếp sản xuất công nghiệp, "
        "tiểu thủ công nghiệp?",
        WHO,
        "Chỉ các cơ sở này là cơ sở công nghiệp nông thôn. Doanh nghiệp lớn và người chỉ buôn bán không thuộc đối "
        "tượng. Nếu bạn làm nghề mà chưa đăng ký, hãy đăng ký hộ kinh doanh hoặc tổ hợp tác trước.",
    ),
    Question(
        "registered",
        "Cơ sở có giấy đăng ký còn giá trị: đăng ký doanh nghiệp, hợp tác xã, hộ kinh doanh hoặc giấy tương đương?",
        "Phụ lục 1 TT 14/2018/TT-BCT",
        "Hồ sơ phải có bản sao hợp lệ của một trong các giấy ấy. Hãy làm giấy đăng ký rồi quay lại.",
    ),
    Question(
        "self_made",
        "Sản phẩm do chính cơ sở sản xuất?",
        fields.ELIGIBILITY,
        "Hàng mua về bán lại hoặc thuê nơi khác làm toàn bộ không được dự. Cơ sở làm ra sản phẩm mới là nơi đăng ký.",
        help=_DOSSIER["self_made"].help,
    ),
    Question(
        "series_made",
        "Sản phẩm làm được hàng loạt, không phải bản duy nhất?",
        fields.ELIGIBILITY,
        "Sản phẩm độc bản không được dự. Nếu cơ sở có mẫu khác làm được nhiều lần, hãy đăng ký mẫu ấy.",
        help=_DOSSIER["series_made"].help,
    ),
    Question(
        "no_breach",
        "Sản phẩm có đang vi phạm sở hữu trí tuệ, chất lượng, an toàn lao động, an toàn thực phẩm hoặc môi "
        "trường không?",
        fields.ELIGIBILITY,
        "Sản phẩm đang vi phạm không được dự. Khắc phục xong và có giấy tờ chứng minh thì đăng ký được.",
        # In words: to “có vi phạm không” and to “không vi phạm” an honest owner says “không” alike.
        good="Không vi phạm",
        bad="Đang vi phạm",
    ),
)
# What the dossier states too, and so need not be asked again when it was answered before it was begun.
STATED = tuple(question.key for question in QUESTIONS if question.key in _DOSSIER)
# Of the establishment itself: an owner who has declared it has stated them.
OF_THE_ESTABLISHMENT = tuple(question.key for question in QUESTIONS if question.key not in _DOSSIER)


def obstacles(answers):
    """The questions whose answer ends here, in order; `answers`: {key: whether it is the good one}."""
    return [question for question in QUESTIONS if answers.get(question.key) is False]
