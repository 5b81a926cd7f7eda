"""How well a text answers a question: a sum over the question's words of what each tells and how much the text has of
it (BM25), words that stand beside each other as they were asked, and letters, by which typos and sister languages
still meet. Measured on questions that nobody here wrote; `./run bench answers`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from escalera.core.retrieval.fulltext import Known
from escalera.core.retrieval.terms import EDGE, Word, letters

ENOUGH, SHORTNESS = 0.9, 0.4  # BM25's k1 and b: answers are short, and a word counts little more the second time
BESIDE, LETTER = 0.3, 0.1  # weights of word pairs and of letters beside the words' own 1


@dataclass(frozen=True, slots=True)
class Score:
    """`words`, `beside`, `letters`: the three sums; `covered`: the share of what the question tells that the text
    has, `lettered`: the share of its letters; 0 to 1."""

    words: float
    beside: float
    letters: float
    covered: float
    lettered: float = 0.0

    @property
    def total(self) -> float:
        return self.words + BESIDE * self.beside + LETTER * self.letters


class Asked:
    """A question made ready to be compared with many texts."""

    def __init__(self, words: Sequence[Word], by_word: Known, by_letter: Known | None = None) -> None:
        self.words, self.by_word, self.by_letter = words, by_word, by_letter
        grams = dict.fromkeys(letters([word.text for word in words])) if by_letter else {}
        weighed = [(gram, by_letter.weight(gram)) for gram in grams] if by_letter else []
        self.grams = [one for one in weighed if by_letter and one[0] in by_letter.counts]
        self.spelled = len(weighed) or 1
        self.tells = [max(by_word.weight(stem) for stem in _own(word)) for word in words]
        self.told = [
            {stem: share * by_word.weight(stem) for stem, share in word.stems.items() if stem in by_word.counts}
            for word in words
        ]

        self.stems: dict[str, float] = {}
        for told in self.told:
            for stem, weight in told.items():
                self.stems[stem] = max(weight, self.stems.get(stem, 0.0))
        lost = sum(tells for told, tells in zip(self.told, self.tells, strict=True) if not told)
        self.unknown = lost / (sum(self.tells) or 1.0)

    def score(self, stems: Sequence[str], folded: str = "") -> Score:
        """Compare a text: its stems in order and, for letters, its folded words with spaces between."""
        counts = Counter(stems)
        longer = 1 - SHORTNESS + SHORTNESS * len(stems) / (self.by_word.average or 1)
        total = covered = 0.0
        for told, tells in zip(self.told, self.tells, strict=True):
            best = seen = 0.0
            for stem, weight in told.items():
                count = counts.get(stem, 0)
                if count:
                    best = max(best, weight * count * (ENOUGH + 1) / (count + ENOUGH * longer))
                    seen = max(seen, weight)
            total += best
            covered += min(seen, tells)
        everything = sum(self.tells) or 1.0
        spelled, lettered = self._letters(folded)
        return Score(total, self._beside(stems, counts), spelled, covered / everything, lettered)

    def _beside(self, stems: Sequence[str], counts: Counter[str]) -> float:
        there = set(pairwise(stems))
        total = 0.0
        for at, (first, second) in enumerate(pairwise(self.told)):
            if any((a, b) in there for a in first if a in counts for b in second if b in counts):
                total += (self.tells[at] + self.tells[at + 1]) / 2
        return total

    def _letters(self, folded: str) -> tuple[float, float]:
        if self.by_letter is None or not folded:
            return 0.0, 0.0
        text = f"{EDGE}{folded.replace(' ', EDGE + EDGE)}{EDGE}"
        length = len(text) - 3 * folded.count(" ")  # about as many as there are letters in a row
        longer = 1 - SHORTNESS + SHORTNESS * length / (self.by_letter.average or 1)
        total, there = 0.0, 0
        for gram, weight in self.grams:
            count = text.count(gram)
            if count:
                there += 1
                total += weight * count * (ENOUGH + 1) / (count + ENOUGH * longer)
        return total, there / self.spelled


def _own(word: Word) -> list[str]:
    return [stem for stem, share in word.stems.items() if share == 1.0]
