"""Rules from files: what is read, what is refused, and what a second load changes."""

import re
import shutil
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from kernel.reference import FixtureError
from logistics.goods.models import Commodity
from logistics.paperwork.loading import load
from logistics.paperwork.models import Rule, RulePaper
from tests.factories.goods import load_commodities
from tests.factories.paperwork import FIXTURES, LOADED_AT, load_rules

SHARED = Path(settings.BASE_DIR).parent / "shared" / "reference" / "export_rules.yaml"
LATER = LOADED_AT + timedelta(days=1)

NON_COMMERCIAL = {"official_certificate_2019_1793", "analysis_results_2019_1793", "ched_d"}
"""Asked under 2019/1793, which leaves out small non-commercial goods and samples (its Art. 1(3))."""

WHEN = {
    "always": "always",
    "consignment_value_eur <= 6000": "consignment_value_eur <= 6000.00",
    "consignment_value_eur > 6000": "consignment_value_eur > 6000.00",
    "never needed for duty (EU MFN is 0); optional": "never",
    "not required by the EU (Annex XI Part C); still issued by VN on request": "never",
    "orchard and packing house on the GACC list": "always",
    "preference claimed (AANZ/CPTPP/RCEP)": "preference in {AANZFTA, CPTPP, RCEP}",
    "preference claimed (UKVFTA)": "preference = UKVFTA",
    "preference claimed (VJ/AJ/CPTPP/RCEP)": "preference in {AJCEP, CPTPP, RCEP, VJEPA}",
    "preference claimed (VK/AK/RCEP)": "preference in {AKFTA, RCEP, VKFTA}",
    "preference claimed (CPTPP)": "preference = CPTPP",
    "preference claimed (E/RCEP)": "preference in {ACFTA, RCEP}",
    "preference claimed (D/CPTPP/RCEP)": "preference in {ATIGA, CPTPP, RCEP}",
    "preference claimed (CEPA (if in force))": "preference = CEPA and ask(CEPA_IN_FORCE)",
}
"""How a condition in the study's words is written; the days of the EUDR apart, all the rest is asked."""
EUDR = (
    "entry_date >= 2026-12-30 and operator_size in {LARGE, MEDIUM}"
    " or entry_date >= 2027-06-30 and operator_size in {MICRO, NATURAL, SMALL}"
)
GATES = {
    "dispatch": "IMPORT",
    "customs": "CUSTOMS",
    "policy": "POLICY",
    "tariff_preference": "PREFERENCE",
    "nothing": "INFO",
}


def test_the_files_load_and_a_second_time_change_nothing(db: None) -> None:
    first = load(FIXTURES, at=LOADED_AT)
    again = load(FIXTURES, at=LATER)

    assert (len(first.lines), first.same) == (223, 0)
    assert (again.lines, again.same, again.gone) == ([], 223, [])
    assert set(Rule.objects.values_list("version", flat=True)) == {1}


def test_the_goods_are_commodities_of_the_shop(db: None) -> None:
    load_commodities()
    load_rules()
    known = set(Commodity.objects.values_list("code", flat=True))
    named = [code for rule in Rule.objects.select_related("good") for code in rule.good.commodity_codes]

    assert set(named) <= known
    assert Rule.objects.filter(good__code__in=["okra", "chilli", "jackfruit"]).count() == 3


def test_the_command_shows_the_difference_before_it_is_made(db: None, tmp_path: Path) -> None:
    load(a_copy(tmp_path), at=LOADED_AT)
    folder = altered(tmp_path, "rules-JP.yaml", "grams_per_m3_min: 32", "grams_per_m3_min: 48")
    out = StringIO()

    call_command("load_export_rules", "--folder", str(folder), "--check", stdout=out)

    assert "~ lychee/JP v1 > v2: treatments" in out.getvalue()
    assert "rules: 1 new versions, 19 as before, 0 gone" in out.getvalue()
    assert not Rule.objects.filter(version=2).exists()


def test_a_changed_row_is_a_new_version_and_the_old_one_stays_to_be_read(db: None, tmp_path: Path) -> None:
    load(a_copy(tmp_path), at=LOADED_AT)
    folder = altered(tmp_path, "rules-JP.yaml", "grams_per_m3_min: 32", "grams_per_m3_min: 48")

    load(folder, at=LATER)

    old, new = Rule.objects.filter(name="lychee/JP").order_by("version")
    assert old.treatments[0]["grams_per_m3_min"] == 32
    assert (old.superseded_at, old.valid_to) == (LATER, None)
    assert (new.treatments[0]["grams_per_m3_min"], new.version, new.superseded_at) == (48, 2, None)


def test_where_the_new_one_begins_later_the_old_one_ends_the_day_before(db: None, tmp_path: Path) -> None:
    load(a_copy(tmp_path), at=LOADED_AT)
    folder = altered(tmp_path, "rules-JP.yaml", '"2021-05-31"', '"2026-07-01"')

    load(folder, at=LATER)

    old = Rule.objects.get(name="lychee/JP", version=1)
    assert old.valid_to == date(2026, 6, 30)


def test_a_row_that_went_is_named_and_stays_in_force(db: None, tmp_path: Path) -> None:
    load(a_copy(tmp_path), at=LOADED_AT)
    folder = altered(tmp_path, "rules-JP.yaml", "", "")
    rows = yaml.safe_load((folder / "rules-JP.yaml").read_text(encoding="utf-8"))["rules"]
    (folder / "rules-JP.yaml").write_text(yaml.safe_dump({"rules": rows[1:]}), encoding="utf-8")

    loaded = load(folder, at=LATER)

    assert loaded.gone == ["lychee/JP"]
    assert Rule.objects.get(name="lychee/JP").superseded_at is None


REFUSED = [
    ("rules-JP.yaml", "status: OPEN\n", "status: OPEN\n    colour: red\n", "unknown field colour"),
    ("rules-JP.yaml", "status: OPEN\n", "status: WIDE_OPEN\n", "is none of"),
    ("rules-JP.yaml", "status: OPEN\n", "status: OPEN\n    status: OPEN\n", "stands twice"),
    ("rules-JP.yaml", "- good: longan", "- good: lychee", "stands twice"),
    ("rules-JP.yaml", "- good: longan", "- good: chayote", "no goods chayote"),
    ("rules-JP.yaml", "fresh_months: 12", "fresh_months: 99", "fresh_months"),
    ("rules-JP.yaml", "when: always", 'when: "price > 3"', "no fact"),
    ("rules-JP.yaml", "when: always", 'when: "ask(WHO_KNOWS)"', "no question"),
    ("rules-JP.yaml", "when: always", "when: 2026", "cannot|where a fact"),
    ("rules-JP.yaml", "kind: FUMIGATION", "kind: PRAYER", "is none of"),
    ("rules-JP.yaml", "minutes_min: 120", "minutes_min: long", "are numbers"),
    ("rules-JP.yaml", "kind: treatment_certificate", "kind: birth_certificate", "unknown paper"),
    ("rules-JP.yaml", "importer_of_record", "friend_of_record", "no friend_of_record"),
    ("rules-JP.yaml", '"2021-05-31"', '"31/5/2021"', "is a day like"),
    ("rules-JP.yaml", "rules:\n", "rules: &all [*all]\nmore:\n", "aliases|alias"),
    ("goods.yaml", 'hs6: "081090"', "hs6: 81090", "six digits"),
    ("goods.yaml", "code: lychee", "code: lychee, colour: red", "unknown field colour"),
    ("papers.yaml", "authority: true}", "authority: true, price: 3}", "unknown field price"),
    ("sources.yaml", "title:", "rumour:", "unknown field rumour"),
    ("destinations.yaml", "agreements: [EVFTA]", "agreements: EVFTA", "list of texts"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), REFUSED)
def test_what_is_refused_is_named_and_changes_nothing(
    db: None, tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    folder = altered(tmp_path, file, old, new)

    with pytest.raises(FixtureError) as refused:
        load(folder, at=LOADED_AT)

    assert re.search(said, str(refused.value))
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [1]\nrules: [*a, *a]\n",
        "rules: " + "[" * 50 + "]" * 50,
        "rules:\n" + "  - {}\n" * 40_000,
        "rules: !!python/object/apply:os.system [ls]\n",
        "rules: {",
        "\x00",
        "rules: [1, 2]\n",
        "rules: 3\n",
    ],
)
def test_a_bomb_does_not_go_off(db: None, tmp_path: Path, bomb: str) -> None:
    folder = altered(tmp_path, "rules-JP.yaml", "", "")
    (folder / "rules-JP.yaml").write_text(bomb, encoding="utf-8")

    with pytest.raises(FixtureError):
        load(folder, at=LOADED_AT)


def test_a_huge_file_is_not_even_read(db: None, tmp_path: Path) -> None:
    folder = altered(tmp_path, "rules-JP.yaml", "", "")
    (folder / "rules-JP.yaml").write_bytes(b"#" * 1_000_001)

    with pytest.raises(CommandError, match="larger than"):
        call_command("load_export_rules", "--folder", str(folder))


def test_the_database_keeps_versions_as_they_were_written(db: None) -> None:
    load_rules()

    for change in (
        lambda: Rule.objects.filter(name="lychee/JP").update(status="NOT_OPEN"),
        lambda: Rule.objects.filter(name="lychee/KR").update(status="OPEN"),
        lambda: RulePaper.objects.filter(rule__name="lychee/JP").update(when="never"),
        lambda: RulePaper.objects.filter(rule__name="lychee/JP").delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.skipif(not SHARED.exists(), reason="the study's own file is not beside the clone")
def test_nothing_of_the_study_was_lost_or_added(db: None) -> None:
    """Each of its 223 rows and 842 papers, in our form; the 29 ways to say when, each as an expression or
    asked."""
    study = yaml.safe_load(SHARED.read_text(encoding="utf-8"))
    load_rules()
    ours = {rule.name: rule for rule in Rule.objects.prefetch_related("papers")}
    texts = set()
    for row in study["requirements"]:
        good = row["commodity"].split(" ")[0]
        rule = ours.pop(f"{good}/{row['destination']}")
        assert rule.sources == row["source"]
        assert (rule.status == "OPEN") == (row["status"] == "open")
        assert rule.confidence == row["confidence"].upper()
        assert set(row.get("conditions", ())) - {"value_threshold"} == set(rule.conditions)
        assert bool(rule.treatments) == bool(row.get("treatment"))
        if "documents" not in row:
            assert rule.incomplete
            continue
        papers = list(rule.papers.all())
        assert len(papers) == len(row["documents"])
        for paper, wanted in zip(papers, row["documents"], strict=True):
            texts.add(wanted["when"])
            assert (paper.kind_id, paper.gate) == (wanted["doc"], GATES[wanted["blocks"]])
            assert says_the_same(paper, wanted["when"])
    assert ours == {}
    assert len(texts) == 29


def says_the_same(paper: RulePaper, text: str) -> bool:
    if paper.kind_id in NON_COMMERCIAL:
        return text == "always" and paper.when.startswith("purpose = SALE or")
    if "2026-12-30" in text or text == "same dates":
        return paper.when == EUDR
    if text.startswith("not required: Annex XI"):
        return paper.when == "never"
    return paper.when == WHEN[text] if text in WHEN else paper.when.startswith("ask(")


def a_copy(tmp_path: Path) -> Path:
    """The fixtures with the rules of Japan only: what is tested here is the same for all."""
    folder = tmp_path / "rules"
    if not folder.exists():
        folder.mkdir()
        for path in FIXTURES.glob("*.yaml"):
            if not path.name.startswith("rules-") or path.name == "rules-JP.yaml":
                shutil.copy(path, folder)
    return folder


def altered(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """Such a copy with one text changed, at its first place."""
    folder = a_copy(tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder
