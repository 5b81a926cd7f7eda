"""Learning from examples. Only the training process imports this: scikit-learn has no place in a page or in the worker.

Word and letter features, a linear machine, one temperature fitted on examples that it had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from escalera.core.triage.features import letters, words
from escalera.core.triage.meanings import meaning
from escalera.core.triage.model import BY_WORDS, NONE, Block, Model, Sense

Array = np.ndarray[Any, Any]
MOST_WORDS, MOST_LETTERS = 40_000, 60_000
FOLDS = 5
EXACT_UP_TO = 1_200_000  # examples × labels; above that the stochastic machine, which costs a third and loses a point
SENSE_WEIGHT = {True: 1.0, False: 1.5}  # of the table of words; of an embedding. Words and letters weigh 1 each
SEED = 17
SURELY = 1.64  # standard errors: the true share is lower only once in twenty


@dataclass(slots=True)
class Space:
    """The features of a set of texts, shared by all fields that are learned from it."""

    rows: sparse.csr_matrix
    words: Block
    letters: Block
    sense: Sense


@dataclass(slots=True)
class Fitted:
    """`truth`, `guess`, `sure`: for each example what it is, and what a machine said that had not seen it."""

    model: Model
    truth: Array
    guess: Array
    sure: Array


def space_of(texts: Sequence[tuple[str, str]], vectors: Array | None = None, source: str = "") -> Space:
    """Return the features of cleaned texts, each with its language. `vectors`: a row a text by the embedding `source`,
    zeros where there is none; without them, meanings come from the table of words."""
    few = 1 if len(texts) < 2000 else 2  # of a large set, what stands in one text only is a name or a typo
    by_words = CountVectorizer(
        analyzer=lambda one: words(*one), min_df=few, max_features=MOST_WORDS, dtype=np.float32
    )
    by_letters = CountVectorizer(
        analyzer=lambda one: letters(one[0]), min_df=few, max_features=MOST_LETTERS, dtype=np.float32
    )
    one, first = _weighed(by_words, texts)
    two, second = _weighed(by_letters, texts)
    if vectors is None:
        vectors, source = np.array([meaning(*text) for text in texts]), BY_WORDS
    sense = _sense(vectors, source)
    three = sparse.csr_matrix(sense.rows(vectors))
    return Space(sparse.hstack([one, two, three], format="csr"), first, second, sense)


def _sense(vectors: Array, source: str) -> Sense:
    there = vectors[np.abs(vectors).max(axis=1) > 0]
    usual = there.mean(axis=0) if len(there) else np.zeros(vectors.shape[1])
    spread = there.std(axis=0) if len(there) else np.ones(vectors.shape[1])
    return Sense(source, usual, np.maximum(spread, 1e-6), SENSE_WEIGHT[source == BY_WORDS])


def fit(space: Space, labels: Sequence[str], picked: Array | None = None) -> Fitted:
    """Learn labels from rows of a space (all, or those picked), and say how sure it may be.

    Raises: ValueError if there are not two labels."""
    rows = space.rows if picked is None else space.rows[picked]
    truth = np.asarray(labels)
    names = sorted(set(labels))
    if len(names) < 2:
        raise ValueError("there is only one label")
    size, more = len(space.sense.usual), _trust(space.sense, len(labels) / len(names))
    rows = sparse.hstack([rows[:, :-size], rows[:, -size:] * more], format="csr") if more != 1 else rows
    scores = _unseen(rows, truth, names)
    weights, offsets = _machine(rows, truth, names)
    weights[-size:] *= more
    kept = np.isfinite(scores).all(axis=1)
    model = Model(
        names, space.words, space.letters, space.sense, weights, offsets,
        temperature(scores[kept], _numbers(truth[kept], names)),
        float(np.mean(truth == NONE)),
    )  # fmt: skip
    chances = model.chances(scores[kept])
    best = chances.argmax(axis=1)
    return Fitted(model, truth[kept], np.asarray(names)[best], chances[np.arange(len(best)), best])


def _trust(sense: Sense, examples: float) -> float:
    """Return by how much an embedding counts more where there are few examples of a label: their words say little."""
    return 1.0 if sense.source == BY_WORDS else float(np.clip(40 / examples, 1, 3))


def rows_of(model: Model, texts: Sequence[tuple[str, str]], vectors: Array | None = None) -> sparse.csr_matrix:
    """Return the features of cleaned texts as a model sees them. `vectors`: by the embedding that it was taught with."""
    places: list[int] = []
    values: list[Array] = []
    ends = [0]
    shift = len(model.words.rarity)
    for text, language in texts:
        one, first = model.words.row(words(text, language))
        two, second = model.letters.row(letters(text))
        places += [*one, *(shift + place for place in two)]
        values += [first, second]
        ends.append(len(places))
    size = (len(texts), shift + len(model.letters.rarity))
    known = sparse.csr_matrix((np.concatenate(values) if values else [], places, ends), shape=size, dtype=np.float32)
    if model.sense.source == BY_WORDS:
        vectors = np.array([meaning(*text) for text in texts])
    assert vectors is not None, "a model that was taught with an embedding is asked with one"
    return sparse.hstack([known, sparse.csr_matrix(model.sense.rows(vectors))], format="csr")


def temperature(scores: Array, truth: Array) -> float:
    """Return by what scores are divided so that their probabilities are as often right as they say."""
    heats = np.geomspace(0.02, 5, 60)
    return float(min(heats, key=lambda heat: _surprise(scores / heat, truth)))


def gate(truth: Array, guess: Array, sure: Array, *, right: float = 0.95, none_share: float | None = None) -> float:
    """Return the lowest confidence above which surely at least `right` of the proposals are right; 1.01: there is none.

    `none_share`: weighs what fits nowhere as it comes these days."""
    weight = np.ones(len(truth))
    if none_share is not None and (none := truth == NONE).any() and not none.all():
        weight = np.where(none, none_share / none.mean(), (1 - none_share) / (1 - none.mean()))
    offered = guess != NONE
    order = np.argsort(-sure[offered], kind="stable")
    good, heavy = (guess == truth)[offered][order], weight[offered][order]
    precision = np.cumsum(good * heavy) / np.maximum(np.cumsum(heavy), 1e-9)
    doubt = SURELY * np.sqrt(precision * (1 - precision) / (1 + np.arange(len(order))))
    enough = np.flatnonzero((precision - doubt >= right) & (np.arange(len(order)) >= min(19, len(order) - 1)))
    return float(sure[offered][order][enough[-1]]) if len(enough) else 1.01


def _surprise(heat: Array, truth: Array) -> float:
    top = heat.max(axis=1)
    return float(np.mean(np.log(np.exp(heat - top[:, None]).sum(axis=1)) + top - heat[np.arange(len(truth)), truth]))


def _unseen(rows: sparse.csr_matrix, truth: Array, names: list[str]) -> Array:
    """Return each example's scores by a machine that was fitted without it. Large sets are judged by a fifth."""
    scores = np.full((len(truth), len(names)), np.inf)
    least = min(int(np.sum(truth == name)) for name in names)
    folds = StratifiedKFold(max(2, min(FOLDS, least)), shuffle=True, random_state=SEED)
    for done, (seen, unseen) in enumerate(folds.split(rows, truth)):
        if done and len(truth) > 6000:
            break
        weights, offsets = _machine(rows[seen], truth[seen], names)
        scores[unseen] = np.asarray(rows[unseen] @ weights) + offsets
    return scores


def _machine(rows: sparse.csr_matrix, truth: Array, names: list[str]) -> tuple[Array, Array]:
    """Return weights (features × labels) and offsets; a label without an example gets the lowest of all."""
    machine: Any = LinearSVC(C=0.5, random_state=SEED)
    if len(truth) * len(names) > EXACT_UP_TO:
        machine = SGDClassifier(loss="hinge", alpha=2e-5, max_iter=8, tol=None, random_state=SEED)
    machine.fit(rows, truth)
    weights, offsets = machine.coef_.T, machine.intercept_
    if weights.shape[1] == 1:
        weights, offsets = np.hstack([-weights, weights]), np.hstack([-offsets, offsets])
    if list(machine.classes_) == names:
        return weights.astype(np.float32), offsets.astype(np.float32)
    all_weights = np.zeros((weights.shape[0], len(names)), np.float32)
    all_offsets = np.full(len(names), offsets.min() - 1, np.float32)
    places = [names.index(str(one)) for one in machine.classes_]
    all_weights[:, places], all_offsets[places] = weights, offsets
    return all_weights, all_offsets


def _numbers(truth: Array, names: list[str]) -> Array:
    place = {name: number for number, name in enumerate(names)}
    return np.array([place[str(one)] for one in truth])


def _weighed(counter: CountVectorizer, texts: Sequence[tuple[str, str]]) -> tuple[sparse.csr_matrix, Block]:
    """Return counts as a model reads them: dampened, rare features more, each row of length one."""
    counts = counter.fit_transform(texts).tocsr()
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = (np.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(np.float32)
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts = sparse.diags(1 / np.maximum(lengths, 1e-6)) @ counts
    places = sorted(counter.vocabulary_, key=counter.vocabulary_.__getitem__)
    return counts.tocsr().astype(np.float32), Block({one: place for place, one in enumerate(places)}, rarity)
