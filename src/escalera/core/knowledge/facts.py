"""What can happen to an article. What readers see changes with article.published, article.withdrawn and
article.changed (its audience, topic or language): these three are enough to keep an index of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TopicSaved(Fact):
    name: ClassVar[str] = "topic.saved"
    topic_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s saved the topic “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class TopicRemoved(Fact):
    name: ClassVar[str] = "topic.removed"
    topic_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s removed the topic “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class _ArticleFact(Fact):
    """`language`: of the text that it is about ("": the original's, where no language was chosen)."""

    article_id: int
    title: str
    language: str = ""

    def _said(self, words: str, who: str) -> str:
        return words % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ArticleWritten(_ArticleFact):
    name: ClassVar[str] = "article.written"

    def sentence(self, who: str) -> str:
        return self._said(_("%(who)s wrote the article “%(title)s”"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleEdited(_ArticleFact):
    """What is being written was saved; readers see it only when it is published."""

    name: ClassVar[str] = "article.edited"
    number: int = 0

    def sentence(self, who: str) -> str:
        return self._said(_("%(who)s edited the article “%(title)s”"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleReviewAsked(_ArticleFact):
    name: ClassVar[str] = "article.review_asked"

    def sentence(self, who: str) -> str:
        return self._said(_("%(who)s asked for a review of the article “%(title)s”"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleSentBack(_ArticleFact):
    name: ClassVar[str] = "article.sent_back"
    words: str = ""
    asked_by: int | None = None

    def sentence(self, who: str) -> str:
        return _("%(who)s sent the article “%(title)s” back: %(words)s") % {
            "who": who, "title": self.title, "words": self.words,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(_ArticleFact):
    """`asked_by`: who had asked for its review."""

    name: ClassVar[str] = "article.published"
    number: int = 0
    asked_by: int | None = None

    def sentence(self, who: str) -> str:
        return self._said(_("%(who)s published the article “%(title)s”"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleWithdrawn(_ArticleFact):
    name: ClassVar[str] = "article.withdrawn"

    def sentence(self, who: str) -> str:
        return self._said(_("%(who)s withdrew the article “%(title)s”"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleChanged(_ArticleFact):
    """Who may read it, where it stands or who keeps it true."""

    name: ClassVar[str] = "article.changed"

    def sentence(self, who: str) -> str:
        return self._said(_("%(who)s changed who reads the article “%(title)s”, its place or its owner"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleArchived(_ArticleFact):
    name: ClassVar[str] = "article.archived"
    is_back: bool = False

    def sentence(self, who: str) -> str:
        if self.is_back:
            return self._said(_("%(who)s brought the article “%(title)s” back"), who)
        return self._said(_("%(who)s archived the article “%(title)s”"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleConfirmed(_ArticleFact):
    name: ClassVar[str] = "article.confirmed"

    def sentence(self, who: str) -> str:
        return self._said(_("%(who)s looked at the article “%(title)s”: it is still true"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleDue(_ArticleFact):
    """Its day to be looked at again has come."""

    name: ClassVar[str] = "article.due"
    owner_id: int | None = None

    def sentence(self, who: str) -> str:
        return self._said(_("The article “%(title)s” is to be looked at again"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleLinked(_ArticleFact):
    """With a ticket's number when that is what it was linked to: the ticket's history shows it."""

    name: ClassVar[str] = "article.linked"
    is_off: bool = False

    def sentence(self, who: str) -> str:
        if self.is_off:
            return self._said(_("%(who)s unlinked the article “%(title)s”"), who)
        return self._said(_("%(who)s linked the article “%(title)s”"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleRemarked(_ArticleFact):
    name: ClassVar[str] = "article.remarked"

    def sentence(self, who: str) -> str:
        return self._said(_("%(who)s said what the article “%(title)s” lacks"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleVoted(_ArticleFact):
    name: ClassVar[str] = "article.voted"
    is_helpful: bool

    def sentence(self, who: str) -> str:
        if self.is_helpful:
            return self._said(_("%(who)s found the article “%(title)s” helpful"), who)
        return self._said(_("%(who)s did not find the article “%(title)s” helpful"), who)


@dataclass(frozen=True, kw_only=True)
class ArticleSolved(_ArticleFact):
    """A reader who was about to ask did not need to any more."""

    name: ClassVar[str] = "article.solved"

    def sentence(self, who: str) -> str:
        return _("The article “%(title)s” answered %(who)s") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ArticlesImported(Fact):
    name: ClassVar[str] = "articles.imported"
    source: str
    written: int
    changed: int

    def sentence(self, who: str) -> str:
        return _("%(who)s imported articles from “%(source)s”: %(written)d new, %(changed)d changed") % {
            "who": who, "source": self.source, "written": self.written, "changed": self.changed,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class GapSettled(Fact):
    name: ClassVar[str] = "gap.settled"
    gap_id: int
    text: str
    state: str

    def sentence(self, who: str) -> str:
        if self.state == "answered":
            return _("%(who)s answered what was missing: “%(text)s”") % {"who": who, "text": self.text}
        if self.state == "ignored":
            return _("%(who)s set aside what was missing: “%(text)s”") % {"who": who, "text": self.text}
        return _("%(who)s opened again what was missing: “%(text)s”") % {"who": who, "text": self.text}
