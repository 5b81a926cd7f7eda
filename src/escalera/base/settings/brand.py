"""The company's colour: checked to be readable, and turned into the style sheet that lays it over the product's own.

Contrast is WCAG's (relative luminance, 4.5 : 1 for text). The product draws the accent as text on its lightest and
darkest grounds, and as a ground under white (by day) or near-black (by night) text; a colour that cannot do that is made
darker or lighter until it can, at the same hue, so that any company's colour may be typed."""

from __future__ import annotations

import colorsys
import re

RGB = tuple[float, float, float]  # 0 … 1
ENOUGH = 4.5
LIGHT_GROUND: RGB = (0.945, 0.94, 0.93)  # the tinted ground of a marked entry, the darkest that carries the accent
DARK_GROUND: RGB = (0.2, 0.21, 0.25)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEP = 0.01


def is_color(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def contrast(one: RGB, other: RGB) -> float:
    """Return WCAG's contrast ratio of two colours, 1 … 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def rgb(color: str) -> RGB:
    """Return "#rrggbb" as fractions."""
    return tuple(int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))  # type: ignore[return-value]


def hexadecimal(color: RGB) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in color)


def readable(color: str, *, dark: bool) -> str:
    """Return the colour, or the nearest of its hue that can be read on the light (or dark) grounds."""
    ground = DARK_GROUND if dark else LIGHT_GROUND
    hue, light, strength = colorsys.rgb_to_hls(*rgb(color))
    found = rgb(color)
    while contrast(found, ground) < ENOUGH and (light < 1.0 if dark else light > 0.0):
        light = min(1.0, light + _STEP) if dark else max(0.0, light - _STEP)
        found = colorsys.hls_to_rgb(hue, light, strength)
    return hexadecimal(found)


def stylesheet(color: str) -> str:
    """Return the few lines that lay the colour over the product's tokens; "" for no colour."""
    if not is_color(color):
        return ""
    day, night = readable(color, dark=False), readable(color, dark=True)
    return (
        "@layer tokens { :root {\n"
        f"  --accent: light-dark({day}, {night});\n"
        f"  --accent-soft: light-dark(color-mix(in oklab, {day} 9%, #fff), color-mix(in oklab, {night} 17%, #1c2029));\n"
        "  --on-accent: light-dark(#fff, #10131a);\n"
        "} }\n"
    )


def _luminance(color: RGB) -> float:
    red, green, blue = ((part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
