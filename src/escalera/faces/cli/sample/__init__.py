"""The demo's sample company, made by calling the product's own actions: history, stays and events are real."""

from escalera.faces.cli.sample.fill import fill_sample

__all__ = ["fill_sample"]
