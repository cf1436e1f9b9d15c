"""Settings: what a person can get wrong, and that no answer to it gives a secret away."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import pytest
from tests.privileges import needs_permissions, public_folder, unprivileged

from newsbot.errors import SettingsError
from newsbot.settings import VARIABLES, Settings, load_settings

SECRET = "MTIzNDU2.Gh1jKl.secret-secret"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("NEWSBOT_"):
            monkeypatch.delenv(name)


@pytest.fixture
def env(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def refused(env: Path, **overrides: object) -> SettingsError:
    """Return the error, after checking that nothing that hangs on it holds the secret."""
    with pytest.raises(SettingsError) as caught:
        load_settings(env, **overrides)
    error = caught.value
    assert error.exit_code == 2
    assert error.__cause__ is None
    assert error.__context__ is None
    local_variables = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in local_variables.stack if frame.filename.endswith("settings.py")]
    seen = [repr(error), repr(error.details), *(repr(frame.locals) for frame in ours)]
    seen += [error.sentence("ko"), error.sentence("en"), *local_variables.format()]
    assert not any(part in text for text in seen for part in SECRET.split("."))
    assert "\n" not in error.sentence("ko") + error.sentence("en")
    return error


def test_without_anything_set_the_defaults_hold(env):
    assert load_settings(env) == Settings(
        corpus_dir=Path("corpus"),
        index_path=Path(".newsbot/index.sqlite3"),
        language="auto",
        quote_chars=200,
        limit=3,
        discord_token=None,
    )


def test_options_win_over_the_environment_and_that_over_the_file(env, monkeypatch):
    env.write_text("NEWSBOT_LIMIT=4\nNEWSBOT_QUOTE_CHARS=40\nNEWSBOT_LANGUAGE=ko\n")
    monkeypatch.setenv("NEWSBOT_LIMIT", "5")
    monkeypatch.setenv("NEWSBOT_QUOTE_CHARS", "50")
    settings = load_settings(env, limit=6, corpus_dir=None)
    assert (settings.limit, settings.quote_chars, settings.language) == (6, 50, "ko")
    assert settings.corpus_dir == Path("corpus")


def test_an_empty_variable_is_not_set(env):
    env.write_text("NEWSBOT_CORPUS_DIR=\nNEWSBOT_DISCORD_TOKEN=\n")
    assert load_settings(env).corpus_dir == Path("corpus")
    assert load_settings(env).discord_token is None


def test_hangul_home_and_quotes_in_a_path(env, monkeypatch):
    monkeypatch.setenv("HOME", "/home/기자")
    env.write_text('\ufeffNEWSBOT_CORPUS_DIR="~/뉴스 모음"\r\n', encoding="utf-8")
    assert load_settings(env).corpus_dir == Path("/home/기자/뉴스 모음")


def test_foreign_variables_are_left_alone(env, monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "x")
    monkeypatch.setenv("BOT_LIMIT", "x")
    env.write_text("# 설명\n\nexport OTHER='a b'\nBARE\nCORPUS_DIR=elsewhere\n")
    assert load_settings(env).corpus_dir == Path("corpus")


def test_the_token_is_kept_secret_and_without_spaces(env):
    env.write_text(f"NEWSBOT_DISCORD_TOKEN='  {SECRET} '\n")
    settings = load_settings(env)
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == SECRET
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("line", "code", "named"),
    [
        (
            "NEWSBOT_LIMIT=0",
            "settings.bad_number",
            "NEWSBOT_LIMIT must be a whole number from 1 to 10",
        ),
        ("NEWSBOT_LIMIT=셋", "settings.bad_number", "NEWSBOT_LIMIT"),
        ("NEWSBOT_QUOTE_CHARS=1001", "settings.bad_number", "from 20 to 1000"),
        (f"NEWSBOT_QUOTE_CHARS={SECRET}", "settings.bad_number", "NEWSBOT_QUOTE_CHARS"),
        (
            f"NEWSBOT_LANGUAGE={SECRET}",
            "settings.bad_choice",
            "NEWSBOT_LANGUAGE must be one of: ko, en, auto",
        ),
        ("NEWSBOT_CORPUS_DIR=~no-such-user-here/x", "settings.bad_path", "NEWSBOT_CORPUS_DIR"),
        (
            f"NEWSBOT_DISCORD_TOKEN='{SECRET} {SECRET}'",
            "settings.bad_token",
            "NEWSBOT_DISCORD_TOKEN",
        ),
        (f"NEWSBOT_DISCORD_TOKEN={SECRET}가", "settings.bad_token", "NEWSBOT_DISCORD_TOKEN"),
    ],
)
def test_a_bad_value_is_answered_by_its_variable_and_what_it_takes(env, line, code, named):
    env.write_text(f"NEWSBOT_DISCORD_TOKEN={SECRET}\n{line}\n", encoding="utf-8")
    error = refused(env)
    assert error.code == code
    assert named in error.sentence("en")
    assert ".env" in error.sentence("ko")


def test_a_bad_option_is_answered_like_a_bad_variable(env):
    assert refused(env, limit=11).code == "settings.bad_number"


def test_an_unknown_option_is_a_fault_of_the_program(env):
    with pytest.raises(TypeError, match="corpus"):
        load_settings(env, corpus="x")


@pytest.mark.parametrize("place", ["environment", "file"])
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("NEWSBOT_CORPUS_DRI", "NEWSBOT_CORPUS_DIR"),
        ("newsbot_corpus", "NEWSBOT_CORPUS_DIR"),
        ("NEWSBOT_TOKEN", "NEWSBOT_DISCORD_TOKEN"),
        ("NEWBOT_QUOTE_CHARS", "NEWSBOT_QUOTE_CHARS"),
        ("NEWS_BOT_LANGUAGE", "NEWSBOT_LANGUAGE"),
    ],
)
def test_a_misspelt_variable_is_answered_by_the_right_one(env, monkeypatch, place, name, meant):
    if place == "file":
        env.write_text(f"{name}={SECRET}\n")
    else:
        monkeypatch.setenv(name, SECRET)
    error = refused(env)
    assert (error.code, error.details["meant"]) == ("settings.misspelt", meant)
    assert name in error.sentence("ko")


def test_a_name_unlike_any_of_ours_is_answered_by_all_of_them(env, monkeypatch):
    monkeypatch.setenv("NEWSBOT_VOLUME", SECRET)
    error = refused(env)
    assert error.code == "settings.unknown"
    assert all(variable in error.sentence("en") for variable in VARIABLES)


@pytest.mark.parametrize(
    "line",
    [
        f"NEWSBOT_DISCORD_TOKEN {SECRET}",
        f"NEWSBOT_DISCORD_TOKEN: {SECRET}",
        f"NEWSBOT_DISCORD_TOKEN:{SECRET}==",
        f"NEWSBOT_DISCORD_TOKEN='{SECRET}",
        "NEWSBOT_DISCORD_TOKEN",
    ],
)
def test_a_line_that_is_no_assignment_is_answered_by_its_number(env, line, caplog):
    env.write_text(f"# first\n\n\n{line}\nNEWSBOT_LIMIT=2\n")
    error = refused(env)
    assert (error.code, error.details["line"]) == ("settings.env_line", 4)
    assert not caplog.records


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp949"])
def test_a_file_in_another_encoding_is_to_be_saved_as_utf8(env, encoding):
    env.write_bytes(f"# 뉴스\nNEWSBOT_DISCORD_TOKEN={SECRET}\n".encode(encoding))
    error = refused(env)
    assert error.code == "settings.env_encoding"
    assert "UTF-8" in error.sentence("ko")


def test_a_folder_is_no_settings_file(env):
    env.mkdir()
    assert refused(env).code == "settings.env_not_a_file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_is_not_waited_for(env):
    os.mkfifo(env)
    assert refused(env).code == "settings.env_not_a_file"


@needs_permissions
def test_a_file_without_read_permission():
    with public_folder() as folder:
        env = folder / ".env"
        env.write_text(f"NEWSBOT_DISCORD_TOKEN={SECRET}\n")
        env.chmod(0)
        with unprivileged():
            error = refused(env)
    assert error.code == "settings.env_unreadable"
    assert "Permission denied" in error.sentence("en")


def test_the_example_sets_nothing_and_names_every_variable(monkeypatch):
    example = Path(__file__).parents[1] / ".env.example"
    assert load_settings(example) == load_settings(None)
    text = example.read_text(encoding="utf-8")
    assert all(f"#{variable}=" in text for variable in VARIABLES)


@pytest.fixture
def uncommented(tmp_path: Path) -> Path:
    example = Path(__file__).parents[1] / ".env.example"
    lines = example.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "uncommented"
    path.write_text(
        "\n".join(line.removeprefix("#") for line in lines if line.startswith("#NEWSBOT"))
    )
    return path


def test_the_defaults_in_the_example_are_the_defaults(uncommented):
    assert load_settings(uncommented) == load_settings(None)
