from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.permissions import ALLOWED, refuse

from .models import reads_all_units
from .queries import (
    bodies_of,
    decides_on,
    keeps_the_plan,
    products_to_sell,
    proposing_office,
    units_of,
    units_to_take,
)


def can_keep_plan(user):
    """The Cục is the focal point of the support plan."""
    if not keeps_the_plan(user):
        return refuse("Chỉ cán bộ của Cục (cơ quan đầu mối) được sửa kế hoạch hỗ trợ và danh sách sản phẩm.")
    return ALLOWED


def can_record_activity(user, organisation):
    """For one's own unit, and for what a body recorded whose work it carries on."""
    if not user.belongs_to(organisation, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của đơn vị được ghi hoạt động của đơn vị mình.")
    return ALLOWED


def can_record_activities(user):
    """Does the user record activities for any organisation at all?"""
    if units_of(user):
        return ALLOWED
    return refuse("Chỉ cán bộ của các đơn vị được giao nhiệm vụ mới ghi hoạt động hỗ trợ.")


def can_change_activity(user, activity):
    return can_record_activity(user, activity.unit)


def can_answer_support(user, served):
    """The establishment's own people say whether what was recorded for them is true."""
    organisation = served.certificate.product.establishment.organisation
    if organisation is None or not user.belongs_to(organisation):
        return refuse("Chỉ người của cơ sở được xác nhận việc hỗ trợ cho cơ sở mình.")
    if not served.activity.is_done:
        return refuse("Việc này còn dự kiến, chưa thực hiện nên chưa cần xác nhận.")
    return ALLOWED


def can_write_year_plan(user, year_plan):
    if not year_plan.is_open:
        return refuse("Kế hoạch năm đã ký gửi, chỉ sửa được khi Cục trả lại.")
    if not user.belongs_to(year_plan.unit, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của đơn vị được soạn kế hoạch năm của đơn vị mình.")
    return ALLOWED


def can_sign_year_plan(user, year_plan):
    if not user.belongs_to(year_plan.unit, Role.HEAD):
        return refuse("Chỉ người đứng đầu đơn vị ký và gửi kế hoạch năm.")
    return ALLOWED


def can_judge_year_plans(user):
    if not can_keep_plan(user):
        return refuse("Chỉ cán bộ của Cục (cơ quan đầu mối) chấp nhận hoặc trả lại kế hoạch năm của các đơn vị.")
    return ALLOWED


def can_allocate(user):
    if not user.has_role(Role.FINANCE):
        return refuse("Chỉ cán bộ tài chính ghi số kinh phí được duyệt và cấp.")
    return ALLOWED


def can_read_budget(user):
    if not reads_all_units(user):
        return refuse("Bảng kinh phí của mọi đơn vị dành cho Cục, đơn vị tài chính và lãnh đạo Bộ.")
    return ALLOWED


def can_see_whole(user):
    """The whole country, or a Sở's own province (`scope_of` says which). The menu of every page asks: no query."""
    offices = user.organisations_of(OrganisationKind.DEPARTMENT)
    if not reads_all_units(user) and not any(office.unit_id for office in offices):
        return refuse("Trang toàn cảnh dành cho Cục, đơn vị tài chính, lãnh đạo Bộ và các Sở Công Thương.")
    return ALLOWED


def can_ask_support(user, product):
    organisation = product.establishment.organisation
    if organisation is None or not user.belongs_to(organisation):
        return refuse("Chỉ người của cơ sở được đề nghị hỗ trợ cho sản phẩm của cơ sở mình.")
    return ALLOWED


def can_ask_for_any(user):
    if not user.works_at(OrganisationKind.ESTABLISHMENT):
        return refuse("Chỉ cơ sở công nghiệp nông thôn gửi đề nghị hỗ trợ.")
    return ALLOWED


def can_answer_surveys(user):
    if not user.works_at(OrganisationKind.ESTABLISHMENT):
        return refuse("Chỉ cơ sở công nghiệp nông thôn trả lời khảo sát.")
    return ALLOWED


def can_answer_survey(user, establishment):
    if establishment.organisation is None or not user.belongs_to(establishment.organisation):
        return refuse("Chỉ người của cơ sở trả lời khảo sát cho cơ sở mình.")
    return ALLOWED


def can_take_request(user, request, unit):
    if not units_to_take(user, request).filter(pk=unit.pk).exists():
        return refuse("Nội dung này không giao cho đơn vị của bạn, hoặc cơ sở ở ngoài địa bàn.")
    return ALLOWED


def can_answer_request(user, request):
    if request.unit is None or not can_record_activity(user, request.unit):
        return refuse("Chỉ cán bộ của đơn vị đã nhận giải quyết được trả lời cơ sở.")
    return ALLOWED


def can_withdraw_request(user, request):
    return can_ask_support(user, request.product)


def can_propose_projects(user):
    if proposing_office(user) is None:
        return refuse("Chỉ cán bộ Sở Công Thương lập đề án khuyến công cho cơ sở trên địa bàn.")
    return ALLOWED


def can_write_project(user, project):
    if not user.belongs_to(project.proposer, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của Sở đã lập đề án được sửa, ghi nghiệm thu hoặc rút đề án.")
    return ALLOWED


def can_change_project(user, project):
    if not project.can_move("submit"):
        return refuse("Đề án đã gửi, chỉ sửa được khi được trả lại để bổ sung.")
    return can_write_project(user, project)


def can_sign_project(user, project):
    if not user.belongs_to(project.proposer, Role.HEAD):
        return refuse("Chỉ người đứng đầu Sở ký và gửi đề án.")
    return ALLOWED


def can_decide_project(user, project):
    """National money is the Cục's to give, local money the Sở's own head's, who writes down the province's decision."""
    if not decides_on(user, project.fund, project.proposer):
        return refuse(
            "Đề án khuyến công quốc gia do Cục xem xét; đề án khuyến công địa phương do người đứng đầu Sở ghi "
            "quyết định của tỉnh."
        )
    return ALLOWED


def can_record_payment(user, project):
    """Who decides also pays; finance keeps the books of both."""
    return ALLOWED if user.has_role(Role.FINANCE) else can_decide_project(user, project)


def can_attach_to_project(user, project):
    return can_write_project(user, project) or can_decide_project(user, project)


def can_keep_places(user):
    if not can_keep_plan(user):
        return refuse("Chỉ cán bộ của Cục nhập danh mục địa bàn.")
    return ALLOWED


def can_record_outlets(user, on):
    """For any product at all?"""
    if not products_to_sell(user, on).exists():
        return refuse("Nơi bán do cơ sở ghi cho sản phẩm của mình, hoặc do đơn vị kết nối phân phối ghi.")
    return ALLOWED


def can_record_outlet(user, product, on):
    if not products_to_sell(user, on).filter(pk=product.pk).exists():
        return refuse("Chỉ ghi nơi bán cho sản phẩm của cơ sở mình, hoặc sản phẩm trong kế hoạch hỗ trợ.")
    return ALLOWED


def can_change_outlet(user, outlet):
    if not can_ask_support(user, outlet.product) and outlet.unit_id not in bodies_of(user):
        return refuse("Chỉ cơ sở và đơn vị đã ghi được sửa nơi bán này.")
    return ALLOWED


def can_answer_enquiry(user, enquiry):
    return can_ask_support(user, enquiry.product)
