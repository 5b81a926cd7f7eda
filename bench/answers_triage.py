"""Triage on labelled requests that nobody here wrote; languages; personal data by a generator with disguises."""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.report import Report

DATA = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).resolve().parents[2] / "shared" / "data"))
BINS, EACH, SEED = 15, 400, 29
OFTEN, SELDOM = 0.18, 0.03  # shares of requests that fit nowhere
Texts = list[tuple[str, str]]


def measure(result: Report) -> None:
    """Measure everything in turn."""
    languages(result)
    personal_data(result)
    folds(result, "banking77", 0.89, calibrated=True)
    folds(result, "corpus50_es", 0.86)
    out_of_scope(result)


def languages(result: Report) -> None:
    """How often the language of at least three words is right."""
    from escalera.base.text.languages import detect

    rows = [
        row for name in ("corpus50_es", "corpus50_en", "facebook_multilingual_es", "banking77") for row in _rows(name)
    ]
    told = [(row["text"], row["lang"]) for row in rows if len(row["text"].split()) >= 3]
    right = sum(detect(text).code == lang for text, lang in told) / len(told)
    result.add(
        "language right", right, "", note=f"{len(told)} texts of three words; at least 0.985: {_said(right, 0.985)}"
    )


def personal_data(result: Report) -> None:
    """How much of each kind is found, however it is written."""
    from escalera.base.text.masking import mask

    chance = random.Random(SEED)
    wanted = {"card": 0.995, "email": 0.99, "iban": 0.99, "phone": 0.97, "id": 0.97}
    for kind, least in wanted.items():
        found = 0
        for _turn in range(EACH):
            before, value, region = MAKERS[kind](chance)
            text = f"{before} {_disguised(value, kind, chance)}, gracias"
            found += any(one.kind == kind for one in mask(text, region).found)
        share = found / EACH
        result.add(f"personal data found: {kind}", share, "", note=f"at least {least}: {_said(share, least)}")


def folds(result: Report, name: str, least: float, *, calibrated: bool = False) -> None:
    """Accuracy of five folds, and whether what it says of its own certainty is so."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    texts, labels = _labelled(_rows(name))
    right, sure = np.zeros(len(labels), bool), np.zeros(len(labels))
    for seen, unseen in StratifiedKFold(5, shuffle=True, random_state=SEED).split(texts, labels):
        model = _fitted([texts[place] for place in seen], [labels[place] for place in seen])
        for place in unseen:
            guess, sure[place] = _best(model.probabilities(*texts[place]))
            right[place] = guess == labels[place]
    result.add(f"{name}: right", right.mean(), "", note=f"at least {least}: {_said(right.mean(), least)}")
    if calibrated:
        places = np.clip((sure * BINS).astype(int), 0, BINS - 1)
        error = sum(
            abs(sure[places == bin_].mean() - right[places == bin_].mean()) * (places == bin_).mean()
            for bin_ in range(BINS)
            if (places == bin_).any()
        )
        result.add(f"{name}: calibration error", float(error), "", limit=0.025)
        order = np.argsort(-sure)
        good = np.flatnonzero(np.cumsum(~right[order]) / np.arange(1, len(order) + 1) <= 0.05)
        covered = (good[-1] + 1) / len(order) if len(good) else 0.0
        result.add(f"{name}: covered at 5 % error", covered, "", note=f"at least 0.88: {_said(covered, 0.88)}")


def out_of_scope(result: Report) -> None:
    """What fits nowhere: how much of it is recognized, and whether a gate keeps its word when there is more of it."""
    import numpy as np

    from escalera.core.triage.fitting import fit, gate, space_of
    from escalera.core.triage.model import NONE

    rows = _rows("clinc150_oos")
    chance = random.Random(SEED)
    chance.shuffle(rows)
    half = len(rows) // 2
    texts, labels = _labelled(rows, nowhere=("oos",))
    fitted = fit(space_of(texts[:half]), labels[:half])
    best = [_best(fitted.model.probabilities(*one)) for one in texts[half:]]
    truth = np.array(labels[half:])
    guess, nowhere = np.array([one[0] for one in best]), truth == NONE
    inside = float(np.mean(guess[~nowhere] == truth[~nowhere]))
    recall = float(np.mean(guess[nowhere] == NONE))
    result.add(
        "clinc150: out of scope recognized", recall, "", note=f"inside right {inside:.3f}; at least 0.45 at 0.90"
    )
    level = gate(fitted.truth, fitted.guess, fitted.sure, none_share=OFTEN)
    weighed = [_best(fitted.model.probabilities(*one, none_share=OFTEN)) for one in texts[half:]]
    offered = np.array([one[0] != NONE and one[1] >= level for one in weighed])
    right = np.array([one[0] for one in weighed]) == truth
    weight = np.where(nowhere, OFTEN / nowhere.mean(), (1 - OFTEN) / (1 - nowhere.mean()))
    precision = float((right & offered) @ weight / max(1e-9, offered @ weight))
    covered = float(np.mean(offered[~nowhere]))
    result.add(
        "clinc150: precision at 18 % out of scope", precision, "",
        note=f"covers {covered:.3f}; at least 0.94 at 0.80: {_said(min(precision - 0.14, covered), 0.8)}",
    )  # fmt: skip


def _fitted(texts: Texts, labels: Sequence[str]) -> Any:
    from escalera.core.triage.fitting import fit, space_of

    return fit(space_of(texts), labels).model


def _best(chances: dict[str, float]) -> tuple[str, float]:
    best = max(chances, key=chances.__getitem__)
    return best, chances[best]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / "tickets" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _labelled(rows: Sequence[dict[str, str]], nowhere: Sequence[str] = ()) -> tuple[Texts, list[str]]:
    from escalera.core.triage.features import cleaned

    texts = [(cleaned("", row["text"]), row["lang"]) for row in rows]
    return texts, ["" if row["label"] in nowhere else row["label"] for row in rows]


def _said(value: float, least: float) -> str:
    return "pass" if value >= least else "short"


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _place in range(count))


def _card(chance: random.Random) -> tuple[str, str, str]:
    from stdnum import luhn

    body = chance.choice(("4", "51", "55", "2221")) + _digits(chance, 15)
    body = body[:15]
    return (
        chance.choice(("mi tarjeta", "meu cartão", "my card is", "pago con")),
        body + luhn.calc_check_digit(body),
        "ES",
    )


def _email(chance: random.Random) -> tuple[str, str, str]:
    return "escríbame a", f"ana.{_digits(chance, 3)}@correo{_digits(chance, 2)}.example", "ES"


def _iban(chance: random.Random) -> tuple[str, str, str]:
    code, length = chance.choice((("ES", 20), ("PT", 21), ("DE", 18), ("FR", 23)))
    body = _digits(chance, length)
    number = "".join(str(int(char, 36)) for char in f"{body}{code}00")
    return "a la cuenta", f"{code}{98 - int(number) % 97:02d}{body}", "ES"


def _phone(chance: random.Random) -> tuple[str, str, str]:
    import phonenumbers

    region = chance.choice(("ES", "PT", "BR", "MX", "AR", "CL", "CO", "PE", "EC", "US"))
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None, region
    form = chance.choice((phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.NATIONAL))
    return (
        chance.choice(("llámeme al", "tel.", "meu telefone", "call")),
        phonenumbers.format_number(example, form),
        region,
    )


def _id(chance: random.Random) -> tuple[str, str, str]:
    from stdnum.br import cpf
    from stdnum.cl import rut
    from stdnum.es import dni

    body = _digits(chance, 8)
    nine = _digits(chance, 9)
    made = {
        "DNI": body + dni.calc_check_digit(body), "CPF": nine + cpf._calc_check_digits(nine),
        "RUT": body + rut.calc_check_digit(body), "cédula": _digits(chance, 10), "DNI (Perú)": body,
    }  # fmt: skip
    name = chance.choice(list(made))
    return f"mi {name}", made[name], "ES"


MAKERS: dict[str, Callable[[random.Random], tuple[str, str, str]]] = {
    "card": _card, "email": _email, "iban": _iban, "phone": _phone, "id": _id,
}  # fmt: skip


def _disguised(value: str, kind: str, chance: random.Random) -> str:
    """Write a value as people and their programs do."""
    if kind in ("email", "phone"):
        return chance.choice((value, value.replace(".", "\u200b."), value))
    fours = [value[place : place + 4] for place in range(0, len(value), 4)]
    ways = [value, "\u200b".join(value), "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in value)]
    if kind != "id":
        ways += [mark.join(fours) for mark in (" ", "-", ".", "\u00a0", " - ", "\n")]
    return chance.choice(ways)
