"""The unit file, the Dockerfile and the Makefile start the bot as the program and the page say."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from tests.test_docs import ROOT, command_lines, text_of

from newsbot.bot import start
from newsbot.cli import app
from newsbot.errors import SettingsError
from newsbot.settings import PREFIX, VARIABLES, Settings

UNIT, DOCKERFILE, PAGE = "deploy/newsbot.service", "Dockerfile", "docs/discord.md"
COMMANDS = {command.name for command in app.registered_commands}
LOGINS_A_DAY = 1_000
"""Discord takes a bot's token away at more (Gateway, "Identifying")."""


def places() -> set[str]:
    """Return the folders that newsbot writes to, from where it is started, by default."""
    corpus = Settings.model_fields["corpus_dir"].default
    index = Settings.model_fields["index_path"].default
    return {corpus.as_posix(), index.parent.as_posix()}


# systemd


@pytest.fixture
def unit() -> dict[str, list[str]]:
    """The settings of the unit file, each with its values in order."""
    found: dict[str, list[str]] = {}
    for line in text_of(UNIT).splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def seconds(text: str) -> int:
    number, unit_of_time = re.fullmatch(r"(\d+)([a-z]*)", text).groups()  # type: ignore[union-attr]
    return int(number) * {"": 1, "min": 60, "d": 86_400}[unit_of_time]


def test_the_unit_runs_a_command_of_newsbot_from_where_the_page_installs_it(unit):
    program, *arguments = unit["ExecStart"][0].split()
    assert arguments[0] in COMMANDS
    pips = [line for line in command_lines(PAGE) if "pip install" in line]
    assert pips
    assert {Path(shlex.split(line)[1]).parent for line in pips} == {Path(program).parent}


def test_the_unit_reads_its_token_from_the_file_that_the_page_makes_and_holds_none(unit):
    (file,) = unit["EnvironmentFile"]
    assert f"sudo install -m 0600 .env {file}" in command_lines(PAGE)
    assert "Environment" not in unit
    named = set(re.findall(rf"{PREFIX}\w+", text_of(UNIT)))
    assert named <= set(VARIABLES)
    assert not re.search(rf"{PREFIX}\w+=", text_of(UNIT))


def test_the_unit_lets_the_bot_write_where_it_writes_and_nowhere_else(unit):
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["WorkingDirectory"] == ["%S/newsbot"]
    owned, corpus = unit["StateDirectory"][0].split()
    assert owned == "newsbot"
    assert corpus.removeprefix("newsbot/") in places()
    assert "ReadWritePaths" not in unit


def test_the_unit_takes_rights_away(unit):
    assert unit["User"] == ["newsbot"]
    assert "useradd --system --user-group --home-dir /var/lib/newsbot" in "".join(
        command_lines(PAGE)
    )
    wanted = {
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectHome",
        "RestrictNamespaces",
    }
    assert all(unit[name] == ["yes"] for name in wanted)
    assert unit["CapabilityBoundingSet"] == [""]
    assert unit["UMask"] == ["0077"]
    # asyncio needs a pair of Unix sockets; Kiwi looks into /proc/cpuinfo for its model
    assert {"AF_INET", "AF_INET6", "AF_UNIX"} == set(unit["RestrictAddressFamilies"][0].split())
    assert "ProcSubset" not in unit


def test_the_unit_waits_for_the_bot_to_leave_by_itself(unit):
    assert unit["KillSignal"] == ["SIGTERM"]
    assert seconds(unit["TimeoutStopSec"][0]) > start._DRAIN_SECONDS + start._CLOSE_SECONDS


def test_the_unit_never_logs_in_so_often_that_discord_takes_the_token_away(unit):
    assert unit["Restart"] == ["on-failure"]
    assert unit["RestartPreventExitStatus"] == [f"{SettingsError.exit_code}"]
    assert seconds(unit["StartLimitIntervalSec"][0]) == 86_400
    burst = int(unit["StartLimitBurst"][0])
    assert burst < LOGINS_A_DAY / 2
    longest = seconds(unit["RestartMaxDelaySec"][0])
    tries = int(unit["RestartSteps"][0]) + 86_400 / longest
    assert tries < burst, "with the back-off it goes on trying"


def test_the_units_memory_is_that_of_the_page(unit):
    most = int(unit["MemoryMax"][0].removesuffix("M"))
    assert int(unit["MemoryHigh"][0].removesuffix("M")) < most
    assert f"{most / 1000:g} GB" in text_of(PAGE)
    assert any(f"--memory {most}m" in line for line in command_lines(PAGE))


def test_the_unit_lets_the_bot_out_to_the_web_and_start_a_child(unit):
    """Pages and feeds are fetched; foreign bytes are parsed in a process of their own."""
    assert not unit.keys() & {"IPAddressDeny", "PrivateNetwork", "RestrictNetworkInterfaces"}
    assert "@system-service" in unit["SystemCallFilter"]  # fork, inotify, setrlimit
    numpy_threads, asyncio_threads, ours = 64, 32, 16
    assert int(unit["TasksMax"][0]) > numpy_threads + asyncio_threads + ours


def test_the_folder_to_watch_that_the_page_names_is_one_that_the_unit_sees(unit):
    (folder,) = re.findall(r"`(/[\w/]+/inbox)`", text_of(PAGE))
    owned = Path("/var/lib", unit["StateDirectory"][0].split()[0])
    assert Path(folder).parent == owned
    assert unit["ProtectHome"] == ["yes"]
    assert "outside of `/home`, `/root` and `/tmp`" in " ".join(text_of(PAGE).split())


# Container


@pytest.fixture
def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, each with what follows it."""
    text = re.sub(r"^#.*\n", "", text_of(DOCKERFILE), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    return [(name, " ".join(rest.split())) for name, rest in lines]


def last(steps: list[tuple[str, str]], wanted: str) -> str:
    return [rest for name, rest in steps if name == wanted][-1]


def test_the_image_starts_a_command_of_newsbot(steps):
    assert json.loads(last(steps, "ENTRYPOINT")) == ["newsbot"]
    (command,) = json.loads(last(steps, "CMD"))
    assert command in COMMANDS
    assert last(steps, "STOPSIGNAL") == "SIGTERM"


def test_the_image_runs_as_another_user_than_root(steps):
    user, group = last(steps, "USER").split(":")
    assert user.isdigit()
    assert int(user) > 1000
    assert user == group
    assert f"useradd --uid {user} --user-group" in last(steps, "RUN")
    assert f"user {user}" in text_of(PAGE)


def test_the_volumes_are_what_newsbot_writes_to_and_belong_to_its_user(steps):
    home = last(steps, "WORKDIR")
    volumes = json.loads(last(steps, "VOLUME"))
    assert set(volumes) == {f"{home}/{place}" for place in places()}
    made = last(steps, "RUN").partition("install -d -o newsbot -g newsbot -m 0700 ")[2].split()
    assert set(volumes) < set(made)
    runs = [
        line for line in command_lines(PAGE) if line.startswith("docker run") and "tar" not in line
    ]
    assert len(runs) > 2
    for line in runs:
        for volume in volumes:
            assert f":{volume} " in line


def test_only_the_program_gets_into_the_image(steps):
    """No .env: what is not let through by name cannot be copied, not even by a later `COPY .`."""
    ignored = [line for line in text_of(".dockerignore").splitlines() if not line.startswith("#")]
    assert ignored[0] == "*"
    let_in = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copied = [rest.split()[:-1] for name, rest in steps if name == "COPY" and "--from" not in rest]
    assert {one for sources in copied for one in sources} == let_in
    assert not any(one.startswith((".", "corpus")) for one in let_in)
    assert PREFIX not in text_of(DOCKERFILE)


def test_all_that_the_build_needs_gets_into_the_image(steps):
    project = tomllib.loads(text_of("pyproject.toml"))
    wanted = {"pyproject.toml", project["project"]["readme"], *project["project"]["license-files"]}
    wanted |= {
        Path(one).parts[0]
        for one in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    }
    copied = {source for name, rest in steps if name == "COPY" for source in rest.split()[:-1]}
    assert wanted <= copied
    for line in command_lines(PAGE):  # the systemd way copies the same
        if line.startswith("sudo cp -r pyproject.toml"):
            assert set(line.split()[3:-1]) == wanted


def test_the_image_has_a_python_that_newsbot_takes(steps):
    least = tomllib.loads(text_of("pyproject.toml"))["project"]["requires-python"]
    versions = [re.match(r"python:(\d+\.\d+)-slim", rest) for name, rest in steps if name == "FROM"]
    assert len(versions) == 2
    for version in versions:
        assert version
        assert f">={version[1]}" == least


# make


def test_make_bot_starts_the_bot():
    recipe = re.search(r"^bot: \$\(EDITABLE\).*\n\t(.*)$", text_of("Makefile"), re.MULTILINE)
    assert recipe
    assert recipe[1] == "@$(BIN)/newsbot bot"
    assert "make bot" in command_lines(PAGE)
    assert (ROOT / ".env.example").exists()
