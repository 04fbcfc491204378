"""Who may do what now. `user` None is the system: seeds and the import of history."""

from django.utils import timezone

from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.permissions import ALLOWED, all_of, refuse
from cnnt_portal.text import lower_first
from cnnt_portal.ui.formats import day, moment

from .models import GONE, VoteLevel
from .workflow import EntryState, RoundState

# Whose officers may hold a round of each level. Cấp huyện ended on 30/6/2025 and holds only past rounds.
ORGANISERS = {
    VoteLevel.LOWEST: (OrganisationKind.COMMUNE, OrganisationKind.DISTRICT),
    VoteLevel.PROVINCE: (OrganisationKind.DEPARTMENT,),
    VoteLevel.REGION: (OrganisationKind.AGENCY,),
    VoteLevel.NATION: (OrganisationKind.AGENCY,),
}
_ORGANISER_KINDS = {kind for kinds in ORGANISERS.values() for kind in kinds}
_OFFICE_ROLES = (Role.OFFICER, Role.HEAD)


def _member(user, establishment, *roles):
    organisation = establishment.organisation
    return user is not None and organisation is not None and user.belongs_to(organisation, *roles)


def _works_on(user, establishment):
    if _member(user, establishment):
        return ALLOWED
    return refuse("Chỉ người của cơ sở mới làm được việc này.")


def _owns(user, establishment):
    if _member(user, establishment, Role.OWNER):
        return ALLOWED
    if _member(user, establishment):
        return refuse("Việc này do chủ cơ sở làm. Hãy báo chủ cơ sở đăng nhập để thực hiện.")
    return _works_on(user, establishment)


def can_handle(user, round):
    if round.organiser is not None and user is not None and user.belongs_to(round.organiser, *_OFFICE_ROLES):
        return ALLOWED
    return refuse(f"Chỉ cán bộ của {round.organiser or 'cơ quan thường trực'} mới làm được việc này.")


def _in_state(obj, step):
    if obj.can_move(step):
        return ALLOWED
    return refuse(f"Không thể “{obj.step(step).label.lower()}” khi đang ở trạng thái “{obj.get_state_display()}”.")


# Establishment and product


def can_register_establishment(user):
    """A person without a body, or the owner of an establishment that has not been declared yet."""
    for membership in user.current_memberships:
        organisation = membership.organisation
        if organisation.kind != OrganisationKind.ESTABLISHMENT:
            return refuse("Tài khoản của cơ quan nhà nước không khai báo cơ sở. Hãy dùng tài khoản khác.")
        if hasattr(organisation, "establishment"):
            return refuse(f"Tài khoản này đã gắn với cơ sở {organisation}.")
        if membership.role != Role.OWNER:
            return refuse(f"Chủ của {organisation} khai báo cơ sở này, rồi bạn mới làm tiếp được.")
    return ALLOWED


def can_enter(user):
    """May this person file for an establishment, or declare one first?"""
    kind = OrganisationKind.ESTABLISHMENT
    own = (one.organisation for one in user.current_memberships if one.organisation.kind == kind)
    return ALLOWED if any(hasattr(body, "establishment") for body in own) else can_register_establishment(user)


def can_edit_establishment(user, establishment):
    return _works_on(user, establishment)


def can_change_tax_code(user, establishment):
    """By which number the state knows the establishment is the owner's to say."""
    return _owns(user, establishment)


def can_manage_people(user, establishment):
    """Whom to let in and to whom to hand over is the owner's."""
    return _owns(user, establishment)


def can_create_product(user, establishment):
    return _works_on(user, establishment)


def can_edit_product(user, product):
    if not (who := _works_on(user, product.establishment)):
        return who
    if product.record_is_asked_for:
        return ALLOWED
    if product.is_under_judgement:
        return refuse("Sản phẩm đang có hồ sơ đã nộp nên tên, nhóm và các món trong bộ phải giữ nguyên.")
    if product.keeps_its_record:
        return refuse("Cơ quan không yêu cầu sửa tên, nhóm hay các món trong bộ nên các mục này giữ như đã nộp.")
    return ALLOWED


# Dossier


def can_edit_dossier(user, dossier, part=None):
    """May this part be written in, or, without `part`, any?"""
    if not (who := _works_on(user, dossier.product.establishment)):
        return who
    open_parts = dossier.open_parts()
    if not open_parts:
        return refuse("Hồ sơ đã nộp nên không sửa được. Khi cơ quan yêu cầu bổ sung, phần cần sửa sẽ mở lại.")
    if part is not None and part not in open_parts:
        return refuse("Cơ quan không yêu cầu bổ sung phần này nên phần này giữ nguyên như đã nộp.")
    return ALLOWED


# Entry, on the establishment's side


def takes_dossiers(round, at):
    """Is it time? The deadline's sentence names the moment."""
    if round.state == RoundState.DRAFT:
        return refuse("Kỳ bình chọn này chưa được công bố.")
    if round.state == RoundState.CLOSED:
        return refuse("Kỳ bình chọn này đã chốt danh sách nên không nhận thêm hồ sơ.")
    if at < round.opens_at:
        return refuse(f"Kỳ này nhận hồ sơ từ {moment(round.opens_at)}. Bạn có thể chuẩn bị trước.")
    if at >= round.ends_at:
        return refuse(f"Đã hết hạn nhận hồ sơ của kỳ này lúc {moment(round.ends_at)}.")
    return ALLOWED


def takes_from(round, establishment):
    """Does the establishment lie, today, where the round votes?"""
    if round.covers(establishment):
        return ALLOWED
    return refuse(
        f"Kỳ này dành cho cơ sở ở {round.place}; cơ sở của bạn ở {establishment.full_address} nên không nộp vào kỳ này "
        "được. Hãy nộp vào kỳ của địa phương mình; phần đã soạn vẫn còn nguyên."
    )


def takes_again(product, round):
    """May it come, after it was refused in this round?"""
    if round.takes_refused_again or not product.entries.filter(round=round, state=EntryState.REFUSED).exists():
        return ALLOWED
    return refuse("Sản phẩm này đã bị từ chối trong kỳ, và kỳ này không nhận lại sản phẩm đã bị từ chối.")


def can_start_entry(user, product, round, at):
    establishment = product.establishment
    if not (who := _works_on(user, establishment)):
        return who
    if round.comes_from_below:
        return refuse("Kỳ này chỉ nhận sản phẩm được cấp dưới công nhận và đề cử; cơ sở không nộp trực tiếp.")
    if not (where := takes_from(round, establishment)):
        return where
    if not (again := takes_again(product, round)):
        return again
    if round.state == RoundState.OPEN and at < round.ends_at:
        return ALLOWED
    return takes_dossiers(round, at)


def can_state_truth(user, entry):
    """Whoever may never file is not asked for the statement under which it is filed."""
    return _owns(user, entry.product.establishment)


def can_submit(user, entry, at):
    """Who, when, where, and whether the dossier is whole: the sentence counts what the list on the page names."""
    establishment = entry.product.establishment
    verdict = all_of(_owns(user, establishment), _in_state(entry, "submit"), takes_dossiers(entry.round, at))
    verdict = verdict and takes_from(entry.round, establishment)
    return verdict and _is_whole(entry)


def can_complete(user, entry, at):
    """The answer to a request may come after the deadline, as long as the list is not fixed."""
    verdict = all_of(_owns(user, entry.product.establishment), _in_state(entry, "complete"), _list_is_open(entry.round))
    return verdict and _is_whole(entry)


def _is_whole(entry):
    count = len(entry.missing())
    return refuse(f"Hồ sơ còn thiếu {count} mục nên chưa nộp được.") if count else ALLOWED


def _list_is_open(round):
    if round.state == RoundState.CLOSED:
        return refuse("Danh sách dự bình chọn của kỳ này đã chốt.")
    return ALLOWED


def can_print(user, entry):
    """Both sides of the desk may have what was filed on paper."""
    if not entry.is_filed:
        return refuse("Hồ sơ chưa nộp nên chưa in được.")
    return ALLOWED if _works_on(user, entry.product.establishment) else can_handle(user, entry.round)


def can_withdraw(user, entry):
    return all_of(_owns(user, entry.product.establishment), _in_state(entry, "withdraw"), _list_is_open(entry.round))


# Entry, on the office's side


def _can_intake(user, entry, step):
    return all_of(can_handle(user, entry.round), _in_state(entry, step), _list_is_open(entry.round))


def can_check(user, entry):
    """May this person sit on the office's side of the desk?"""
    return can_handle(user, entry.round)


def can_accept(user, entry):
    verdict = _can_intake(user, entry, "accept")
    if verdict and (failed := entry.failed_checks):
        return refuse(
            f"Còn {len(failed)} thành phần ghi là không đạt. Yêu cầu cơ sở bổ sung, hoặc sửa lại phần kiểm tra."
        )
    return verdict


def can_see_desk(user):
    """The work list and what is counted of it: for the officers of bodies that hold rounds, or held one before their
    own body came to carry on the work."""
    if user.acts_for(_ORGANISER_KINDS, *_OFFICE_ROLES):
        return ALLOWED
    return refuse("Trang này dành cho cán bộ của cơ quan nhận hồ sơ.")


def can_assign(user, entry):
    verdict = can_handle(user, entry.round)
    if verdict and entry.state not in (EntryState.SUBMITTED, EntryState.RETURNED):
        return refuse("Hồ sơ này đã xử lý xong nên không cần giao nữa.")
    return verdict


def can_check_parts(user, entry):
    verdict = all_of(can_handle(user, entry.round), _list_is_open(entry.round))
    if verdict and entry.state != EntryState.SUBMITTED:
        return refuse("Chỉ kiểm tra hồ sơ đang chờ xử lý.")
    return verdict


def can_receive_paper_sets(user, entry):
    verdict = can_handle(user, entry.round)
    if verdict and (not entry.is_filed or entry.state in GONE):
        return refuse("Hồ sơ này không còn trong kỳ nên không nhận hồ sơ giấy.")
    return verdict


def can_transfer(user, entry):
    return _can_intake(user, entry, "transfer")


def can_receive_transfer(entry, round):
    """Does that round take this entry, as filed when it was filed here?"""
    if round.pk == entry.round_id:
        return refuse("Hồ sơ đang ở chính kỳ này.")
    if round.state != RoundState.OPEN or round.comes_from_below:
        return refuse(f"{round.title} không nhận hồ sơ chuyển đến.")
    if not round.covers(entry.product.establishment):
        return refuse(f"{round.title} không dành cho cơ sở ở {entry.product.establishment.full_address}.")
    if entry.submitted_at >= round.ends_at:
        return refuse(f"Hồ sơ nộp sau hạn nhận của {round.title}.")
    if entry.product.entries.filter(round=round).exclude(state__in=GONE).exists():
        return refuse(f"Sản phẩm này đã có hồ sơ trong {round.title}.")
    return takes_again(entry.product, round)


def can_return_for_completion(user, entry):
    return _can_intake(user, entry, "return_for_completion")


def can_refuse(user, entry):
    return _can_intake(user, entry, "refuse")


def can_enter_from_below(user, entry, round, ground, others, provinces, at):
    """May this accepted entry of a lower round climb into that round now?

    `others`: all entries of its product in the upper round; `provinces`: keys of the provinces where that round votes,
    None for everywhere.
    """
    if not (can_handle(user, entry.round) or can_handle(user, round)):
        return refuse("Chỉ cơ quan đã công nhận sản phẩm hoặc cơ quan nhận đề cử mới đưa sản phẩm lên kỳ trên.")
    if entry.state != EntryState.ACCEPTED:
        return refuse("Chỉ sản phẩm đã được tiếp nhận ở kỳ dưới mới được đưa lên kỳ trên.")
    if VoteLevel(round.level).below != entry.round.level:
        level = lower_first(entry.round.level_name)
        return refuse(f"{round.title} không nhận sản phẩm do {level} công nhận.")
    if provinces is not None and entry.product.establishment.province_id not in provinces:
        return refuse(f"{round.title} không nhận sản phẩm ở {entry.product.establishment.province}.")
    if not (now := takes_dossiers(round, at)):
        return now
    if ground.valid_until < timezone.localdate(at):
        return refuse(f"Giấy chứng nhận cấp dưới đã hết giá trị từ sau ngày {day(ground.valid_until)}.")
    return _not_there_yet(user, entry, round, others)


def _not_there_yet(user, entry, round, others):
    """One product enters a round once; who refused it, or whom it left, decides whether it may come again."""
    standing = next((other for other in others if other.state not in GONE), None)
    if standing is not None:
        if standing.is_filed:
            return refuse(f"Sản phẩm này đã có trong {round.title} (mã tra cứu {standing.tracking_code}).")
        return refuse(f"Cơ sở đang tự soạn hồ sơ của sản phẩm này cho {round.title}.")
    gone = next((other for other in others if other.climbed_from_id == entry.pk), None)
    if gone is not None and not can_handle(user, round):
        what = "đã từ chối sản phẩm này" if gone.state == EntryState.REFUSED else "đã ghi nhận cơ sở rút sản phẩm này"
        return refuse(f"{round.organiser} {what}. Muốn dự lại, đề nghị cơ quan đó đưa vào danh sách.")
    return ALLOWED


# Round


def can_create_round(user, organiser, level):
    if organiser.kind not in ORGANISERS[level]:
        return refuse(f"{organiser} không tổ chức bình chọn {VoteLevel(level).label.lower()}.")
    if user is None or user.belongs_to(organiser, *_OFFICE_ROLES):
        return ALLOWED
    return refuse(f"Chỉ cán bộ của {organiser} mới lập được kỳ bình chọn này.")


def organisers_for(user):
    """The bodies for which this person may create a round."""
    found = {m.organisation for m in user.current_memberships if m.role in _OFFICE_ROLES}
    return sorted((body for body in found if body.kind in _ORGANISER_KINDS), key=lambda body: body.pk)


def can_edit_round(user, round):
    if round.state != RoundState.DRAFT:
        return all_of(can_handle(user, round), refuse("Kỳ đã công bố thì không sửa được nội dung."))
    return can_handle(user, round)


def can_announce(user, round):
    return all_of(can_handle(user, round), _in_state(round, "announce"))


def can_fix_list(user, round, at):
    verdict = all_of(can_handle(user, round), _in_state(round, "fix_list"))
    if verdict and at < round.ends_at:
        return refuse(f"Còn trong thời hạn nhận hồ sơ (đến {moment(round.ends_at)}) nên chưa chốt được danh sách.")
    if verdict:
        waiting = round.entries.filter(state__in=[EntryState.SUBMITTED, EntryState.RETURNED]).count()
        if waiting:
            return refuse(f"Còn {waiting} hồ sơ chưa xử lý xong nên chưa chốt được danh sách.")
    return verdict


def can_extend_deadline(user, round):
    verdict = can_handle(user, round)
    if verdict and round.state != RoundState.OPEN:
        return refuse("Chỉ gia hạn được kỳ đang nhận hồ sơ, chưa chốt danh sách.")
    return verdict


def can_import_list(user, round, at):
    """Into a round whose products come from below, while it takes them; by the office that holds it."""
    verdict = can_handle(user, round)
    if verdict and not round.comes_from_below:
        return refuse("Kỳ này nhận hồ sơ của chính cơ sở, không nhận danh sách gửi lên.")
    return all_of(verdict, takes_dossiers(round, at))


def can_attach(user, round):
    return can_handle(user, round)


def can_record_outage(user):
    """The server itself, or the portal's administrator."""
    if user is None or user.is_portal_administrator:
        return ALLOWED
    return refuse("Chỉ quản trị cổng ghi được lần cổng ngừng hoạt động.")


def can_hand_over(user, round):
    verdict = can_handle(user, round)
    if verdict and round.state != RoundState.CLOSED:
        return refuse("Hãy chốt danh sách dự bình chọn trước khi giao hội đồng.")
    return verdict


def can_reopen(user, round):
    """What the council judges, and what climbed on the ground of it, must stay the list that was fixed."""
    verdict = all_of(can_handle(user, round), _in_state(round, "reopen"))
    if verdict and round.handed_over_at is not None:
        return refuse(
            f"Danh sách đã giao hội đồng lúc {moment(round.handed_over_at)} nên không mở lại được. Hồ sơ nộp muộn "
            "chuyển sang kỳ sau."
        )
    if verdict and round.entries.filter(climbs__isnull=False).exists():
        return refuse("Đã có sản phẩm của kỳ này được đề cử lên kỳ trên nên không mở lại được.")
    return verdict


# The front door


def can_edit_policies(user):
    """The national policy in plain words is written by the body that holds the national rounds."""
    kinds = ORGANISERS[VoteLevel.NATION]
    offices = [m.organisation for m in user.current_memberships if m.role in _OFFICE_ROLES]
    if any(office.kind in kinds for office in offices):
        return ALLOWED
    return refuse("Chỉ cán bộ của Cục chủ trì mới sửa được các trang chính sách.")


def can_publish_notice(user, organisation):
    if organisation.pk in {office.pk for office in organisers_for(user)}:
        return ALLOWED
    return refuse(f"Chỉ cán bộ của {organisation} mới đăng được thông báo ở đây.")
