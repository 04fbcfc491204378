"""The fixed cast of every test: asked twice for one part, the same person comes.

All in Vĩnh Long unless another province is named. Judges, secretary and chair hold no seat here: judging gives seats.
"""

from cnnt_portal.accounts.models import OrganisationKind as Kind
from cnnt_portal.accounts.models import Role
from cnnt_portal.text import fold

from .factories.accounts import make_commune, make_member, make_organisation, make_person, make_province

PROVINCE = "Vĩnh Long"


def _slug(name):
    return fold(name).replace(" ", "-")


# Organisations


def establishment(name="Cơ sở bánh tráng Cù Lao Mây", province=PROVINCE):
    return make_organisation(Kind.ESTABLISHMENT, name, make_commune(province=make_province(province)))


def commune_office(province=PROVINCE):
    unit = make_commune(province=make_province(province))
    return make_organisation(Kind.COMMUNE, "Ủy ban nhân dân xã Cái Nhum", unit)


def so(province=PROVINCE):
    return make_organisation(Kind.DEPARTMENT, f"Sở Công Thương tỉnh {province}", make_province(province))


def province_office(province=PROVINCE):
    return make_organisation(Kind.PROVINCE, f"Ủy ban nhân dân tỉnh {province}", make_province(province))


def cuc():
    name = "Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công"
    return make_organisation(Kind.AGENCY, name, short_name="Cục ĐCK")


def ministry_unit(name="Cục Xúc tiến thương mại"):
    return make_organisation(Kind.MINISTRY_UNIT, name)


def finance_unit():
    return ministry_unit("Vụ Kế hoạch, Tài chính và Quản lý doanh nghiệp")


def leaders():
    return make_organisation(Kind.LEADERS, "Lãnh đạo Bộ Công Thương")


# People


def owner(organisation=None, province=PROVINCE):
    organisation = organisation or establishment(province=province)
    return make_member(f"chu-{organisation.pk}@coso.vn", "Lê Thị Hạnh", organisation, Role.OWNER, "Chủ cơ sở")


def drafter(organisation=None, province=PROVINCE):
    organisation = organisation or establishment(province=province)
    return make_member(f"soan-{organisation.pk}@coso.vn", "Lê Minh Tâm", organisation, Role.DRAFTER, "Kế toán")


def commune_officer(province=PROVINCE):
    organisation = commune_office(province)
    return make_member(f"canbo@xa-{_slug(province)}.vn", "Phạm Văn Đước", organisation, Role.OFFICER, "Công chức")


def so_officer(province=PROVINCE):
    email = f"canbo@so-{_slug(province)}.vn"
    return make_member(email, "Trần Quốc Bảo", so(province), Role.OFFICER, "Chuyên viên")


def so_head(province=PROVINCE):
    return make_member(f"giamdoc@so-{_slug(province)}.vn", "Ngô Thị Ánh", so(province), Role.HEAD, "Giám đốc")


def secretary(province=PROVINCE):
    """An officer of the Sở who keeps the council's papers."""
    email = f"thuky@so-{_slug(province)}.vn"
    return make_member(email, "Đặng Thị Thư", so(province), Role.OFFICER, "Trung tâm Khuyến công")


def judge(number=1):
    """An expert with no organisation of the portal."""
    names = {1: "Võ Thành Đạt", 2: "Bùi Ngọc Ẩn", 3: "Hồ Thị Yến"}
    return make_person(f"giamkhao{number}@chuyengia.vn", names.get(number, f"Giám khảo số {number}"))


def judges():
    return [judge(1), judge(2), judge(3)]


def chair(province=PROVINCE):
    organisation = province_office(province)
    email = f"phochutich@tinh-{_slug(province)}.vn"
    return make_member(email, "Huỳnh Văn Ổn", organisation, Role.LEADER, "Phó Chủ tịch")


def cuc_officer():
    return make_member("canbo@cuc.vn", "Đỗ Thu Hương", cuc(), Role.OFFICER, "Chuyên viên")


def cuc_head():
    return make_member("cuctruong@cuc.vn", "Nguyễn Đức Long", cuc(), Role.HEAD, "Cục trưởng")


def unit_officer():
    return make_member("canbo@donvi.vn", "Mai Anh Thư", ministry_unit(), Role.OFFICER, "Chuyên viên")


def unit_head():
    return make_member("truong@donvi.vn", "Vũ Quang Hiếu", ministry_unit(), Role.HEAD, "Cục trưởng")


def finance():
    return make_member("taichinh@donvi.vn", "Phan Thị Lệ", finance_unit(), Role.FINANCE, "Chuyên viên")


def leader():
    return make_member("thutruong@bo.vn", "Hoàng Gia Phúc", leaders(), Role.LEADER, "Thứ trưởng")


def administrator():
    fields = {"is_staff": True, "is_superuser": True}
    return make_member("quantri@cuc.vn", "Tạ Công Minh", cuc(), Role.ADMINISTRATOR, "Quản trị cổng", **fields)


def outsider():
    """The owner of another establishment in another province: real rights, none of them here."""
    organisation = establishment("Hợp tác xã Chè Tuyết", province="Lào Cai")
    return make_member("nguoingoai@coso.vn", "Giàng A Páo", organisation, Role.OWNER, "Giám đốc hợp tác xã")


PARTS = {
    "owner": owner,
    "drafter": drafter,
    "commune_officer": commune_officer,
    "so_officer": so_officer,
    "so_head": so_head,
    "secretary": secretary,
    "judge1": lambda: judge(1),
    "judge2": lambda: judge(2),
    "judge3": lambda: judge(3),
    "chair": chair,
    "cuc_officer": cuc_officer,
    "cuc_head": cuc_head,
    "unit_officer": unit_officer,
    "unit_head": unit_head,
    "finance": finance,
    "leader": leader,
    "administrator": administrator,
    "outsider": outsider,
}
