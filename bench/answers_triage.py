"""Triage on labelled requests that nobody here wrote; languages; personal data by a generator with disguises."""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.report import Report, percentile

ONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

DATA = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).resolve().parents[2] / "shared" / "data"))
BINS, EACH, SEED = 15, 400, 29
OFTEN = 0.18  # the share of requests that fit nowhere, when there are many; among what is learned from it is 1 in 100
Texts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Floors:
    """What the figures must reach at least (errors: at most), without and with the embedding."""

    banking: float
    corpus: float
    error: float
    covered: float
    nowhere: float
    kept: float


FLOORS = {"": Floors(0.89, 0.86, 0.025, 0.88, 0.45, 0.80), "+e5 ": Floors(0.91, 0.90, 0.02, 0.92, 0.60, 0.85)}


def measure(result: Report, only: Sequence[str] = ()) -> None:
    """Measure everything in turn, or the parts that are named."""
    from escalera.core.retrieval.embedding import embedder

    parts: dict[str, Callable[[Report, str], None]] = {
        "banking77": banking,
        "corpus50": corpus,
        "clinc150": out_of_scope,
    }
    for name, measured in {"languages": languages, "personal": personal_data, "lesson": lesson}.items():
        if not only or name in only:
            measured(result)
    for plus in FLOORS if embedder() else ("",):
        for name, part in parts.items():
            if not only or name in only:
                part(result, plus)


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


def banking(result: Report, plus: str) -> None:
    """Accuracy of five folds, and whether what it says of its own certainty is so."""
    import numpy as np

    right, sure = _folds("banking77", plus)
    floor = FLOORS[plus]
    _least(result, f"{plus}banking77: right", right.mean(), floor.banking)
    places = np.clip((sure * BINS).astype(int), 0, BINS - 1)
    error = sum(
        abs(sure[places == bin_].mean() - right[places == bin_].mean()) * (places == bin_).mean()
        for bin_ in range(BINS)
        if (places == bin_).any()
    )
    result.add(f"{plus}banking77: calibration error", float(error), "", limit=floor.error)
    order = np.argsort(-sure)
    good = np.flatnonzero(np.cumsum(~right[order]) / np.arange(1, len(order) + 1) <= 0.05)
    _least(
        result,
        f"{plus}banking77: covered at 5 % error",
        (good[-1] + 1) / len(order) if len(good) else 0,
        floor.covered,
    )


def corpus(result: Report, plus: str) -> None:
    """Accuracy in Spanish with four examples of each of fifty intents."""
    right, _sure = _folds("corpus50_es", plus)
    _least(result, f"{plus}corpus50 es: right", right.mean(), FLOORS[plus].corpus)


def _folds(name: str, plus: str) -> tuple[Any, Any]:
    """Return for each request whether it was right, and how sure it was, by a machine that had not seen it."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    texts, labels = _labelled(_rows(name))
    vectors = _vectors(name, texts) if plus else None
    right, sure = np.zeros(len(labels), bool), np.zeros(len(labels))
    for seen, unseen in StratifiedKFold(5, shuffle=True, random_state=SEED).split(texts, labels):
        learned = _fitted(texts, labels, seen, vectors)
        chances = _asked(learned.model, texts, unseen, vectors)
        guess = np.array(learned.model.labels)[chances.argmax(axis=1)]
        right[unseen], sure[unseen] = guess == np.array(labels)[unseen], chances.max(axis=1)
    return right, sure


def out_of_scope(result: Report, plus: str) -> None:
    """What fits nowhere: how much of it is recognized, and whether a gate keeps its word when there is more of it.

    Learned from the collection's training part, with its hundred that fit nowhere halved; measured on its other part."""
    import numpy as np

    from escalera.core.triage.fitting import gate
    from escalera.core.triage.model import NONE

    rows = _rows("clinc150_oos")
    texts, labels = _labelled(rows, nowhere=("oos",))
    vectors = _vectors("clinc150_oos", texts) if plus else None
    seen = np.array([place for place, row in enumerate(rows) if row["split"] in ("train", "oos_train")])
    unseen = np.array([place for place, row in enumerate(rows) if row["split"] in ("val", "oos_val")])
    learned = _fitted(texts, labels, seen, vectors)
    truth, names = np.array(labels)[unseen], np.array(learned.model.labels)
    chances = _asked(learned.model, texts, unseen, vectors)
    inside, nowhere = truth != NONE, truth == NONE
    guess, sure = names[chances.argmax(axis=1)], chances.max(axis=1)
    level = _level(sure[inside & (guess == truth)], int(inside.sum()))
    answered = (guess != NONE) & (sure >= level)
    accuracy = float(np.mean((guess == truth)[inside] & answered[inside]))
    recall = float(np.mean(~answered[nowhere]))
    _least(
        result,
        f"{plus}clinc150: out of scope recognized",
        recall,
        FLOORS[plus].nowhere,
        f"inside right {accuracy:.3f}; ",
    )
    gated = gate(learned.truth, learned.guess, learned.sure, none_share=OFTEN)
    weighed = _asked(learned.model, texts, unseen, vectors, OFTEN)
    guess, sure = names[weighed.argmax(axis=1)], weighed.max(axis=1)
    offered = (guess != NONE) & (sure >= gated)
    weight = np.where(nowhere, OFTEN / nowhere.mean(), (1 - OFTEN) / inside.mean())
    precision = float(((guess == truth) & offered) @ weight / max(1e-9, offered @ weight))
    covered = float(np.mean(offered[inside]))
    _least(result, f"{plus}clinc150: precision at 18 % out of scope", precision, 0.94)
    _least(result, f"{plus}clinc150: covered at that", covered, FLOORS[plus].kept)


def _level(right: Any, inside: int) -> float:
    """Return the point of the curve: how sure it must be for 90 of 100 inside to be answered rightly, no less."""
    import numpy as np

    spare = len(right) - int(np.ceil(0.9 * inside))
    return float(np.sort(right)[spare]) if spare > 0 else 0.0


def lesson(result: Report) -> None:
    """How long a lesson takes of the newest 25,000 solved tickets, which is what is learned from where there are more,
    five fields at once, and a proposal of one field."""
    import subprocess
    import tempfile

    from escalera.core.triage.actions.learning import MOST
    from escalera.core.triage.model import load

    chance = random.Random(SEED)
    rows = [
        row
        for name in ("banking77", "clinc150_oos", "multidogo_software", "bitext_customer_service")
        for row in _rows(name)
    ]
    chance.shuffle(rows)
    rows = (rows * 2)[:MOST]
    texts = [[f"{row['text']} {rows[chance.randrange(len(rows))]['text']}", row["lang"]] for row in rows]
    labels = {"category": [row["label"] for row in rows]} | {
        name: [str(hash_of(row["label"]) % count) for row in rows]
        for name, count in {"kind": 4, "priority": 4, "level": 3, "team": 8}.items()
    }
    fields = {name: {"labels": one, "rules": ["0"] * len(one)} for name, one in labels.items()}
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "examples.json").write_text(json.dumps({"texts": texts, "fields": fields}))
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "escalera.core.triage.process", name], check=True, env={**os.environ, **ONE}
        )
        after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
        model = load((Path(name) / "learned-category.npz").read_bytes())
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    result.add(
        "a lesson of 25,000 tickets",
        spent,
        "s CPU",
        limit=90,
        note=f"{wall:.0f} s on this machine, at the lowest priority",
    )
    result.add("its memory", after.ru_maxrss / 1024, "MB")
    times = []
    for text, language in texts[:300]:
        start = time.process_time()
        model.probabilities(text, language)
        times.append((time.process_time() - start) * 1000)
    result.add("a proposal p95", percentile(times, 95), "ms", limit=15, note=f"one of {len(model.labels)} values")


def hash_of(label: str) -> int:
    return sum(map(ord, label))


def _fitted(texts: Texts, labels: Sequence[str], seen: Any, vectors: Any) -> Any:
    from escalera.core.triage.fitting import fit, space_of

    space = space_of([texts[place] for place in seen], None if vectors is None else vectors[seen], "e5")
    return fit(space, [labels[place] for place in seen])


def _asked(model: Any, texts: Texts, places: Any, vectors: Any, none_share: float | None = None) -> Any:
    import numpy as np

    from escalera.core.triage.fitting import rows_of

    rows = rows_of(model, [texts[place] for place in places], None if vectors is None else vectors[places])
    return model.chances(np.asarray(rows @ model.weights) + model.offsets, none_share)


def _vectors(name: str, texts: Texts) -> Any:
    """Return the vectors of a collection; kept for the next time, since they are the same."""
    import numpy as np
    from django.conf import settings

    from escalera.core.retrieval.embedding import embedder

    model = embedder()
    assert model is not None, "build the embedding first"
    kept = Path(settings.DATA_DIR) / f"bench-{name}-{model.name}.npy"
    if not kept.exists():
        np.save(kept, model.questions([text for text, _language in texts]))
    return np.load(kept)


def _least(result: Report, name: str, value: float, least: float, note: str = "") -> None:
    result.add(name, float(value), "", note=f"{note}at least {least}: {'pass' if value >= least else 'short'}")


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
