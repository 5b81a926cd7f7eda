"""What every test may use. The database comes first: it sets the environment that Django's settings read."""

from tests.database import child_environment, django_db_modify_db_settings, probe

__all__ = ["child_environment", "django_db_modify_db_settings", "probe"]
