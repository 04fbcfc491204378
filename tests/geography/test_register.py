"""The files themselves: counts and mergers as the law has them."""

from collections import Counter

from cnnt_portal.geography import register


def _name(key):
    return register.units()[key].full_name


def test_63_provinces_became_34_and_10035_communes_became_3321():
    counts = Counter((key.level, key.today) for key in register.units())
    assert counts == {
        ("province", False): 63,
        ("district", False): 696,
        ("commune", False): 10_035,
        ("province", True): 34,
        ("commune", True): 3_321,
    }


def test_every_unit_that_ended_has_a_successor_and_every_new_one_a_predecessor():
    steps = register.successions()
    assert {step.old for step in steps} == {key for key in register.units() if not key.today}
    assert {step.new for step in steps} == {key for key in register.units() if key.today}


def test_each_province_of_today_is_made_of_the_provinces_that_the_resolution_names():
    made_of = {}
    for step in register.successions():
        if step.old.level == "province":
            made_of.setdefault(register.units()[step.new].name, set()).add(register.units()[step.old].name)
    assert {name: olds for name, olds in made_of.items() if olds != {name}} == {
        "Tuyên Quang": {"Hà Giang", "Tuyên Quang"},
        "Lào Cai": {"Lào Cai", "Yên Bái"},
        "Thái Nguyên": {"Bắc Kạn", "Thái Nguyên"},
        "Phú Thọ": {"Phú Thọ", "Hòa Bình", "Vĩnh Phúc"},
        "Bắc Ninh": {"Bắc Giang", "Bắc Ninh"},
        "Hưng Yên": {"Hưng Yên", "Thái Bình"},
        "Hải Phòng": {"Hải Phòng", "Hải Dương"},
        "Ninh Bình": {"Ninh Bình", "Hà Nam", "Nam Định"},
        "Quảng Trị": {"Quảng Bình", "Quảng Trị"},
        "Đà Nẵng": {"Đà Nẵng", "Quảng Nam"},
        "Quảng Ngãi": {"Quảng Ngãi", "Kon Tum"},
        "Gia Lai": {"Gia Lai", "Bình Định"},
        "Khánh Hòa": {"Khánh Hòa", "Ninh Thuận"},
        "Lâm Đồng": {"Lâm Đồng", "Đắk Nông", "Bình Thuận"},
        "Đắk Lắk": {"Đắk Lắk", "Phú Yên"},
        "Hồ Chí Minh": {"Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"},
        "Đồng Nai": {"Đồng Nai", "Bình Phước"},
        "Tây Ninh": {"Tây Ninh", "Long An"},
        "Cần Thơ": {"Cần Thơ", "Sóc Trăng", "Hậu Giang"},
        "Vĩnh Long": {"Vĩnh Long", "Bến Tre", "Trà Vinh"},
        "Đồng Tháp": {"Đồng Tháp", "Tiền Giang"},
        "Cà Mau": {"Cà Mau", "Bạc Liêu"},
        "An Giang": {"An Giang", "Kiên Giang"},
    }


def test_a_commune_goes_where_its_province_went():
    units = register.units()

    def province(key):
        while units[key].parent:
            key = units[key].parent
        return key

    went = {step.old: step.new for step in register.successions() if step.old.level == "province"}
    astray = [
        (step.old, step.new)
        for step in register.successions()
        if step.old.level != "province" and province(step.new) != went[province(step.old)]
    ]
    assert astray == []


def test_a_commune_is_partly_somewhere_exactly_when_it_was_divided():
    targets = Counter(step.old for step in register.successions())
    wrong = [step for step in register.successions() if step.is_partial != (targets[step.old] > 1)]
    assert wrong == []


def test_namesakes_in_different_districts_keep_apart():
    """The source sent ward 4 of Tân An 90 km away to ward 4 of Tây Ninh's successor."""
    went = {}
    for step in register.successions():
        went.setdefault(step.old.code, []).append(_name(step.new))
    assert went["27691"] == ["Phường Long An"]
    assert went["25462"] == ["Phường Tân Ninh"]
    assert went["28252"] == ["Phường Đạo Thạnh"]


def test_vote_regions_count_28_15_20_and_then_18_8_8():
    counts = Counter((m.region, m.province.today) for m in register.region_members())
    kinds = {region.code: region.kind for region in register.regions()}
    assert {key: n for key, n in counts.items() if kinds[key[0]] == "vote"} == {
        ("phia-bac", False): 28,
        ("mien-trung-tay-nguyen", False): 15,
        ("phia-nam", False): 20,
        ("phia-bac", True): 18,
        ("mien-trung-tay-nguyen", True): 8,
        ("phia-nam", True): 8,
    }
    assert {m.is_default for m in register.region_members() if kinds[m.region] == "vote" and m.province.today} == {True}


def test_every_province_lies_in_one_region_of_each_kind():
    kinds = {region.code: region.kind for region in register.regions()}
    places = Counter((kinds[m.region], m.province) for m in register.region_members())
    provinces = [key for key in register.units() if key.level == "province"]
    assert places == {(kind, key): 1 for kind in ("vote", "economic") for key in provinces}


def test_each_commune_names_its_resolution():
    decrees = {step.decree for step in register.successions() if step.old.level == "commune"}
    assert len(decrees) == 34
    assert all(decree.endswith("/NQ-UBTVQH15 ngày 16/6/2025") for decree in decrees)
