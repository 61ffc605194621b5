"""The cores lent: no more than a container's quota, of either version of control groups."""

from __future__ import annotations

from pathlib import Path

import pytest

from hallsim.study.cores import cores

EIGHT = frozenset(range(8))


@pytest.fixture(autouse=True)
def eight_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: EIGHT, raising=False)


def machine(root: Path, groups: str, **files: str) -> Path:
    """A folder with the files of a machine; `__` in a name stands for a slash."""
    (root / "proc" / "self").mkdir(parents=True)
    (root / "proc" / "self" / "cgroup").write_text(groups, encoding="utf-8")
    for name, text in files.items():
        file = root / "sys" / "fs" / "cgroup" / name.replace("__", "/").replace("cpu_", "cpu.")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


V1 = "4:memory:/box\n3:cpu,cpuacct:/box/inner\n"


@pytest.mark.parametrize(
    ("groups", "files", "lent"),
    [
        ("", {}, 8),
        ("0::/\n", {}, 8),
        ("0::/\n", {"cpu_max": "max 100000\n"}, 8),
        ("0::/\n", {"cpu_max": "300000 100000\n"}, 3),
        ("0::/\n", {"cpu_max": "250000 100000\n"}, 3),
        ("0::/\n", {"cpu_max": "20000 100000\n"}, 1),
        ("0::/\n", {"cpu_max": "3200000 100000\n"}, 8),
        ("0::/\n", {"cpu_max": "nonsense\n"}, 8),
        # a group around this one lends less
        ("0::/box/inner\n", {"box__inner__cpu_max": "max 100000", "box__cpu_max": "200000 100000"}, 2),
        (V1, {"cpu__box__inner__cpu_cfs_quota_us": "-1", "cpu__box__inner__cpu_cfs_period_us": "100000"}, 8),
        (
            V1,
            {"cpu__box__inner__cpu_cfs_quota_us": "400000", "cpu__box__inner__cpu_cfs_period_us": "100000"},
            4,
        ),
        (
            V1,
            {
                "cpu,cpuacct__box__cpu_cfs_quota_us": "500000",
                "cpu,cpuacct__box__cpu_cfs_period_us": "100000",
            },
            5,
        ),
    ],
)
def test_a_quota_lends_less_than_there_is(
    tmp_path: Path, groups: str, files: dict[str, str], lent: int
) -> None:
    assert cores(machine(tmp_path, groups, **files)) == lent


def test_fewer_than_the_quota_where_fewer_may_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 5}, raising=False)
    assert cores(machine(tmp_path, "0::/\n", cpu_max="400000 100000")) == 2


def test_without_affinity_all_cores_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.sched_getaffinity")
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert cores(tmp_path) == 1
