"""The round of a plan, made anew with invented establishments, dossiers and people."""

import datetime
from decimal import Decimal
from itertools import count, cycle
from types import SimpleNamespace

from django.utils import timezone

from cnnt_portal.accounts.models import Organisation, OrganisationKind, Role
from cnnt_portal.accounts.operations import add_member, create_organisation, create_person
from cnnt_portal.errors import Refused
from cnnt_portal.geography.models import AdministrativeUnit, Level, Region, RegionMembership
from cnnt_portal.geography.queries import communes_of, unit_on
from judging import operations as judging
from judging.models import Seat
from registrations import operations as registrations
from registrations.models import Ground, VoteLevel
from registrations.workflow import EntryState
from reporting.seeding.filing import Filing
from reporting.seeding.invented import Invented

from .plan import days_of

DOMAIN = "@dien-tap.test"
PRODUCTS = {
    "A": ("Giỏ cói", "Bình gốm", "Tranh tre"),
    "B": ("Miến dong", "Mứt dừa", "Trà sen"),
    "C": ("Máy tuốt hạt", "Máy ép dầu", "Dao rèn"),
    "D": ("Than không khói", "Gạch lát", "Nến sáp"),
}
# A council whose plan names nobody yet.
COUNCIL = {
    "feedback": "none",
    "complaint_days": 10,
    "seats": [{"seat": seat, "title": ""} for seat in (Seat.CHAIR, Seat.DEPUTY, Seat.MEMBER, Seat.SECRETARY)],
    "judges": [{"title": "", "is_substitute": number == 3, "groups": []} for number in range(4)],  # noqa: PLR2004
    "bands": [],
    "days": {},
}


class Staging:
    def __init__(self, plan, *, at):
        self.plan, self.at, self.today = plan, at, timezone.localdate(at)
        self.tally = count(1)
        self.settings = plan["settings"]

    def ago(self, days):
        return self.at - datetime.timedelta(days=days)

    def make(self, number):
        """The round with so many dossiers filed, two of which still wait for their officer."""
        organiser = self.organiser(self.plan["organiser"])
        officer = self.officer_of(organiser)
        opened = self.ago(max(self.plan["days_open"], 15))
        round_ = self.announced(
            organiser,
            officer,
            opened,
            self.ago(0) - datetime.timedelta(minutes=1),
            level=self.plan["level"],
            title=f"Diễn tập: {self.plan['title']}"[:250],
            year=self.plan["year"],
            region=self.plan["region"] and self.found(Region.objects.filter(code=self.plan["region"]), "khu vực"),
            unit=self.unit(self.plan["unit"]),
            **self.settings,
        )
        if round_.rule_set.code != self.plan["rule_set"]:
            raise Refused(
                "Kỳ thật theo một bộ quy định khác với bộ đang có hiệu lực ở cổng diễn tập nên không diễn tập được.",
                field="file",
            )
        entries = self.entered(round_, officer, number, 12)
        for entry in entries[: max(number - 2, 1)]:
            registrations.accept(entry=entry, by=officer, at=self.ago(8))
        return round_

    def seat(self, round_):
        """Accept the rest, fix the list, and give the council of the plan its people."""
        officer = self.officer_of(round_.organiser)
        for entry in round_.entries.filter(state=EntryState.SUBMITTED):
            registrations.accept(entry=entry, by=officer, at=self.at)
        round_ = registrations.fix_list(round=round_, by=officer, at=self.at)
        facts = self.plan["council"] or COUNCIL
        council = judging.set_up_council(
            round=round_,
            name=facts.get("name") or f"Hội đồng {self.plan['title']}"[:250],
            decision_number="00/QĐ-DT",
            decision_date=self.today,
            by=officer,
            at=self.at,
        )
        for row in facts["seats"]:
            user = self.person(Seat(row["seat"]).label)
            judging.seat_member(
                council=council, user=user, seat=row["seat"], title=row["title"][:200], by=officer, at=self.at
            )
        for number, row in enumerate(facts["judges"], 1):
            user = self.person(f"Giám khảo {number}" + (", dự khuyết" if row["is_substitute"] else ""))
            row = {**row, "title": row["title"][:200]}
            judging.add_judge(council=council, user=user, by=officer, at=self.at, **row)
        secretary = next((member.user for member in council.members.all() if member.seat == Seat.SECRETARY), None)
        if secretary is not None:
            self.settle_rules(council, facts, secretary)
        return council

    def settle_rules(self, council, facts, secretary):
        at = self.at
        judging.keep_settings(
            council=council, feedback=facts["feedback"], complaint_days=facts["complaint_days"], by=secretary, at=at
        )
        bands = {}
        for row in facts["bands"]:
            limits = Decimal(row["lowest"]), Decimal(row["highest"]), row["wording"]
            bands.setdefault(row["group"], {})[row["criterion"]] = limits
        for group, agreed in bands.items():
            judging.agree_bands(council=council, group=group, bands=agreed, by=secretary, at=at)
        days = days_of({"council": facts}, council.round.ends_at)
        judging.plan_stages(council=council, days=days, by=secretary, at=at)

    def entered(self, round_, officer, number, days):
        """So many entries filed `days` ago, or come up from a round below that is made for them."""
        if not round_.comes_from_below:
            return self.filed(round_, number, self.ago(days))
        lower = self.round_below(round_)
        ground = Ground("00/QĐ-DT", self.today, "", self.today + datetime.timedelta(days=365))
        climbed = []
        below = self.officer_of(lower.organiser)
        for place, entry in enumerate(self.entered(lower, below, number, days + 60), 1):
            accepted = registrations.accept(entry=entry, by=below, at=self.ago(days + 50))
            own = Ground(ground.decision_number, ground.decision_date, f"DT-{place:03}", ground.valid_until)
            climbed.append(
                registrations.enter_from_below(entry=accepted, round=round_, ground=own, by=officer, at=self.ago(days))
            )
        return climbed

    def round_below(self, round_):
        """A round of the level below, over by the time it is needed, by an office inside the upper round's place."""
        level = VoteLevel(round_.level).below
        region = Region.objects.filter(kind=Region.Kind.VOTE).first() if level == VoteLevel.REGION else None
        if level == VoteLevel.REGION:
            organiser = round_.organiser
        elif level == VoteLevel.PROVINCE:
            members = RegionMembership.objects.on(self.today).filter(region=round_.region).order_by("pk")
            organiser = self.found(
                Organisation.objects.on(self.today).filter(
                    kind=OrganisationKind.DEPARTMENT, unit__in=members.values("unit")
                ),
                "Sở Công Thương",
            )
        else:
            commune = communes_of(round_.unit, on=self.today)[0]
            organiser = self.organiser(
                {
                    "code": None,
                    "kind": OrganisationKind.COMMUNE,
                    "name": f"Ủy ban nhân dân {commune.full_name}",
                    "unit": None,
                },
                commune,
            )
        return self.announced(
            organiser,
            self.officer_of(organiser),
            self.ago(150),
            self.ago(20),
            level=level,
            title=f"Diễn tập: kỳ bình chọn cấp dưới của “{self.plan['title']}”"[:250],
            year=self.plan["year"],
            region=region,
        )

    def filed(self, round_, number, at):
        province = round_.unit.province
        commune = round_.unit if round_.level == VoteLevel.LOWEST else communes_of(province, on=self.today)[0]
        stage = SimpleNamespace(people={}, commune=commune, so=SimpleNamespace(unit=province), today=self.today)
        filing = Filing(stage)
        known = [group.code for group in round_.rule_set.groups]
        entries = []
        for place, group in zip(range(1, number + 1), cycle(known), strict=False):
            names = PRODUCTS[group]
            owner = f"Chủ cơ sở {place}"
            stage.people[owner] = self.person(owner)
            product = f"{names[(place // len(known)) % len(names)]} diễn tập số {place}"
            one = Invented(f"Cơ sở diễn tập số {place}", owner, product, group, (), round_.level == VoteLevel.LOWEST)
            entries.append(filing.submitted(round_, one, at))
        return entries

    def announced(self, organiser, officer, opens_at, closes_at, **facts):
        # Made today, because that pins the rules of today; announced on the day it opened.
        round_ = registrations.create_round(
            organiser=organiser, opens_at=opens_at, closes_at=closes_at, **facts, by=officer, at=self.at
        )
        return registrations.announce(round=round_, by=officer, at=opens_at)

    # Bodies and people

    def organiser(self, facts, unit=None):
        """The body of the same code or name; a commune's office, which no list brings along, is made."""
        bodies = Organisation.objects.on(self.today).filter(kind=facts["kind"])
        found = facts["code"] and bodies.filter(code=facts["code"]).first()
        found = found or bodies.filter(name=facts["name"]).first()
        if found is None and facts["kind"] in (OrganisationKind.COMMUNE, OrganisationKind.DEPARTMENT):
            unit = unit or self.unit(facts["unit"])
            found = create_organisation(kind=facts["kind"], name=facts["name"][:200], unit=unit, by=None, at=self.at)
        if found is None:
            raise Refused(f"Cổng diễn tập không có cơ quan “{facts['name']}”.", field="file")
        return found

    def unit(self, facts):
        if facts is None:
            return None
        if facts["level"] == Level.PROVINCE:
            found = unit_on(self.today, level=Level.PROVINCE, name=facts["name"])
        else:
            province = unit_on(self.today, level=Level.PROVINCE, name=facts["province"])
            found = province and unit_on(self.today, level=facts["level"], name=facts["name"], within=province)
        if found is None:
            raise Refused(f"Cổng diễn tập không có đơn vị “{facts['name']}” vào ngày hôm nay.", field="file")
        return AdministrativeUnit.objects.get(pk=found.pk)

    def found(self, rows, what):
        row = rows.first()
        if row is None:
            raise Refused(f"Cổng diễn tập không có {what} của kỳ này.", field="file")
        return row

    def officer_of(self, organiser):
        """An officer of the office, with its head beside: made once."""
        officers = organiser.memberships.filter(role=Role.OFFICER, user__email__endswith=DOMAIN)
        if (known := officers.select_related("user").first()) is not None:
            return known.user
        place = f" – {organiser.short_name or organiser.name}"
        officer = None
        for role, words in ((Role.HEAD, "Lãnh đạo"), (Role.OFFICER, "Cán bộ tiếp nhận")):
            officer = self.person(f"{words}{place}"[:100])
            since = organiser.valid_from or self.today - datetime.timedelta(days=365)
            add_member(user=officer, organisation=organiser, role=role, valid_from=since, by=None, at=self.at)
        return officer

    def person(self, words):
        """Who they are stands in the name, so that every page and paper says that nobody is meant."""
        return create_person(
            email=f"vai-{next(self.tally)}{DOMAIN}",
            full_name=f"{words} (diễn tập)",
            consented_at=self.at,
            by=None,
            at=self.at,
        )
