"""What can happen to an article."""

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
    article_id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class ArticleWritten(_ArticleFact):
    name: ClassVar[str] = "article.written"

    def sentence(self, who: str) -> str:
        return _("%(who)s wrote the article “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ArticleEdited(_ArticleFact):
    name: ClassVar[str] = "article.edited"

    def sentence(self, who: str) -> str:
        return _("%(who)s edited the article “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(_ArticleFact):
    name: ClassVar[str] = "article.published"

    def sentence(self, who: str) -> str:
        return _("%(who)s published the article “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ArticleWithdrawn(_ArticleFact):
    name: ClassVar[str] = "article.withdrawn"

    def sentence(self, who: str) -> str:
        return _("%(who)s withdrew the article “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ArticleVoted(_ArticleFact):
    name: ClassVar[str] = "article.voted"
    is_helpful: bool

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title}
        if self.is_helpful:
            return _("%(who)s found the article “%(title)s” helpful") % words
        return _("%(who)s did not find the article “%(title)s” helpful") % words


@dataclass(frozen=True, kw_only=True)
class ArticleSolved(_ArticleFact):
    """A reader who was about to ask did not need to any more."""

    name: ClassVar[str] = "article.solved"

    def sentence(self, who: str) -> str:
        return _("The article “%(title)s” answered %(who)s") % {"who": who, "title": self.title}
