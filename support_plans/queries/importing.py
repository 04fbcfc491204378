"""What a brought table would enter: each line is new, known already, or wrong with its reasons."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from certificates.models import Certificate
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import fold

from ..importing import Line, lines_of
from ..models import Activity, ActivityImport, ServedProduct
from ..workflow import ActivityState
from .units import territory_of

NEW, KNOWN, WRONG = "new", "known", "wrong"


@dataclass
class Judged:
    line: Line
    status: str = NEW
    certificate: object = None

    @property
    def problems(self):
        return self.line.problems


@dataclass
class Judgement:
    lines: list = field(default_factory=list)

    def of(self, status):
        return [judged for judged in self.lines if judged.status == status]

    @property
    def groups(self):
        """The lines that are not wrong, activity by activity, in the order of the table."""
        found = defaultdict(list)
        for judged in self.lines:
            if judged.status != WRONG:
                found[key_of(judged.line.facts)].append(judged)
        return list(found.values())

    @property
    def new_activities(self):
        return len({key_of(judged.line.facts) for judged in self.of(NEW)})

    @property
    def amount(self):
        return sum((sum(judged.line.facts["money"].values()) for judged in self.of(NEW)), 0)


def key_of(facts):
    return facts["title"], facts["starts_on"], facts["ends_on"]


def judged_import(batch):
    """Judge every line in a constant number of queries; the plan's products are read once."""
    plan, finder = batch.task.plan, _Finder(batch)
    standing = _standing(batch.unit)
    judgement, seen, kinds = Judgement(), {}, {}
    for line in lines_of(batch.cells, given=batch.given):
        judged = Judged(line)
        judgement.lines.append(judged)
        if not line.problems:
            _check_days(line, plan, batch)
        judged.certificate = finder.find(line)
        if line.problems:
            judged.status = WRONG
            continue
        key, certificate = key_of(line.facts), judged.certificate
        kind, served, state = standing.get(key, (None, set(), ""))
        kind = kind or kinds.setdefault(key, line.facts["kind"])
        pair = key, certificate and certificate.pk
        if kind != line.facts["kind"]:
            line.problems.append("Cùng tên, cùng ngày với một hoạt động khác loại.")
        elif state == ActivityState.CANCELLED:
            line.problems.append("Hoạt động này đã ghi là không thực hiện. Hãy mở lại hoạt động trước khi nhập.")
        elif pair in seen:
            line.problems.append(f"Trùng với dòng {seen[pair]}.")
        elif key in standing and (certificate is None or certificate.pk in served):
            judged.status = KNOWN
        if line.problems:
            judged.status = WRONG
        else:
            seen[pair] = line.number
    return judgement


def _check_days(line, plan, batch):
    starts_on, ends_on = line.facts["starts_on"], line.facts["ends_on"]
    if starts_on.year < plan.first_year:
        line.problems.append(f"Kế hoạch bắt đầu từ năm {plan.first_year}.")
    elif plan.last_year and ends_on.year > plan.last_year:
        line.problems.append(f"Kế hoạch kết thúc năm {plan.last_year}.")
    elif batch.task.until and starts_on >= batch.task.until.decided_on:
        line.problems.append(f"Nhiệm vụ này thôi giao từ ngày {batch.task.until.decided_on:%d/%m/%Y}.")


def _standing(unit):
    """{(title, first day, last day): (kind, certificates served, state)} of what the unit has recorded already."""
    served = defaultdict(set)
    for activity, certificate in ServedProduct.objects.filter(activity__unit=unit).values_list(
        "activity", "certificate"
    ):
        served[activity].add(certificate)
    rows = Activity.objects.filter(unit=unit).values_list("pk", "title", "starts_on", "ends_on", "kind", "state")
    return {
        (title, starts_on, ends_on): (kind, served[pk], state) for pk, title, starts_on, ends_on, kind, state in rows
    }


class _Finder:
    """The plan's certificates by code, number, and names as people write them."""

    def __init__(self, batch):
        self.territory = territory_of(batch.unit)
        self.by_paper, self.by_name = defaultdict(set), defaultdict(set)
        self.certificates = {}
        rows = Certificate.objects.with_standing().filter(plan_products__plan=batch.task.plan)
        for row in rows.select_related("unit").order_by("pk"):
            self.certificates[row.pk] = row
            for paper in {row.code, row.number} - {""}:
                self.by_paper[fold(paper)].add(row.pk)
            self.by_name[fold(row.product_name)].add(row.pk)

    def find(self, line):
        """The certificate of a line; adds to the line's problems what stands against it. None if none is named."""
        facts = line.facts
        if facts.get("certificate"):
            found = self.by_paper.get(fold(facts["certificate"]), set())
            words = f"Giấy chứng nhận “{facts['certificate'][:60]}”"
        elif facts.get("product"):
            found = self.by_name.get(fold(facts["product"]), set())
            words = f"Sản phẩm “{facts['product'][:60]}”"
        else:
            return None
        found = [self.certificates[pk] for pk in found]
        if facts.get("establishment"):
            wanted = fold(facts["establishment"])
            found = [row for row in found if wanted in fold(row.establishment_name)]
            words += f" của “{facts['establishment'][:60]}”"
        if not found:
            line.problems.append(f"{words} không có trong kế hoạch.")
            return None
        if facts.get("starts_on") and facts.get("ends_on"):
            in_force = [row for row in found if row.was_in_force_between(facts["starts_on"], facts["ends_on"])]
            if not in_force:
                line.problems.append(f"{words}: giấy chứng nhận không có hiệu lực trong thời gian này.")
                return None
            found = in_force
        if len({row.product_id for row in found}) > 1:
            line.problems.append(f"{words}: có {len(found)} sản phẩm cùng tên, hãy ghi thêm cơ sở hoặc số giấy.")
            return None
        certificate = max(found, key=lambda row: (row.valid_until or datetime.date.min, row.pk))
        if self.territory is not None and certificate.unit.province_id not in self.territory:
            line.problems.append(f"{words} không thuộc địa bàn của đơn vị.")
            return None
        return certificate


def imports_of(user):
    return ActivityImport.objects.visible_to(user).select_related("unit", "brought_by").defer("cells")


def job_of_import(batch):
    return Job.objects.filter(kind="support_plans.import", arguments__batch=batch.pk).order_by("-pk").first()
