"""A study: the same bytes for any number of processes, resumed or not; nothing finished is lost."""

import json
import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

import hallsim.api as hs
from hallsim.audit import AuditError, Violation
from hallsim.errors import InputError, RunError
from hallsim.metrics.definition.population import QUEUED
from hallsim.metrics.definition.sample import Sample
from hallsim.study.gains import fates, gains
from hallsim.study.result import records
from hallsim.trace.model import Trace
from tests.helpers.kept_results import forge
from tests.helpers.study_builder import TEXT, small_study


def contents(folder: Path) -> dict[str, bytes]:
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "manifest.json"]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_one_and_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    source = hs.loads(TEXT)
    for n in (1, 2):
        study = hs.compare(source, replications=2, processes=n, out=tmp_path / str(n))
        hs.save(study, tmp_path / str(n))
    one, two = contents(tmp_path / "1"), contents(tmp_path / "2")
    assert {"metrics.csv", "metrics.parquet", "report.html", "figures/differences.png"} <= set(one)
    assert one == two


def test_resume_takes_over_what_is_finished_and_only_that(tmp_path: Path) -> None:
    source = hs.loads(TEXT)
    whole = hs.compare(source, replications=3, processes=1, out=tmp_path)
    kept = tmp_path / "replications" / "0001.json"
    forge(kept, 1, lambda result: result["designs"]["apart"]["metrics"].update(wait_mean=[2469.0, 2.0]))
    (tmp_path / "replications" / "0002.json").unlink()
    told: list[int] = []
    resumed = hs.compare(
        source, replications=3, processes=1, out=tmp_path, resume=True, progress=lambda d, n: told.append(d)
    )
    assert told == [2, 3]
    value = resumed.metrics.query("design == 'apart' and replication == 1 and metric == 'wait_mean'")["value"]
    assert value.tolist() == [1234.5]
    other_seed = hs.compare(
        source, replications=3, seed=8, processes=1, out=tmp_path, resume=True, overwrite=True
    )
    assert 1234.5 not in other_seed.metrics["value"].to_numpy()
    without = resumed.metrics["replication"] != 1
    assert_frame_equal(resumed.metrics[without], whole.metrics[without])


def test_ctrl_c_keeps_the_finished_replications(tmp_path: Path) -> None:
    def stop(done: int, wanted: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hs.compare(hs.loads(TEXT), replications=3, processes=1, out=tmp_path, progress=stop)
    assert hs.finished_replications(tmp_path) == 2
    assert not json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["finished"]


def test_a_folder_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    with pytest.raises(InputError, match="is a file, not a folder"):
        hs.compare(hs.loads(TEXT), replications=1, processes=1, out=file / "results")
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "replications").write_text("in the way")
    with pytest.raises(RunError, match="cannot be written"):
        hs.compare(hs.loads(TEXT), replications=1, processes=1, out=tmp_path / "results")


def test_the_summary_is_of_all_people_together_and_differences_are_paired() -> None:
    study = small_study()

    def of(metric: str) -> Any:
        return study.metrics[study.metrics["metric"] == metric].pivot_table("value", "replication", "design")

    waits, tickets = of("ticket_wait_mean"), of("n_tickets")
    summary = study.summary.set_index(["design", "metric"])["value"]
    pooled = (waits * tickets).sum() / tickets.sum()
    assert summary["apart", "ticket_wait_mean"] == pytest.approx(pooled["apart"])
    assert pooled["apart"] != pytest.approx(waits["apart"].mean(), rel=1e-6)  # days are not equally full
    row = study.differences.set_index("metric").loc["ticket_wait_mean"]
    assert row["difference"] == pytest.approx(pooled["together"] - pooled["apart"])
    assert row["better_share"] == (waits["together"] < waits["apart"]).mean()


def test_a_quantile_is_that_of_all_people_of_the_study() -> None:
    study, source = small_study(), hs.loads(TEXT)
    traces = [hs.run_once(source, "apart", replication=r) for r in range(3)]
    samples = [Sample(trace) for trace in traces]
    waits = np.concatenate([s.visit_waits_min[QUEUED.rows(s)] for s in samples])
    (found,) = [r for r in records(study.summary) if (r.design, r.metric) == ("apart", "wait_p90")]
    assert found.value == pytest.approx(np.quantile(waits, 0.9), rel=1e-3)
    assert found.people == len(waits)
    assert found.lo < found.value < found.hi


def test_gains_of_a_design_against_itself_are_nothing() -> None:
    trace = hs.run_once(hs.loads(TEXT), "apart")
    own = fates(Sample(trace))
    rows = gains(own, own)
    assert {row["measure"] for row in rows} == {
        "wait", "time_in_hall", "visits", "lead_time", "satisfaction", "served",
    }  # fmt: skip
    assert all(row["equal"] == 1 and row["mean_difference"] == 0 for row in rows)


def test_gains_match_the_citizens_one_by_one() -> None:
    source = hs.loads(TEXT)
    a, b = (fates(Sample(hs.run_once(source, d))) for d in ("apart", "together"))
    row = gains(a, b)[0]
    both = a.citizen_served & b.citizen_served
    change = (b.value["wait"] - a.value["wait"])[both]
    assert (row["dimension"], row["measure"], row["n"]) == ("all", "wait", both.sum())
    assert row["mean_difference"] == pytest.approx(change.mean())
    assert row["worse"] == pytest.approx((change >= 1).mean())
    assert row["better"] + row["equal"] + row["worse"] == pytest.approx(1)


def test_the_day_profile_agrees_with_the_metrics() -> None:
    """Tickets and waits by half hour sum to the tickets and the mean wait."""
    study = small_study()
    whole = study.by_time[study.by_time["design"] == "apart"]
    day = whole.dropna()
    mean = float((day["n_tickets"] * day["mean_wait_min"]).sum() / day["n_tickets"].sum())
    metrics = study.metrics[study.metrics["design"] == "apart"].pivot_table("value", "replication", "metric")
    expected = np.average(metrics["ticket_wait_mean"], weights=metrics["n_tickets"])
    assert mean == pytest.approx(expected, rel=1e-9)
    # Little's law by another way: the mean number waiting, integrated over the day, is the day's waiting
    waiting_min = float(whole["mean_waiting"].sum()) * 30
    assert waiting_min == pytest.approx(mean * float(day["n_tickets"].sum()), rel=1e-9)


def test_a_broken_audit_is_an_error_that_travels_between_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(trace: Trace) -> None:
        found = Violation(rule="overlap", table="tickets", rows=(1,), count=1, sentence="two at once")
        raise AuditError([found], source=trace.design)

    monkeypatch.setattr("hallsim.audit.audit", broken)
    with pytest.raises(RunError, match="two at once") as caught:
        hs.compare(hs.loads(TEXT), replications=1, processes=1)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_an_unknown_design_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        hs.compare(hs.loads(TEXT), designs=["togehter"])
    assert "did you mean 'together'?" in str(caught.value)


def test_run_once_gives_tables_with_names_and_measures() -> None:
    trace = hs.run_once(hs.loads(TEXT), "together", replication=1)
    tables = hs.tables(trace)
    assert set(tables["tickets"]["server_name"].dropna()) >= {"all_in_one-1"}
    measured = hs.measure(trace)
    assert measured["n_tickets"] > 0
    assert math.isfinite(measured["wait_mean"])


def test_whoever_has_seen_verdicts_has_looked(tmp_path: Path) -> None:
    """Also who neither saves nor prints them: the next look, with more replications, is stricter."""
    source = hs.loads(TEXT)
    first = hs.compare(source, replications=2, processes=1, out=tmp_path)
    again = hs.compare(source, replications=2, processes=1, out=tmp_path, resume=True)
    more = hs.compare(source, replications=3, processes=1, out=tmp_path, resume=True)
    at_once = hs.compare(source, replications=3, processes=1)
    assert (first.looks, again.looks, more.looks, at_once.looks) == ((), (2,), (2,), ())
    width = [
        (rows["family_hi"] - rows["family_lo"]).to_numpy()
        for study in (first, again, at_once, more)
        if len(rows := study.differences[study.differences["metric"] == "wait_mean"])
    ]
    assert width[0] == width[1]
    assert width[2] < width[3]
