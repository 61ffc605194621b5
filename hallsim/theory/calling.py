"""How long a called ticket keeps a window: the walk, the service, and calls to which nobody comes."""

from hallsim.theory.numerics.guards import require_rate, require_share, require_whole

MOST_RECALLS = 10_000


def called_service(
    mean: float, scv: float, walk: float = 0.0, no_show: float = 0.0, wait: float = 0.0, recalls: int = 0
) -> tuple[float, float]:
    """Mean and squared coefficient of variation of a window's time for one ticket, to be put into M/G/1.

    With q the chance that nobody comes, the ticket is answered after j missed calls (j = 0 .. recalls) with
    probability q^j (1 - q) and keeps the window for j waits, the walk and the service; with probability
    q^(recalls + 1) it is removed after recalls + 1 waits.
    """
    require_rate("mean", mean)
    require_rate("scv", scv, zero_allowed=True)
    require_share("no_show", no_show)
    require_rate("walk", walk, zero_allowed=True)
    require_rate("wait", wait, zero_allowed=True)
    require_whole("recalls", recalls, 0, MOST_RECALLS, "nobody is called so often")
    in_vain = (no_show ** (recalls + 1), (recalls + 1) * wait)
    answered = [(no_show**j * (1 - no_show), j * wait + walk + mean) for j in range(recalls + 1)]
    first = sum(chance * length for chance, length in (*answered, in_vain))
    if first == 0:
        return 0.0, 0.0
    # squares of differences: nothing cancels where all take as good as the same time
    spread = sum(chance * (length - first) ** 2 for chance, length in (*answered, in_vain))
    return first, (spread + scv * mean**2 * (1 - in_vain[0])) / first**2
