"""What a long run will take is said before it begins."""

from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.cli.main import call
from hallsim.cli.options import told_effort
from hallsim.study.effort import BYTES_AT_REST, BYTES_PER_ERRAND, BYTES_PER_PAIR, S_PER_ERRAND, S_PER_PAIR
from hallsim.text.message import EMPTY, Message
from tests.helpers.study_builder import TEXT


def test_the_effort_by_hand() -> None:
    """Four days of 60 matters: 36 licences of one errand; 24 permits of one, a collection and two steps."""
    source = hs.loads(TEXT)
    errands = 4 * (36 * 1 + 24 * 4)
    alone = hs.effort(source, ["apart", "together"], 3, processes=1, engine="reference")
    assert alone.n_matters == pytest.approx(240)
    assert alone.seconds == pytest.approx(3 * (2 * errands * S_PER_ERRAND["reference"] + 2 * S_PER_PAIR))
    assert alone.n_bytes == pytest.approx(
        BYTES_AT_REST + 2 * errands * BYTES_PER_ERRAND + 3 * 2 * BYTES_PER_PAIR
    )
    # three replications on two processes take two rounds, on eight of them one
    shared = [hs.effort(source, ["apart", "together"], 3, n, "reference") for n in (2, 8)]
    assert [one.seconds / alone.seconds for one in shared] == pytest.approx([2 / 3, 1 / 3])
    pairs = 3 * 2 * BYTES_PER_PAIR
    ratios = [(one.n_bytes - pairs) / (alone.n_bytes - pairs) for one in shared]
    assert ratios == pytest.approx([2, 3])
    assert [one.processes for one in shared] == [2, 3]
    assert hs.effort(source, ["apart"], 0, processes=2).seconds == 0


@pytest.mark.parametrize("built", [True, False])
def test_the_effort_is_that_of_the_engine_that_will_run(built: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = EMPTY if built else Message("it was not built with the package")
    monkeypatch.setattr("hallsim.hall.engines.why_not", lambda: missing)
    monkeypatch.setattr("hallsim.hall.engines.NOT_COVERED", {})
    source = hs.loads(TEXT)
    slow, auto = (hs.effort(source, ["apart"], 3, engine=name).seconds for name in ("reference", None))
    assert auto / slow == pytest.approx(S_PER_ERRAND["compiled"] / S_PER_ERRAND["reference"] if built else 1)
    named = hs.loads(TEXT.replace("run: {", "run: {engine: reference, "))
    assert hs.effort(named, ["apart"], 3).seconds == slow


@pytest.mark.parametrize(("lang", "said"), [("en", "About 240 matters"), ("zh", "每次重复约 240 件办件")])
def test_a_long_run_says_so_and_a_short_or_finished_one_does_not(
    lang: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "hall.yaml"
    file.write_text(TEXT, encoding="utf-8")
    args = ["run", str(file), "-n", "1", "-j", "1", "--out", str(tmp_path / "out"), "--lang", lang]
    assert call(args) == 0
    assert said not in capsys.readouterr().err
    monkeypatch.setattr(told_effort, "LONG_S", 1e-9)
    assert call(args) == 0  # told again: nothing is left to run
    assert said not in capsys.readouterr().err
    assert call([*args, "--overwrite"]) == 0
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "designs: 101 (unless meant, at most 100): each pair is compared, 5,050 of them"),
        ("zh", "101 个方案要两两比较 5,050 对"),
    ],
)
def test_more_designs_than_anybody_holds_against_one_another_must_be_meant(
    lang: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty designs took half a minute, a hundred two: the time of pairs, of which nothing was said."""
    monkeypatch.chdir(tmp_path)
    names = "".join(f"  d{i}: {{based_on: apart}}\n" for i in range(99))
    text = TEXT.replace("\nrun:", f"\n{names}run:")
    Path("hall.yaml").write_text(text, encoding="utf-8")
    assert len(hs.loads(text).scenario.designs) == 101
    for command in ("run", "compare"):
        assert call([command, "hall.yaml", "-n", "2", "--out", "out", "--lang", lang]) == 2
        assert said in capsys.readouterr().err
    assert not Path("out").exists()
    assert call(["compare", "hall.yaml", "-n", "1", "-q", "--designs", "apart,d3", "--out", "out"]) == 0
    monkeypatch.setattr(told_effort, "MOST_PAIRED", 1)
    assert (
        call(["compare", "hall.yaml", "-n", "1", "-q", "--designs", "apart,d3", "--out", "b", "--yes"]) == 0
    )
