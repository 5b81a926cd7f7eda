"""What is learned and how: meanings, one temperature, the desk's own newest tickets as the judge."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from escalera.base.log.readers import read_all
from escalera.core.retrieval.embedding import Embedder
from escalera.core.tickets.models import Category
from escalera.core.triage.actions import retrain
from escalera.core.triage.fitting import fit, gate, rows_of, space_of
from escalera.core.triage.live import in_use
from escalera.core.triage.meanings import meaning
from escalera.core.triage.model import BY_WORDS, load
from escalera.core.triage.models import Proposal, Signal, TriageModel
from tests.cast import Desk, later
from tests.core.triage.test_triage import history, write

TEXTS = [("la tarjeta se la tragó el cajero", "es"), ("el cajero retuvo la tarjeta", "es"), ("mi recibo es muy caro", "es"),
         ("me cobraron de más en el recibo", "es")] * 6  # fmt: skip
LABELS = ["card", "card", "bill", "bill"] * 6


def near(one: str, other: str, language: str = "es") -> float:
    return float(meaning(one, language) @ meaning(other, language))


def test_words_that_are_used_alike_are_near_each_other() -> None:
    assert near("el coche", "el carro") > near("el coche", "el lunes")
    assert near("I am angry", "I am furious", "en") > near("I am angry", "I am at the office", "en")
    assert not meaning("xqzw 0", "es").any()
    assert meaning("mi factura", "").any()


def test_a_model_says_the_same_when_it_comes_back_and_asked_one_by_one() -> None:
    learned = fit(space_of(TEXTS), LABELS).model
    back = load(learned.dump())
    rows = rows_of(learned, TEXTS[:4])
    together = learned.chances(np.asarray(rows @ learned.weights) + learned.offsets)
    for place, text in enumerate(TEXTS[:4]):
        alone = back.probabilities(*text)
        assert list(alone) == learned.labels == ["bill", "card"]
        assert np.allclose(list(alone.values()), together[place], atol=0.01)  # it is kept in halves of numbers
    assert (back.sense.source, back.space == back.space) == (BY_WORDS, True)


def test_bytes_that_nobody_of_us_wrote_are_no_model(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", head=np.frombuffer(b'{"format": 1}', np.uint8))
    with pytest.raises(ValueError, match="another format"):
        load((tmp_path / "x.npz").read_bytes())


def test_a_gate_reckons_with_more_that_fits_nowhere() -> None:
    truth = np.array(["a"] * 95 + [""] * 5)
    guess, sure = np.array(["a"] * 100), np.linspace(0.99, 0.5, 100)
    assert gate(truth, guess, sure) == sure[96]  # 95 of 97: surely 19 of 20, and of 98 not any more
    assert gate(truth, guess, sure, none_share=0.3) > sure[96]
    assert gate(np.array(["b"] * 100), guess, sure) == 1.01


def test_the_process_keeps_what_the_gate_needs(tmp_path: Path) -> None:
    examples: dict[str, Any] = {
        "texts": TEXTS * 10, "source": "",
        "fields": {"category": {"labels": [*LABELS * 9, *["card", ""] * 12], "rules": ["bill"] * 240}},
    }  # fmt: skip
    (tmp_path / "examples.json").write_text(json.dumps(examples))
    subprocess.run([sys.executable, "-m", "escalera.core.triage.process", str(tmp_path)], check=True)
    told = json.loads((tmp_path / "verdicts.json").read_text())["category"]
    assert (told["held_back"], told["none_share"], told["source"]) == (48, 0.25, BY_WORDS)
    assert 0 < told["gate"] <= 1.01
    assert 0 <= told["covered"] <= 1


@pytest.mark.django_db(transaction=True)
def test_with_an_embedding_what_was_read_is_kept_and_learned_from(
    desk: Desk, line: Category, bill: Category, model: Embedder, settings: Any, tmp_path: Path
) -> None:
    read_all()
    history(desk, line, bill, 120)
    assert retrain(at=later(5000))["category"] == "better"
    row = TriageModel.objects.get(field="category", state="live")
    assert row.figures["source"] == model.name
    read_all()
    ticket = write(desk, "no puedo entrar en la red desde mi salón", 6000)
    read_all()
    signal = Signal.objects.get(ticket=ticket)
    assert (signal.source, len(bytes(signal.vector or b""))) == (model.name, 2 * 384)
    assert Proposal.objects.get(ticket=ticket, field="category").value == str(line.pk)
    settings.DATA_DIR = tmp_path  # the embedding goes away: what was learned with it says nothing more
    other = write(desk, "el router parpadea y no navego", 6010)
    read_all()
    assert "category" in in_use()
    assert not Proposal.objects.filter(ticket=other).exists()
    assert Signal.objects.get(ticket=other).vector is None
    assert retrain(at=later(7000))["category"] == "better"
    assert TriageModel.objects.get(field="category", state="live").figures["source"] == BY_WORDS
