"""What a folded text is made of."""

from dataclasses import dataclass
from enum import StrEnum


class PartKind(StrEnum):
    """What a stretch of a mail's text is to its reader."""

    NEW = "new"
    QUOTE = "quote"
    SIGNATURE = "signature"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines of the text. `header` stands before `text`: the lines that introduce a quote or a forward."""

    kind: PartKind
    text: str
    header: str = ""

    @property
    def whole(self) -> str:
        """Header and text, exactly as they stood in the mail."""
        return self.header + self.text


@dataclass(frozen=True, slots=True)
class Folded:
    """A text cut into parts, in order; their `whole` joined gives the text back, byte for byte."""

    parts: tuple[Part, ...]

    @property
    def whole(self) -> str:
        """The text that was folded."""
        return "".join(part.whole for part in self.parts)

    @property
    def new(self) -> str:
        """What the sender wrote now, trimmed; a mail without any words of its own gives its whole text."""
        pieces = [part.text.strip() for part in self.parts if part.kind is PartKind.NEW]
        return "\n\n".join(piece for piece in pieces if piece) or self.whole.strip()
