"""What stands around an article: files, links, what it did for tickets, what readers said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.core.knowledge.choices import How, LinkKind
from escalera.core.knowledge.models.articles import Article


class ArticleFile(models.Model):
    """A picture or an attachment. A text names it: `![Router](router.png)`, `[Form](form.pdf)`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="files", db_index=False)
    name = models.CharField(max_length=100, help_text="a-z, 0-9, . - _; once in an article")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "name"], name="article_file_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


class ArticleLink(models.Model):
    """An article belongs to something else. `target` is its key: a ticket's number, another article's, a procedure's.

    Rooms above have the things themselves; `knowledge.links` asks them for names and addresses."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="links", db_index=False)
    kind = models.CharField(max_length=8, choices=LinkKind)
    target = models.BigIntegerField()
    is_origin = models.BooleanField(default=False, help_text="the article was written up from it")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "kind", "target"], name="article_link_once")]
        indexes = [models.Index(fields=["kind", "target"], name="article_link_of")]

    def __str__(self) -> str:
        return f"{self.article_id} – {self.kind} {self.target}"


class Use(models.Model):
    """What an article did for one ticket: each thing counts once."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="uses", db_index=False)
    ticket_id = models.BigIntegerField()
    how = models.CharField(max_length=6, choices=How)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket_id", "article", "how"], name="article_use_once")]
        indexes = [models.Index(fields=["article", "how", "-at"], name="article_use_newest")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.how} in #{self.ticket_id}"


class Vote(models.Model):
    """One reader's yes or no. `voter` is a hash of who they are, never their address."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="votes", db_index=False)
    voter = models.CharField(max_length=40)
    is_helpful = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "voter"], name="one_vote_per_reader")]

    def __str__(self) -> str:
        return f"{'yes' if self.is_helpful else 'no'} to {self.article_id}"


class Remark(models.Model):
    """What somebody missed in an article, in their words. `agent` None: a customer wrote it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="remarks", db_index=False)
    language = models.CharField(max_length=10, blank=True, default="")
    text = models.CharField(max_length=1000)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["article", "-at"], condition=Q(done_at__isnull=True), name="remark_open")]

    def __str__(self) -> str:
        return self.text[:60]
