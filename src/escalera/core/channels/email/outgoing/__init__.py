"""Mail on its way out: composing it and handing it over."""
