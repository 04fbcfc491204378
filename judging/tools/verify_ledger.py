#!/usr/bin/env python3
"""Check an exported score ledger and recount the round from it, without the portal.

    python3 verify_ledger.py so-diem.jsonl [--head HASH]

Python's standard library only, and no line in common with the portal: whoever doubts a result can read these
lines and run them anywhere. HASH is the last hash as the minutes or the mail name it; some line must still have it,
so that a ledger cut off before it, or rewritten as a whole, is found out too.

It replays every event, recounts totals, means, votes and results, and names the first wrong line.
"""

import argparse
import hashlib
import json
import re
import sys
from functools import lru_cache

START = "0" * 64
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
READER = json.JSONDecoder()
TOGETHER = 50  # lines that are read in one go
POINTS = re.compile(r"(\d+)(?:\.(\d+))?")


class Wrong(Exception):
    """A line that cannot be right."""


def need(condition, sentence):
    if not condition:
        raise Wrong(sentence)


@lru_cache(maxsize=4096)  # the same points come back again and again
def hundredths(text, digits):
    """Points written as text, as a whole number of their smallest unit: "39.50" with 2 digits is 3950."""
    found = POINTS.fullmatch(text) if isinstance(text, str) else None
    need(found, f"điểm ghi sai cách: {text!r}")
    whole, rest = found.groups()
    rest = (rest or "").rstrip("0")
    need(len(rest) <= digits, f"điểm {text} có quá nhiều chữ số lẻ")
    return int(whole + rest.ljust(digits, "0"))


def half_up_mean(totals):
    """The mean in smallest units; a half goes up: (2·sum + n) div 2n."""
    return (2 * sum(totals) + len(totals)) // (2 * len(totals))


def share(text):
    """ "2/3" as (2, 3)."""
    above, _, below = text.partition("/")
    return int(above), int(below or 1)


class Pass:
    """One scoring pass while it is replayed."""

    def __init__(self, line):
        self.number = line["number"]
        self.digits = line["digits"]
        self.maxima = {code: hundredths(maximum, self.digits) for code, maximum in line["criteria"]}
        self.threshold = hundredths(line["threshold"], self.digits)
        self.entries = set(line["entries"])
        need(len(self.entries) == len(line["entries"]), "sản phẩm lặp trong lượt chấm")
        self.sheets = {}  # (judge, entry) -> total in smallest units, or None for not scored
        self.aside = {}  # sheets of entries that fell when an earlier pass was opened again
        self.voided = set()
        self.results = None  # entry -> mean or None
        self.reopened = None  # once it is opened again: the entries named
        self.excused = set()  # pairs of those entries that had no sheet when it was opened again
        self.waits = False  # an earlier pass is open again

    def open_again(self, named, assigned):
        """For these entries, and for those for which it was open already."""
        if self.results is None:
            named = named | self.reopened
        else:
            self.former = self.results
        judged = self.former.keys()
        self.excused = {pair for pair in assigned if pair[1] in judged and pair not in self.sheets}
        self.reopened, self.results = named, None

    def is_open_for(self, entry):
        return self.reopened is None or entry is None or entry in self.reopened


class Replay:
    """The round as the ledger tells it."""

    def __init__(self):
        self.members = {}  # number -> has a vote
        self.judges = set()
        self.assigned = set()
        self.declared = {}
        self.passes = []
        self.rules = None
        self.meeting = None
        self.present = set()
        self.votes = {}
        self.recused = set()  # (entry, member)
        self.is_secret = False
        self.sets = {}  # the entry that leads -> the entries merged into it
        self.decided = {}  # entry -> (ground, votes for it, is it recognised?)
        self.is_over = False  # has the meeting ended?
        self.published = set()
        self.nominated = set()
        self.complaints = set()  # entries with a complaint that waits for its answer
        self.scoring = False  # has a sheet been handed in?

    def take(self, line):
        name = line.get("event")
        handler = getattr(self, f"on_{name}", None) if isinstance(name, str) else None
        if handler is None:
            raise Wrong(f"sự kiện lạ: {name!r}")
        handler(line)

    def on_council_set_up(self, line):
        need(line["n"] == 1, "quyết định thành lập hội đồng phải là dòng đầu")

    def on_member_seated(self, line):
        need(line["member"] not in self.members, "thành viên đã có trong hội đồng")
        self.members[line["member"]] = line["votes"]

    def on_member_removed(self, line):
        need(self.members.pop(line["member"], None) is not None, "không có thành viên này")

    def on_judge_added(self, line):
        need(line["judge"] not in self.judges, "giám khảo đã có trong ban giám khảo")
        self.judges.add(line["judge"])

    def on_judge_removed(self, line):
        need(line["judge"] in self.judges, "không có giám khảo này")
        self.judges.discard(line["judge"])

    def on_assigned(self, line):
        for judge, entry in line["pairs"]:
            need(judge in self.judges, f"phân công cho người không phải giám khảo: {judge}")
            need((judge, entry) not in self.assigned, f"phân công hai lần: {judge}, {entry}")
            self.assigned.add((judge, entry))

    def on_assignment_released(self, line):
        pair = (line["judge"], line["entry"])
        need(pair in self.assigned, "thôi một phân công không có")
        self.assigned.discard(pair)

    def on_declared(self, line):
        pair = (line["judge"], line["entry"])
        need(pair in self.assigned, "khai cho sản phẩm không được phân công")
        need(self.declared.get(pair, "none") == "none", "khai lại sau khi đã có xung đột")
        need(pair not in self.declared or line["kind"] != "none", "khai “không xung đột” hai lần")
        self.declared[pair] = line["kind"]

    def on_stage_marked(self, line):
        need(line["kind"] == "done" or line["reason"].strip(), "bỏ qua hoặc mở lại một bước mà không ghi lý do")

    def on_conflict_reviewed(self, line):
        need((line["judge"], line["entry"]) in self.assigned, "quyết định xung đột cho sản phẩm không được phân công")
        need(bool(line["reason"].strip()), "quyết định xung đột mà không ghi lý do")

    def on_bands_agreed(self, line):
        need(not self.scoring, "đổi khung điểm khi đã có phiếu nộp")
        for code, lowest, highest in line["bands"]:
            need(hundredths(lowest, 4) <= hundredths(highest, 4), f"khung điểm của tiêu chí {code} không hợp lệ")

    @property
    def last(self):
        """The last pass that does not wait."""
        begun = [one for one in self.passes if not one.waits]
        return begun[-1] if begun else None

    def is_scored(self):
        return bool(self.passes) and all(one.results is not None for one in self.passes)

    def on_pass_opened(self, line):
        last = self.last
        need(last is None or last.results is not None, "mở lượt mới khi lượt trước chưa khóa")
        need(not any(one.waits for one in self.passes), "mở lượt mới khi còn lượt tạm dừng")
        new = Pass(line)
        need(new.number == len(self.passes) + 1, "số thứ tự lượt chấm sai")
        self.need_passed(last, new.entries)
        self.rules = line
        self.passes.append(new)

    def need_passed(self, last, entries):
        if last:
            passed = {e for e, mean in last.results.items() if mean is not None and mean >= last.threshold}
            need(entries <= passed, "lượt sau có sản phẩm chưa đạt ở lượt trước")

    def on_pass_resumed(self, line):
        """What it is about may have changed meanwhile; the sheets of what fell are laid aside until it comes back."""
        last, number = self.last, line["number"]
        waiting = 0 < number <= len(self.passes) and self.passes[number - 1].waits
        need(waiting and last.number == number - 1, "mở tiếp một lượt không tạm dừng")
        need(last.results is not None, "mở tiếp khi lượt trước chưa khóa")
        current, entries = self.passes[number - 1], set(line["entries"])
        self.need_passed(last, entries)
        current.entries, current.waits = entries, False
        known = current.sheets | current.aside
        current.sheets = {key: total for key, total in known.items() if key[1] in entries and self.may_judge(key)}
        current.aside = {key: total for key, total in known.items() if key not in current.sheets}

    def may_judge(self, pair):
        return pair in self.assigned and self.declared.get(pair) == "none"

    def open_pass(self, line):
        need(bool(self.passes), "chưa mở lượt chấm nào")
        current = self.last
        need(current.number == line["number"] and current.results is None, "lượt chấm này không mở")
        need(current.is_open_for(line.get("entry")), "lượt chấm không mở lại cho sản phẩm này")
        return current

    def on_reopened(self, line):
        """A pass, or the meeting, for named entries: they wait for a decision again, all others keep theirs. The passes
        after it wait."""
        named = set(line["entries"])
        need(bool(named) and bool(line["reason"].strip()), "mở lại mà không ghi sản phẩm hay lý do")
        if line["number"] is None:
            need(self.is_scored(), "mở lại khi lượt chấm chưa khóa")
        else:
            need(0 < line["number"] <= len(self.passes), "mở lại một lượt không có")
            need(self.passes[line["number"] - 1].results is not None, "mở lại khi lượt chấm chưa khóa")
        need(self.meeting is None or self.is_over, "mở lại khi phiên họp chưa kết thúc")
        judged = {entry for one in self.passes for entry in one.results or ()}
        need(named <= judged, "mở lại sản phẩm chưa có kết quả")
        need(not named & self.nominated, "mở lại sản phẩm đã đề cử")
        for lead, others in list(self.sets.items()):
            together = {lead, *others}
            if together & named:
                need(together <= named, "mở lại một phần của bộ sản phẩm")
                del self.sets[lead]
        for entry in named:
            self.decided.pop(entry, None)
        self.published -= named
        self.votes = {pair: choice for pair, choice in self.votes.items() if pair[0] not in named}
        if line["number"] is not None:
            for one in self.passes[line["number"] - 1 :]:
                if one.results is not None or one.reopened is not None:
                    one.open_again(named, self.assigned)
                one.waits = one.number > line["number"]
        if self.is_over:
            self.meeting, self.is_over = None, False

    def on_sheet_submitted(self, line):
        current = self.open_pass(line)
        key = (line["judge"], line["entry"])
        need(line["entry"] in current.entries, "sản phẩm không thuộc lượt chấm")
        need(key in self.assigned, "phiếu của người không được phân công")
        need(self.declared.get(key) == "none", "phiếu của người chưa khai hoặc có xung đột lợi ích")
        need(key not in current.sheets, "nộp hai phiếu cho một sản phẩm")
        need(key not in current.voided, "nộp phiếu đã bị loại")
        self.scoring = True
        if line["scores"] is None:
            need(line["total"] is None, "phiếu không chấm mà có tổng điểm")
            current.sheets[key] = None
            return
        need(line["scores"].keys() == current.maxima.keys(), "phiếu không đủ hoặc thừa tiêu chí")
        total = 0
        for code, text in line["scores"].items():
            value = hundredths(text, current.digits)
            if value > current.maxima[code]:
                raise Wrong(f"điểm {text} vượt mức tối đa của tiêu chí {code}")
            total += value
        need(total == hundredths(line["total"], current.digits), "tổng điểm của phiếu không đúng")
        current.sheets[key] = total

    def on_sheet_reopened(self, line):
        current = self.open_pass(line)
        key = (line["judge"], line["entry"])
        need(key in current.sheets, "mở lại phiếu chưa nộp")
        del current.sheets[key]

    def on_sheet_confirmed(self, line):
        """A judge stands by the paper that the secretary keyed in."""
        need((line["judge"], line["entry"]) in self.open_pass(line).sheets, "xác nhận phiếu chưa nộp")

    def on_sheet_voided(self, line):
        number, key = line["number"], (line["judge"], line["entry"])
        need(0 < number <= len(self.passes), "chưa mở lượt chấm nào")
        current = self.passes[number - 1]  # one that waits loses its sheets too
        need(current.results is None, "lượt chấm này không mở")
        need(current.is_open_for(line["entry"]), "lượt chấm không mở lại cho sản phẩm này")
        conflict = self.declared.get(key, "none") != "none"
        need(conflict or key not in self.assigned, "loại phiếu khi không có xung đột và không thôi phân công")
        current.voided.add(key)
        current.sheets.pop(key, None)

    def on_pass_closed(self, line):
        current = self.open_pass(line)
        results, scored = {}, {}
        for (_, entry), total in current.sheets.items():
            if total is not None:
                scored.setdefault(entry, []).append(total)
        for entry, mean, counted, passed in line["results"]:
            need(entry in current.entries and entry not in results, f"kết quả lạ hoặc lặp: {entry}")
            totals = scored.get(entry, [])
            need(counted == len(totals), f"{entry}: số phiếu được tính là {len(totals)}, sổ ghi {counted}")
            if not totals:
                need(mean is None and passed is False, f"{entry}: không ai chấm mà có kết quả")
                results[entry] = None
                continue
            own = half_up_mean(totals)
            need(mean is not None and own == hundredths(mean, current.digits), f"{entry}: điểm bình quân không đúng")
            need(passed is (own >= current.threshold), f"{entry}: ghi sai đạt hay không đạt")
            results[entry] = own
        for judge, entry in self.assigned:
            asked = current.is_open_for(entry) and (judge, entry) not in current.excused
            if asked and entry in results and self.declared.get((judge, entry), "none") == "none":
                need((judge, entry) in current.sheets, f"khóa lượt khi giám khảo {judge} chưa nộp phiếu {entry}")
        if current.reopened is not None:
            for entry, mean in current.former.items():
                if entry not in current.reopened and entry in results:
                    need(results[entry] == mean, f"{entry}: kết quả đổi mà không được mở lại")
            # What was opened again and is not in the list any more has fallen or was withdrawn.
            kept = {entry: mean for entry, mean in current.former.items() if entry not in current.reopened}
            results = {**kept, **results}
        current.results = results

    def on_meeting_opened(self, line):
        need(self.meeting is None, "đã có phiên họp")
        need(self.is_scored(), "họp khi chưa khóa điểm")
        self.meeting = line["meeting"]
        self.is_secret = line.get("is_secret", False)

    def at_meeting(self, line):
        need(self.meeting is not None and line["meeting"] == self.meeting, "không có phiên họp này")
        need(not self.is_over, "phiên họp đã kết thúc")

    def on_attendance(self, line):
        self.at_meeting(line)
        voting = sorted(member for member, votes in self.members.items() if votes)
        need(line["voting"] == voting, "danh sách người có quyền biểu quyết không đúng")
        need(set(line["present"]) <= set(self.members), "điểm danh người ngoài hội đồng")
        self.present = set(line["present"])

    def on_member_recused(self, line):
        need(not self.is_over, "phiên họp đã kết thúc")
        need(self.members.get(line["member"]) is True, "người này không có quyền biểu quyết")
        pair = (line["entry"], line["member"])
        need(pair not in self.recused, "khai không biểu quyết hai lần")
        need(not (self.is_secret and pair in self.votes), "rút lại một phiếu kín")
        self.recused.add(pair)
        self.votes.pop(pair, None)

    def passed(self, entry):
        last = self.passes[-1]
        mean = last.results.get(entry)
        return mean is not None and mean >= last.threshold

    def merged(self):
        return {entry for entries in self.sets.values() for entry in entries}

    def on_entries_merged(self, line):
        self.at_meeting(line)
        taken = self.merged() | set(self.sets) | {entry for entry, _ in self.votes}
        together = [line["lead"], *line["entries"]]
        need(len(together) > 1 and len(set(together)) == len(together), "bộ phải có từ hai sản phẩm khác nhau")
        need(not taken & set(together), "gộp sản phẩm đã ở trong bộ khác hoặc đã biểu quyết")
        need(all(self.passed(entry) for entry in together), "gộp sản phẩm chưa đạt điểm")
        means = self.passes[-1].results
        need(means[line["lead"]] == max(means[entry] for entry in together), "bộ không mang điểm cao nhất của nó")
        self.sets[line["lead"]] = line["entries"]

    def on_set_split(self, line):
        self.at_meeting(line)
        need(line["lead"] in self.sets, "tách một bộ không có")
        need(line["lead"] not in {entry for entry, _ in self.votes}, "tách một bộ đã biểu quyết")
        del self.sets[line["lead"]]

    def at_vote(self, line):
        self.at_meeting(line)
        need((line["entry"], line["member"]) not in self.recused, "người này không biểu quyết vì xung đột lợi ích")
        need(self.members.get(line["member"]) is True, "người này không có quyền biểu quyết")
        need(line["member"] in self.present, "người biểu quyết không có mặt")
        need(self.passed(line["entry"]), "biểu quyết sản phẩm chưa đạt điểm")
        need(line["entry"] not in self.merged(), "biểu quyết sản phẩm đã gộp vào bộ")
        need(line["entry"] not in self.decided, "biểu quyết sản phẩm đã quyết định mà không mở lại")

    def on_vote(self, line):
        self.at_vote(line)
        need(not self.is_secret, "ghi tên người biểu quyết trong phiên bỏ phiếu kín")
        need(line["choice"] in ("agree", "disagree", "abstain"), "ý kiến biểu quyết lạ")
        self.votes[line["entry"], line["member"]] = line["choice"]

    def on_ballot_cast(self, line):
        """A secret ballot: that it was cast is here, how only the count at the end says."""
        self.at_vote(line)
        need(self.is_secret, "phiếu kín trong phiên biểu quyết công khai")
        need((line["entry"], line["member"]) not in self.votes, "bỏ phiếu kín hai lần")
        self.votes[line["entry"], line["member"]] = "secret"

    def on_meeting_closed(self, line):
        self.at_meeting(line)
        voters = [member for member in self.present if self.members[member]]
        above, below = share(self.rules["quorum"])
        voting = sum(1 for votes in self.members.values() if votes)
        need(len(voters) * below >= voting * above, "không đủ số thành viên dự họp")
        last = self.passes[-1]
        latest = {}
        for one in self.passes:
            for entry, mean in one.results.items():
                latest[entry] = mean
        listed = [row[0] for row in line["outcomes"]]
        need(len(set(listed)) == len(listed) and set(listed) <= set(latest), "danh sách kết quả thừa hoặc lặp")
        above, below = share(self.rules["majority"])
        agreed, majority, merged = {}, set(), self.merged()
        told = {row[0]: row[2] for row in line["outcomes"]}
        earlier = {entry: row for entry, row in self.decided.items() if row[0] in ("recognised", "beyond_places")}
        for entry in listed:
            if entry in self.decided:
                need(entry in earlier, f"{entry}: quyết định lại mà không mở lại")
                agreed[entry] = self.decided[entry][1]
                majority.add(entry)
            elif self.passed(entry) and entry not in merged:
                able = [member for member in voters if (entry, member) not in self.recused]
                self.check_quorum(entry, len(able), voting)
                cast = [self.votes.get((entry, member)) for member in able]
                need(None not in cast, f"{entry}: thiếu ý kiến biểu quyết")
                agreed[entry] = told[entry] if self.is_secret else cast.count("agree")
                need(type(agreed[entry]) is int and 0 <= agreed[entry] <= len(able), f"{entry}: số phiếu đồng ý lạ")
                if agreed[entry] * below > len(able) * above:
                    majority.add(entry)
        recognised = {row[0] for row in line["outcomes"] if row[3]}
        for entry, ground, count, is_recognised in line["outcomes"]:
            need(count == agreed.get(entry), f"{entry}: số phiếu đồng ý không đúng")
            need(is_recognised is (ground == "recognised"), f"{entry}: căn cứ và kết quả trái nhau")
            if entry in merged:
                need(ground == "merged", f"{entry}: đã gộp vào bộ mà ghi khác")
            elif latest[entry] is None:
                need(ground == "not_scored", f"{entry}: không được chấm mà ghi khác")
            elif entry not in agreed:
                need(ground == "below_threshold", f"{entry}: chưa đạt điểm mà ghi khác")
            elif entry not in majority:
                need(ground == "not_agreed", f"{entry}: không đủ phiếu đồng ý mà ghi khác")
            else:
                need(ground in ("recognised", "beyond_places"), f"{entry}: đủ phiếu đồng ý mà ghi khác")
        kept = {entry for entry, row in earlier.items() if row[2] and entry not in listed}
        majority |= earlier.keys()
        self.check_places(last.results, majority, recognised | kept, line)
        for entry, ground, count, is_recognised in line["outcomes"]:
            self.decided[entry] = ground, count, is_recognised
            self.published.discard(entry)
        self.is_over = True

    def check_quorum(self, entry, present, voting):
        """The quorum for one entry counts without the members who have a conflict in it."""
        above, below = share(self.rules["quorum"])
        able = voting - sum(1 for recused, _ in self.recused if recused == entry)
        need(present > 0 and present * below >= able * above, f"{entry}: không đủ số người được biểu quyết")

    def check_places(self, means, majority, recognised, line):
        places = self.rules["places"]
        want = len(majority) if places is None else min(places, len(majority))
        # Once published, those who were told that they are recognised stay so beside whoever deserved the place.
        told, fresh, left_out = recognised & self.published, recognised - self.published, majority - recognised
        need(
            want <= len(recognised) <= want + len(told),
            f"số sản phẩm được công nhận phải là {want}, sổ ghi {len(recognised)}",
        )
        sentence = "sản phẩm điểm thấp hơn được chọn trước sản phẩm điểm cao hơn"
        if left_out:
            highest = max(means[entry] for entry in left_out)
            need(sum(1 for entry in recognised if means[entry] >= highest) >= want, sentence)
        if fresh:
            lowest = min(means[entry] for entry in fresh)
            need(sum(1 for entry in majority if means[entry] > lowest) < want, sentence)
            tie = any(means[entry] == lowest for entry in left_out)
            need(not tie or bool(line["cut_note"].strip()), "bằng điểm ở vạch cắt mà không ghi quyết định")

    def on_prizes_awarded(self, line):
        need(self.is_over, "xếp giải trước kết luận")
        graded = [entry for entry, _, _ in line["prizes"]]
        need(len(set(graded)) == len(graded), "một sản phẩm có hai giải")
        need(not set(graded) & self.published, "xếp giải sau công bố")
        need(all(self.is_recognised(entry) for entry in graded), "xếp giải cho sản phẩm không được công nhận")

    def is_recognised(self, entry):
        return entry in self.decided and self.decided[entry][2]

    def on_published(self, line):
        fresh = set(self.decided) - self.published
        need(self.is_over and bool(fresh), "công bố khi chưa có kết luận, hoặc hai lần")
        # While a round published once and for all, the line named nobody.
        need(set(line.get("entries", fresh)) == fresh, "danh sách công bố không đúng")
        self.published |= fresh

    def on_complaint_filed(self, line):
        need(bool(self.published), "khiếu nại trước khi công bố")
        need(line["entry"] not in self.complaints, "khiếu nại mới khi khiếu nại trước chưa trả lời")
        self.complaints.add(line["entry"])

    def on_complaint_answered(self, line):
        need(line["entry"] in self.complaints, "trả lời khi không có khiếu nại")
        self.complaints.discard(line["entry"])

    def on_nominated(self, line):
        need(bool(self.published), "đề cử trước khi công bố")
        published = line["entry"] in self.published
        need(published and self.is_recognised(line["entry"]), "đề cử sản phẩm không được công nhận")
        need(line["entry"] not in self.nominated, "đề cử hai lần")
        agreed, present = line.get("agreed"), line.get("present")
        if agreed is not None:
            above, below = share(self.rules["majority"])
            need(agreed <= present and agreed * below > present * above, "đề cử khi không đủ phiếu đồng ý")
        self.nominated.add(line["entry"])


def read(text, sentence):
    try:
        return json.loads(text)
    except ValueError:
        raise Wrong(sentence) from None


def digest(previous, content):
    return hashlib.sha256((previous + content).encode("utf-8")).hexdigest()


def opened(number, text, previous):
    """Check one line of the file without its meaning; returns its content, read, and its hash."""
    line = read(text, "không phải JSON")
    fields = ("sequence", "content", "previous_hash", "hash")
    need(isinstance(line, dict) and tuple(line) == fields, "thiếu hoặc thừa trường")
    need(line["sequence"] == number, f"số thứ tự là {line['sequence']}, phải là {number}")
    need(line["previous_hash"] == previous, "không nối với dòng trước")
    own = digest(previous, line["content"])
    need(line["hash"] == own, "mã băm không khớp nội dung")
    content = read(line["content"], "nội dung không phải JSON")
    need(CANONICAL.encode(content) == line["content"], "nội dung không ở dạng chuẩn tắc")
    return content, own


def opened_at_once(first, texts, previous):
    """What `opened` returns for each of these lines, numbered from `first`; or None if anything is not as the portal
    writes it: then `opened` looks at them one by one and says what. Much faster."""
    contents, found = [], []
    for number, text in enumerate(texts, first):
        start = f'{{"sequence": {number}, "content": "'
        if not text.startswith(start):
            return None
        try:
            content, end = READER.raw_decode(text, len(start) - 1)
            own = digest(previous, content)
            fact, length = READER.raw_decode(content)
        except ValueError:
            return None
        if length != len(content) or text[end:] != f', "previous_hash": "{previous}", "hash": "{own}"}}':
            return None
        contents.append(content)
        found.append((fact, own))
        previous = own
    # Whole values with commas between them: the two long texts are equal only if each is.
    written = CANONICAL.encode([fact for fact, _ in found])
    return found if written == f"[{','.join(contents)}]" else None


def take(content, number, replay, round_number):
    """Let one line's event happen; returns its round."""
    need(content.get("n") == number, "số thứ tự trong nội dung không khớp")
    need(round_number in (None, content.get("round")), "dòng của kỳ bình chọn khác")
    try:
        replay.take(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Wrong(f"nội dung thiếu hoặc sai kiểu ({error})") from None
    return content.get("round")


def verify(lines, head=None):
    """(number of events, last hash); raises Wrong whose first argument is “dòng n: …”."""
    lines = [line.rstrip("\n") for line in lines if line.strip()]
    replay, previous, round_number, number, hashes = Replay(), START, None, 0, set()
    for first in range(0, len(lines) - 1, TOGETHER):
        block = lines[first : min(first + TOGETHER, len(lines) - 1)]
        at_once = opened_at_once(first + 1, block, previous)
        for place, text in enumerate(block):
            number = first + place + 1
            try:
                content, previous = at_once[place] if at_once else opened(number, text, previous)
                round_number = take(content, number, replay, round_number)
            except Wrong as wrong:
                raise Wrong(f"dòng {number}: {wrong}") from None
            hashes.add(previous)
    try:
        need(bool(lines), "tệp trống")
        end = read(lines[-1], "không phải JSON")
        need(isinstance(end, dict) and set(end) == {"length", "head"}, "thiếu dòng kết thúc sổ")
        need(end["length"] == number, f"sổ phải có {end['length']} dòng, tệp có {number}")
        need(end["head"] == previous, "mã cuối sổ không khớp")
        need(head is None or head in hashes, "không dòng nào có mã đã in trong biên bản")
    except Wrong as wrong:
        raise Wrong(f"dòng {len(lines)}: {wrong}") from None
    return number, previous


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Kiểm tra sổ điểm và tính lại kết quả bình chọn.")
    parser.add_argument("file", help="tệp sổ điểm tải từ cổng (.jsonl)")
    parser.add_argument("--head", help="mã cuối sổ in trong biên bản hoặc gửi trong thư")
    options = parser.parse_args(arguments)
    with open(options.file, encoding="utf-8") as file:
        lines = file.read().split("\n")
    try:
        number, head = verify(lines, options.head)
    except Wrong as wrong:
        print(f"SAI – {wrong}.")
        return 1
    print(f"ĐÚNG – {number} dòng, mã cuối {head}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
