from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.geography.queries import successors_on
from cnnt_portal.permissions import ALLOWED, all_of, refuse
from registrations.models import VoteLevel
from registrations.workflow import RoundState

from .models import NEW_PAPER, Certificate, CertificateAct, Ending
from .validity import Standing


def can_import_history(user):
    return ALLOWED if user.is_portal_administrator else refuse("Chỉ quản trị cổng được nhập dữ liệu lịch sử.")


def can_enter_decision(user, round_):
    """The office that organises the round enters the signed decision."""
    if round_.organiser is None or not user.belongs_to(round_.organiser, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của cơ quan thường trực kỳ bình chọn được nhập quyết định công nhận.")
    if round_.state != RoundState.CLOSED:
        return refuse("Kỳ bình chọn chưa chốt danh sách nên chưa có quyết định công nhận.")
    return ALLOWED


def can_correct_decision(user, decision):
    if decision.certificates.exists():
        return refuse("Quyết định đã có giấy chứng nhận mang số của nó nên không sửa được nữa.")
    return can_issue(user, decision)


def can_issue(user, decision):
    if decision.is_history:
        return refuse("Quyết định nhập từ lịch sử không cấp giấy chứng nhận trên cổng.")
    return can_enter_decision(user, decision.round)


def can_send_up(user, round_):
    """The office that recognised the products sends them to the upper round."""
    if round_.organiser is None or not user.belongs_to(round_.organiser, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của cơ quan đã công nhận sản phẩm được gửi danh sách lên cấp trên.")
    return ALLOWED


def can_edit_template(user, organisation):
    """The office whose certificates look so, and who looks after the portal."""
    if user.is_portal_administrator or user.belongs_to(organisation, Role.OFFICER, Role.HEAD):
        return ALLOWED
    return refuse("Chỉ cán bộ của cơ quan cấp giấy và quản trị cổng được sửa mẫu giấy chứng nhận.")


# Acts: revocation, suspension, replacement, re-issue

OFFICE = (Role.OFFICER, Role.HEAD)


def _works_at_issuer(user, certificate, *roles):
    office = certificate.issuer_organisation
    return office is not None and user.is_authenticated and user.belongs_to(office, *roles)


def _holds(user, certificate, *roles):
    holder = certificate.product.establishment.organisation
    return holder is not None and user.is_authenticated and user.belongs_to(holder, *roles)


def deciding_office(user, certificate, *, on):
    """The office for which this person prepares decisions about the certificate, or None.

    It is the one that issued it. One from before the portal, which no office has taken on yet, is decided about by who
    would issue it today: the Sở of the province that its place came to, for regions and the nation the Cục.
    """
    if certificate.issuer_organisation is not None:
        return certificate.issuer_organisation if _works_at_issuer(user, certificate, *OFFICE) else None
    if not certificate.is_history or not user.is_authenticated:
        return None
    if certificate.level in (VoteLevel.REGION, VoteLevel.NATION):
        offices = user.organisations_of(OrganisationKind.AGENCY)
    else:
        offices = user.organisations_of(OrganisationKind.DEPARTMENT)
        today = successors_on(certificate.unit.province, on) if offices else []
        offices = [office for office in offices if [office.unit] == today]
    return next((office for office in offices if user.belongs_to(office, *OFFICE)), None)


def can_act_on(user, certificate, *, on):
    """May this person prepare decisions about the certificate at all?"""
    if deciding_office(user, certificate, on=on) is None:
        return refuse("Chỉ cán bộ của cơ quan đã cấp giấy chứng nhận làm được việc này.")
    return ALLOWED


# What may still be decided about a certificate whose end is decided and lies ahead.
BEFORE_ITS_END = {
    Ending.REVOKED: (CertificateAct.Kind.REVOKE, CertificateAct.Kind.RESTORE),
    Ending.REPLACED: (CertificateAct.Kind.REVOKE,),
}


def kind_is_possible(certificate, kind, *, on):
    """Does the certificate, as it stands on that day, allow this kind of decision?"""
    kinds = CertificateAct.Kind
    validity = certificate.validity_on(on)
    if certificate.ended_on is not None and certificate.ended_on <= on:
        return refuse(f"Giấy này không còn giá trị nữa: {certificate.get_ended_by_display().lower()}.")
    if certificate.ended_on is not None and kind not in BEFORE_ITS_END[certificate.ended_by]:
        return refuse(
            f"Đã có quyết định để giấy này hết giá trị từ ngày {certificate.ended_on:%d/%m/%Y}. Trước ngày ấy chỉ thu "
            "hồi được; quyết định thu hồi chưa có hiệu lực thì còn bỏ được bằng việc cho giấy có hiệu lực trở lại."
        )
    if validity.standing is Standing.EXPIRED:
        return refuse("Giấy này đã hết hiệu lực nên không cần quyết định nào nữa.")
    if not certificate.is_published and kind not in (kinds.REVOKE, kinds.RESTORE):
        return refuse("Giấy này chưa in xong nên chưa phát hành. Hãy cho in tiếp; nếu không cấp nữa thì thu hồi số ấy.")
    if kind == kinds.RESTORE and certificate.ended_on is None and not certificate.is_suspended_from(on):
        return refuse("Giấy này không bị tạm đình chỉ.")
    if kind == kinds.SUSPEND and validity.standing is Standing.SUSPENDED:
        return refuse("Giấy này đang bị tạm đình chỉ rồi.")
    if kind in NEW_PAPER and certificate.is_history:
        return refuse("Giấy này cấp trước khi có cổng nên không cấp đổi, cấp lại trên cổng được.")
    if kind == kinds.SUSPEND and validity.standing is Standing.UNKNOWN:
        return refuse("Nguồn không cho biết thời hạn của giấy này nên không tạm đình chỉ được, chỉ thu hồi được.")
    # A new paper would stand in force while the decision that suspended the old one was never lifted.
    if kind in NEW_PAPER and certificate.is_suspended_from(on):
        return refuse(
            "Giấy này đang hoặc sắp bị tạm đình chỉ. Hãy đợi hết thời gian ấy, hoặc cho giấy có hiệu lực trở lại, "
            "rồi mới cấp đổi, cấp lại."
        )
    return ALLOWED


def possible_kinds(certificate, *, on):
    """What may be decided about the certificate as it stands on that day."""
    return [kind for kind in CertificateAct.Kind if kind_is_possible(certificate, kind, on=on)]


def can_propose_act(user, certificate, kind, *, on):
    if certificate.acts.open().exists():
        return refuse("Đã có một quyết định về giấy này đang chờ xác nhận.")
    return all_of(can_act_on(user, certificate, on=on), kind_is_possible(certificate, kind, on=on))


def can_reply(user, act, *, on):
    """Said once for the establishment: its owner does."""
    if not _holds(user, act.certificate):
        return refuse("Chỉ cơ sở có giấy chứng nhận được giải trình.")
    if not _holds(user, act.certificate, Role.OWNER):
        return refuse("Giải trình do chủ cơ sở gửi. Hãy báo chủ cơ sở đăng nhập để thực hiện.")
    if not act.is_open or not act.is_against_holder:
        return refuse("Việc này không chờ cơ sở giải trình.")
    if act.replied_at:
        return refuse("Cơ sở đã gửi giải trình.")
    if not act.awaits_reply_on(on):
        return refuse(f"Thời hạn giải trình đã hết từ sau ngày {act.reply_until:%d/%m/%Y}.")
    return ALLOWED


def _can_close(user, act):
    if not _works_at_issuer(user, act.certificate, Role.HEAD):
        return refuse("Chỉ người đứng đầu cơ quan cấp giấy được quyết định việc này.")
    if not act.is_open:
        return refuse("Việc này đã kết thúc.")
    return ALLOWED


def can_confirm_act(user, act, *, on):
    """The head, who is somebody else than the one who prepared it, after the holder could answer."""
    verdict = _can_close(user, act)
    if not verdict:
        return verdict
    if act.proposed_by_id == user.pk:
        return refuse("Người lập không tự xác nhận được: cần người thứ hai.")
    if act.awaits_reply_on(on):
        return refuse(f"Cơ sở được giải trình đến hết ngày {act.reply_until:%d/%m/%Y}; chưa xác nhận được.")
    return ALLOWED


def can_attach_act_scan(user, act):
    """The office that decided, once there is a decision."""
    if not _works_at_issuer(user, act.certificate, *OFFICE):
        return refuse("Chỉ cán bộ của cơ quan cấp giấy được gửi bản quét quyết định.")
    if not act.is_confirmed:
        return refuse("Chưa có quyết định được xác nhận nên chưa có bản quét.")
    return ALLOWED


def can_print_new_paper(user, act):
    """The office that decided, where the paper in place of the old one was not printed."""
    if not _works_at_issuer(user, act.certificate, *OFFICE):
        return refuse("Chỉ cán bộ của cơ quan cấp giấy được cho in giấy thay thế.")
    if not (act.is_confirmed and act.makes_new_paper):
        return refuse("Việc này không có giấy thay thế nào phải in.")
    new = act.certificate.successor
    if new.is_published or new.ended_on:
        return refuse("Giấy thay thế đã in xong hoặc đã bị thu hồi nên không in nữa.")
    return ALLOWED


def can_dismiss_act(user, act):
    return _can_close(user, act)


# What holders may do


def can_show(user, product):
    """The establishment’s consent (Luật 91/2025) is its owner’s word."""
    holder = product.establishment.organisation
    if holder is not None and user.is_authenticated and user.belongs_to(holder, Role.OWNER):
        return ALLOWED
    if can_stop_showing(user, product):
        return refuse("Cho hiện ảnh và câu chuyện là việc của chủ cơ sở. Hãy báo chủ cơ sở đăng nhập để đồng ý.")
    return refuse("Chỉ chủ cơ sở có sản phẩm quyết định việc công khai ảnh và câu chuyện.")


def can_stop_showing(user, product):
    """Anybody of the house may take it back."""
    holder = product.establishment.organisation
    if holder is not None and user.is_authenticated and user.belongs_to(holder):
        return ALLOWED
    return refuse("Chỉ người của cơ sở có sản phẩm được rút lại việc công khai ảnh và câu chuyện.")


def can_offer_logo(user):
    if not user.is_authenticated:
        return refuse("Hãy đăng nhập.")
    at_the_focal_point = (
        held.organisation.kind == OrganisationKind.AGENCY and held.role in (Role.OFFICER, Role.HEAD)
        for held in user.current_memberships
    )
    if user.is_portal_administrator or any(at_the_focal_point):
        return ALLOWED
    return refuse("Chỉ cơ quan đầu mối và quản trị cổng được đưa biểu trưng lên hoặc gỡ xuống.")


def can_take_logo(user, *, on):
    """Holders of a certificate in force (TT 26/2014), and who offers the logo."""
    if user.is_authenticated and (can_offer_logo(user) or Certificate.objects.held_by(user).in_force_on(on).exists()):
        return ALLOWED
    return refuse("Chỉ cơ sở có giấy chứng nhận còn hiệu lực được dùng biểu trưng.")
