import json
from pathlib import Path

from cnnt_portal.errors import Refused, worded
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.seen import StaleSave
from cnnt_portal.text import nfc
from registrations import permissions
from registrations.models import PolicyPage, PolicyStatement, PolicyVersion

POLICIES = Path(__file__).parents[1] / "data" / "policies.json"


@operation
def publish_policy(*, page, title, summary, note, statements, shown, by, at):
    """The next version of a policy page; what it said before stays and can be read.

    `statements`: [{"heading", "text", "article"}] in order; each needs text and article. `shown` is the number of the
    version that the writer began from; published over by somebody else meanwhile, that version
    comes with StaleSave.
    """
    require(permissions.can_edit_policies(by))
    page = PolicyPage.objects.select_for_update().get(pk=page.pk)
    last = page.versions.first()
    if last is not None and last.number != shown:
        raise StaleSave(
            last,
            f"{last.published_by or 'Cổng'} vừa công bố một lần sửa khác của trang này, có ở dưới. Chữ bạn gõ vẫn còn: "
            "hãy so lại rồi công bố lần nữa; lần công bố này sẽ thay bản ấy.",
        )
    note = worded(note, "Hãy ghi vì sao sửa, để người đọc sau hiểu.", field="note")
    return _write(page, title, summary, note, statements, by=by, at=at)


def _write(page, title, summary, note, statements, *, by, at):
    statements = [{key: nfc(row.get(key, "")).strip() for key in ("heading", "text", "article")} for row in statements]
    if not statements:
        raise Refused("Trang phải có ít nhất một câu.")
    if not all(row["text"] and row["article"] for row in statements):
        raise Refused("Mỗi câu phải có nội dung và căn cứ.")
    last = page.versions.first()
    version = PolicyVersion.objects.create(
        page=page,
        number=last.number + 1 if last else 1,
        title=nfc(title).strip(),
        summary=nfc(summary).strip(),
        note=nfc(note).strip(),
        published_at=at,
        published_by=by,
    )
    PolicyStatement.objects.bulk_create(
        PolicyStatement(version=version, order=order, **row) for order, row in enumerate(statements, 1)
    )
    return version


@operation
def load_policies(*, by, at):
    """The portal's first texts; a page that has a version already is its officers' and stays as it is."""
    for order, data in enumerate(json.loads(POLICIES.read_text(encoding="utf-8"))):
        page, is_new = PolicyPage.objects.get_or_create(slug=data["slug"], defaults={"order": order})
        if is_new:
            _write(page, data["title"], data["summary"], "Bản đầu của cổng", data["statements"], by=by, at=at)
