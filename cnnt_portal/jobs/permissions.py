from cnnt_portal.permissions import ALLOWED, refuse

from .models import Job


def can_cancel(user, job):
    if not is_theirs(user, job):
        return refuse("Chỉ người yêu cầu hoặc quản trị cổng được hủy việc này.")
    if not job.is_open:
        return refuse("Việc này đã kết thúc nên không hủy được nữa.")
    return ALLOWED


def can_retry(user, job):
    if not is_theirs(user, job):
        return refuse("Chỉ người yêu cầu hoặc quản trị cổng được cho chạy lại việc này.")
    if job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        return refuse("Chỉ chạy lại được việc bị lỗi hoặc đã hủy.")
    return ALLOWED


def is_theirs(user, job):
    return job.requested_by_id == user.pk or user.is_portal_administrator
