"""What a brought table would enter: each line is new, known already, or wrong with its reasons."""

import datetime
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from certificates.models import Certificate
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import fold

from ..importing import HEADERS, Line, table_of
from ..models import Activity, ActivityImport, ServedProduct
from ..workflow import ActivityState
from .near import Names, spelled_out
from .plans import certificates_to_add
from .units import territory_of

# Different names that are guessed in one table; a table of nothing but strange names is no list of slips.
MOST_GUESSED = 200
NEW, KNOWN, WRONG = "new", "known", "wrong"


@dataclass
class Judged:
    line: Line
    status: str = NEW
    certificate: object = None
    # Certificates of the plan that may have been meant.
    near: list = field(default_factory=list)

    @property
    def problems(self):
        return self.line.problems

    @property
    def figures(self):
        return self.line.figures


@dataclass
class Judgement:
    lines: list = field(default_factory=list)
    columns: list = field(default_factory=list)
    sums: list = field(default_factory=list)

    @property
    def unread(self):
        return [column for column in self.columns if not column.key]

    @property
    def wrong_sums(self):
        return [row for row in self.sums if row.differences]

    @property
    def right_sums(self):
        return [str(row.number) for row in self.sums if not row.differences]

    def free_columns(self):
        """[(key, heading)] of what a column that is not read may still be."""
        read = {column.key for column in self.columns}
        return [(key, header) for key, header in HEADERS.items() if key not in read]

    def figures_of(self, rows, among):
        """[(heading, the numbers of `rows`, the sum of `among`)] for each column of money and results that the table
        has."""
        keys = [key for key in HEADERS if any(column.key == key for column in self.columns)]
        return [
            (HEADERS[key], [judged.figures.get(key) for judged in rows], sum(j.figures.get(key) or 0 for j in among))
            for key in keys
            if key.startswith(("money_", "result_"))
        ]

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
    def mark(self):
        """A mark that is another one whenever something else would be entered."""
        told = [(row.line.number, row.certificate and row.certificate.pk, row.line.facts) for row in self.of(NEW)]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    @property
    def amount(self):
        return sum((sum(judged.line.facts["money"].values()) for judged in self.of(NEW)), 0)


def key_of(facts):
    return facts["title"], facts["starts_on"], facts["ends_on"]


def judged_import(batch):
    """Judge every line in a constant number of queries; the plan's products are read once."""
    plan, finder = batch.task.plan, _Finder(batch)
    standing = _standing(batch.unit)
    table = table_of(batch.cells, given=batch.given, chosen=batch.chosen_columns)
    judgement, seen, kinds = Judgement(columns=table.columns, sums=table.sums), {}, {}
    for line in table.lines:
        judged = Judged(line)
        judgement.lines.append(judged)
        if not line.problems:
            _check_days(line, plan, batch)
        judged.certificate, judged.near = finder.find(line)
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


def typed_key(facts):
    """A product as a line names it: what is chosen for one line holds for every line that says the same."""
    return (
        f"{fold(facts.get('certificate', ''))}|{fold(facts.get('product', ''))}|{fold(facts.get('establishment', ''))}"
    )


class _Finder:
    """The plan's certificates by code, number, and names as people write them."""

    def __init__(self, batch):
        self.batch = batch
        self.territory = territory_of(batch.unit)
        self.by_paper, self.by_name = defaultdict(set), defaultdict(set)
        self.certificates, self.houses, self.asked = {}, {}, {}
        rows = Certificate.objects.with_standing().filter(plan_products__plan=batch.task.plan)
        for row in rows.select_related("unit").order_by("pk"):
            self.certificates[row.pk] = row
            for paper in {row.code, row.number} - {""}:
                self.by_paper[fold(paper)].add(row.pk)
            self.by_name[fold(row.product_name)].add(row.pk)
            self.houses[row.pk] = spelled_out(row.establishment_name)

    def find(self, line):
        """(the certificate of a line or None, certificates that may be meant instead); adds to the line's problems what
        stands against it."""
        facts = line.facts
        if not facts.get("certificate") and not facts.get("product"):
            return None, []
        if facts.get("certificate"):
            found = self.by_paper.get(fold(facts["certificate"]), set())
            words = f"Giấy chứng nhận “{facts['certificate'][:60]}”"
        else:
            found = self.by_name.get(fold(facts["product"]), set())
            words = f"Sản phẩm “{facts['product'][:60]}”"
        found = [self.certificates[pk] for pk in found]
        if facts.get("establishment"):
            wanted = spelled_out(facts["establishment"])
            found = [row for row in found if wanted in self.houses[row.pk]]
            words += f" của “{facts['establishment'][:60]}”"
        chosen = self.certificates.get(self.batch.products.get(typed_key(facts)))
        if chosen:
            found = [row for row in self.certificates.values() if row.product_id == chosen.product_id]
        if not found:
            why, near = self._unknown(facts)
            line.problems.append(f"{words} {why}")
            return None, near
        return self._one_of(found, line, words), []

    def _one_of(self, found, line, words):
        facts = line.facts
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

    def _unknown(self, facts):
        """(why there is no such product in the plan and who does what about it, [certificates that may be meant])."""
        key = typed_key(facts)
        if key not in self.asked:
            guessed = self._names.like if len(self.asked) < MOST_GUESSED else self._names.same
            near = [self.certificates[pk] for pk in guessed(facts["product"], facts["establishment"])]
            near = list({row.product_id: row for row in near if self._serves(row)}.values())
            self.asked[key] = ("không có trong kế hoạch với tên này.", near) if near else (self._outside(facts), [])
        return self.asked[key]

    def _serves(self, certificate):
        return self.territory is None or certificate.unit.province_id in self.territory

    @cached_property
    def _names(self):
        names = Names()
        for row in self.certificates.values():
            names.add(row.pk, row.product_name, row.establishment_name)
        return names

    @cached_property
    def _elsewhere(self):
        """(Names of all other certificates, their keys by code and number, keys of those that the Cục may yet add)."""
        names, papers = Names(), {}
        rows = Certificate.objects.exclude(plan_products__plan=self.batch.task.plan).order_by("pk")
        for pk, code, number, product, house in rows.values_list(
            "pk", "code", "number", "product_name", "establishment_name"
        ):
            names.add(pk, product, house)
            papers |= {fold(paper): pk for paper in (code, number) if paper}
        waiting = certificates_to_add(self.batch.task.plan, timezone.localdate(self.batch.brought_at))
        return names, papers, set(waiting.order_by().values_list("pk", flat=True))

    def _outside(self, facts):
        names, papers, waiting = self._elsewhere
        if facts.get("certificate"):
            found = {papers[paper] for paper in [fold(facts["certificate"])] if paper in papers}
        else:
            found = set(names.same(facts["product"], facts["establishment"]))
            if not found and len(self.asked) < MOST_GUESSED:
                found = set(names.like(facts["product"], facts["establishment"])) & waiting
        if found & waiting:
            return (
                "còn hiệu lực nhưng Cục chưa đưa vào kế hoạch. Hãy báo Cục đưa vào; xong thì mở lại trang này, "
                "dòng này nhập được ngay."
            )
        if found:
            return "có trên cổng nhưng không thuộc kế hoạch này: giấy đã hết hiệu lực hoặc ngoài phạm vi của kế hoạch."
        return (
            "chưa có trên cổng. Hãy xem lại tên sản phẩm, tên cơ sở; nếu đúng là sản phẩm đã được công nhận, "
            "hãy báo Cục bổ sung."
        )


def imports_of(user):
    return ActivityImport.objects.visible_to(user).select_related("unit", "brought_by").defer("cells")


def job_of_import(batch):
    return Job.objects.filter(kind="support_plans.import", arguments__batch=batch.pk).order_by("-pk").first()


def activities_entered(batch):
    """Activities into which the table's lines were entered, each with `lines`: how many of this table."""
    rows = list(Activity.objects.filter(pk__in=batch.entered).order_by("starts_on", "pk"))
    for row in rows:
        row.lines = batch.entered[str(row.pk)]
    return rows
