"""A wrong setting stops the start with its name and what to do; a right one is taken as it was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalera.config.environment import EnvironmentProblem, read_environment


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ESCALERA_TIME_ZONE", "Mars/X", "use el nombre de una zona horaria, como America/Bogota"),
        ("ESCALERA_LANGUAGE", "fr", "use una de estas: es, es-419, en, pt-br («fr»)"),
        ("ESCALERA_LOG_LEVEL", "loud", "use una de estas: DEBUG, INFO, WARNING, ERROR, CRITICAL («LOUD»)"),
        ("ESCALERA_WEB_THREADS", "0", "debe ser al menos 1 («0»)"),
        ("ESCALERA_MAX_MAIL_MB", "-3", "debe ser al menos 1 («-3»)"),
        ("ESCALERA_TRUSTED_PROXIES", "-1", "debe ser al menos 0 («-1»)"),
        (
            "ESCALERA_SMTP_URL",
            "http://x",
            "use smtp://usuario:contraseña@servidor:587?tls=starttls, smtps://… o file:///carpeta",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(
    name: str, value: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALERA_LANGUAGE", "es")  # the console's
    with pytest.raises(EnvironmentProblem) as problem:
        read_environment({"ESCALERA_DATA_DIR": str(tmp_path), name: value})
    assert str(problem.value) == f"{name}: {words}"


def test_right_settings_are_taken(tmp_path: Path) -> None:
    given = {"ESCALERA_LOG_LEVEL": "debug", "ESCALERA_SMTP_URL": "file:///out", "ESCALERA_TIME_ZONE": "Europe/Madrid"}
    read = read_environment({"ESCALERA_DATA_DIR": str(tmp_path), **given})
    assert (read.log_level, read.smtp_url, read.time_zone) == ("DEBUG", "file:///out", "Europe/Madrid")
