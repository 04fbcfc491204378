from django.utils import timezone

from cnnt_portal.integrity import invariant

from .models import Membership


@invariant("Không ai giữ cùng một vai trò ở một tổ chức hai lần trong cùng một ngày")
def memberships_do_not_overlap(files):
    ends = {}
    rows = Membership.objects.order_by("user", "organisation", "role", "valid_from", "pk")
    for row in rows.iterator():
        key = row.user_id, row.organisation_id, row.role
        if key in ends and (ends[key] is None or ends[key] >= row.valid_from):
            yield f"vai trò {row.pk}"
        ends[key] = row.valid_to


@invariant("Tài khoản đã đóng không còn vai trò nào")
def closed_accounts_hold_no_role(files):
    for row in Membership.objects.on(timezone.localdate()).filter(user__is_active=False):
        yield f"vai trò {row.pk} của người dùng {row.user_id}"
