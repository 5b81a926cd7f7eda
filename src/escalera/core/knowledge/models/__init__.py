"""Topics, articles, their texts and versions; what stands around them; what readers missed."""

from escalera.core.knowledge.choices import Audience
from escalera.core.knowledge.models.around import ArticleFile, ArticleLink, Remark, Use, Vote
from escalera.core.knowledge.models.articles import Article, ArticleText, ArticleVersion, Topic
from escalera.core.knowledge.models.gaps import Gap, GapWord
from escalera.core.knowledge.models.unsaved import Unsaved

__all__ = [
    "Article", "ArticleFile", "ArticleLink", "ArticleText", "ArticleVersion", "Audience", "Gap", "GapWord", "Remark",
    "Topic", "Unsaved", "Use", "Vote",
]  # fmt: skip
