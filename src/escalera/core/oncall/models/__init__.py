from escalera.core.oncall.models.pages import Page, PageCall
from escalera.core.oncall.models.rotations import Feed, Layer, Override, Place, Rotation
from escalera.core.oncall.models.steps import ArmedStep, EscalationPolicy, Step

__all__ = [
    "ArmedStep", "EscalationPolicy", "Feed", "Layer", "Override", "Page", "PageCall", "Place", "Rotation", "Step",
]  # fmt: skip
