"""States and steps of rounds and entries: plain tables, `{step: (label, actor, sources, target)}`."""

from django.db import models


class RoundState(models.TextChoices):
    DRAFT = "draft", "Đang chuẩn bị"
    OPEN = "open", "Đang nhận hồ sơ"
    CLOSED = "closed", "Đã chốt danh sách"


ROUND_STEPS = {
    "announce": ("Công bố kỳ bình chọn", "cán bộ cơ quan thường trực", {RoundState.DRAFT}, RoundState.OPEN),
    "fix_list": ("Chốt danh sách dự bình chọn", "cán bộ cơ quan thường trực", {RoundState.OPEN}, RoundState.CLOSED),
    "reopen": ("Mở lại việc nhận hồ sơ", "cán bộ cơ quan thường trực", {RoundState.CLOSED}, RoundState.OPEN),
}


class EntryState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    SUBMITTED = "submitted", "Đã nộp, chờ kiểm tra"
    RETURNED = "returned", "Cần bổ sung"
    ACCEPTED = "accepted", "Đã tiếp nhận"
    REFUSED = "refused", "Bị từ chối"
    WITHDRAWN = "withdrawn", "Cơ sở đã rút"
    MOVED = "moved", "Đã chuyển cơ quan khác"


ENTRY_STEPS = {
    "submit": ("Nộp hồ sơ", "cơ sở", {EntryState.DRAFT}, EntryState.SUBMITTED),
    "enter_from_below": (
        "Được đề cử từ cấp dưới",
        "cơ quan đã công nhận hoặc cơ quan nhận đề cử",
        {EntryState.DRAFT},
        EntryState.SUBMITTED,
    ),
    "complete": ("Nộp bổ sung", "cơ sở", {EntryState.RETURNED}, EntryState.SUBMITTED),
    "return_for_completion": (
        "Yêu cầu bổ sung",
        "cán bộ cơ quan thường trực",
        {EntryState.SUBMITTED},
        EntryState.RETURNED,
    ),
    "accept": ("Tiếp nhận", "cán bộ cơ quan thường trực", {EntryState.SUBMITTED}, EntryState.ACCEPTED),
    "refuse": (
        "Từ chối tiếp nhận",
        "cán bộ cơ quan thường trực",
        {EntryState.SUBMITTED, EntryState.RETURNED},
        EntryState.REFUSED,
    ),
    "transfer": (
        "Chuyển cơ quan có thẩm quyền",
        "cán bộ cơ quan thường trực",
        {EntryState.SUBMITTED},
        EntryState.MOVED,
    ),
    "receive": (
        "Nhận hồ sơ chuyển đến",
        "cán bộ cơ quan chuyển",
        {EntryState.DRAFT},
        EntryState.SUBMITTED,
    ),
    "withdraw": (
        "Rút hồ sơ",
        "cơ sở",
        {EntryState.DRAFT, EntryState.SUBMITTED, EntryState.RETURNED, EntryState.ACCEPTED},
        EntryState.WITHDRAWN,
    ),
}
