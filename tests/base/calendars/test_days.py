from __future__ import annotations

import contextlib
import json
from datetime import date

import pytest
from django.utils.translation import override

from bench.mail_sets import DATA_SETS
from escalera.base.calendars.ical import LARGEST, read_days
from escalera.base.calendars.public import countries, public_days, regions
from escalera.base.refusals import BadInput

YEARS = range(2025, 2028)


def ical(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n".encode()


def read(*events: str) -> tuple[list[tuple[str, str]], int]:
    found = read_days(ical(*events), years=YEARS)
    return [(str(day), name) for day, name in found.days.items()], found.passed_over


def test_whole_days_are_found_with_their_names() -> None:
    assert read(
        "DTSTART;VALUE=DATE:20260501\r\nSUMMARY:D\u00eda del\r\n  Trabajo\\, festivo",
        "DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261226\r\nSUMMARY:Navidad",
    ) == ([("2026-05-01", "Día del Trabajo, festivo"), ("2026-12-24", "Navidad"), ("2026-12-25", "Navidad")], 0)


def test_a_yearly_day_comes_every_year_and_other_repetitions_are_passed_over() -> None:
    assert read(
        "DTSTART;VALUE=DATE:20200106\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Reyes",
        "DTSTART;VALUE=DATE:20260202\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\nSUMMARY:Every week",
        "DTSTART:20260202T100000Z\r\nSUMMARY:A meeting",
        "DTSTART;VALUE=DATE:20260303\r\nSTATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY;UNTIL=20260101\r\nSUMMARY:Leap",
    ) == ([("2025-01-06", "Reyes"), ("2026-01-06", "Reyes"), ("2027-01-06", "Reyes")], 3)


def test_alarms_inside_an_event_are_no_part_of_it() -> None:
    alarm = "BEGIN:VALARM\r\nSUMMARY:Wake up\r\nEND:VALARM"
    assert read(f"{alarm}\r\nDTSTART;VALUE=DATE:20260501\r\nSUMMARY:May") == ([("2026-05-01", "May")], 0)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 50, b"BEGIN:VCALENDAR" + b" " * LARGEST])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_days(content, years=YEARS)


@pytest.mark.parametrize("value", ["20261301", "00000000", "2026-5-1", "٢٠٢٦٠٥٠١", "", "99991231"])
def test_dates_that_are_none_are_passed_over(value: str) -> None:
    found = read_days(ical(f"DTSTART;VALUE=DATE:{value}"), years=YEARS)
    assert found.days == {}


@pytest.mark.realdata
def test_calendars_of_others_are_read_or_refused_in_words() -> None:
    folder = DATA_SETS / "holidays" / "ics_samples"
    if not folder.is_dir():
        pytest.skip(f"the real inputs are not in {DATA_SETS} (set ESCALERA_DATA_SETS)")
    for file in sorted(folder.rglob("*.ics")):
        with contextlib.suppress(BadInput):
            read_days(file.read_bytes(), years=range(2010, 2030))
    birthday = read_days((folder / "google_birthday.ics").read_bytes(), years=range(2010, 2030))
    assert len(birthday.days) + birthday.passed_over > 0


def test_a_region_has_more_days_than_its_country_in_the_readers_language() -> None:
    with override("es"):
        spain = public_days("ES", "", years=range(2026, 2027))
        madrid = public_days("ES", "MD", years=range(2026, 2027))
    assert set(spain) < set(madrid)
    assert (spain[date(2026, 1, 1)], madrid[date(2026, 5, 2)]) == ("Año Nuevo", "Fiesta de la Comunidad de Madrid")
    assert ("MD", "Madrid") in regions("ES")
    assert dict(countries("es-419"))["CO"] == "Colombia"


def test_an_unknown_country_is_refused() -> None:
    for country, region in (("XX", ""), ("ES", "Atlantis"), ("../etc", "")):
        with pytest.raises(BadInput):
            public_days(country, region, years=YEARS)


@pytest.mark.realdata
def test_the_days_of_spain_mexico_and_france_are_those_that_others_know() -> None:
    file = DATA_SETS / "holidays" / "public_holidays_2020_2032.json"
    if not file.exists():
        pytest.skip(f"the real inputs are not in {DATA_SETS} (set ESCALERA_DATA_SETS)")
    wrong = {}
    for key, expected in json.loads(file.read_text()).items():
        country, _line, region = key.replace("-", "_").replace("_COMMON", "").partition("_")
        ours = {str(day) for day in public_days(country, region, years=range(2020, 2033))}
        if ours != set(expected) and key != "ES_CE":  # Ceuta's days were put right in the library since
            wrong[key] = sorted(ours ^ set(expected))[:5]
    assert wrong == {}
