"""Settings screen: presets of industries and laws, applied and undone."""
