from importlib import import_module

from django.apps import AppConfig

# folders beside `email`; each registers its doors, ways out and capabilities
KINDS = (
    "alerts", "app", "chat", "form", "instagram", "messenger", "slack", "sms", "telegram", "voice", "whatsapp",
)  # fmt: skip


class ChannelsConfig(AppConfig):
    name = "escalera.core.channels"
    label = "channels"
    verbose_name = "Channels"

    def ready(self) -> None:
        for part in (
            "reactions",
            "readers",
            "email.intake",
            "email.ways",
            "email.kind",
            "shared.reactions",
            "shared.following",
        ):  # they register themselves
            import_module(f"escalera.core.channels.{part}")
        for kind in KINDS:
            import_module(f"escalera.core.channels.{kind}.registering")
        import_module("escalera.core.channels.tasks").register_loops()
