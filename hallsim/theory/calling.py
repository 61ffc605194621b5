"""How long a called ticket keeps a window: the walk, the service, and calls to which nobody comes."""

from hallsim.theory.guards import require_rate


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
    if not 0 <= no_show <= 1 or walk < 0 or wait < 0 or recalls < 0:
        raise ValueError("no_show is a share; walk, wait and recalls are not negative")
    first = no_show ** (recalls + 1) * (recalls + 1) * wait
    second = no_show ** (recalls + 1) * ((recalls + 1) * wait) ** 2
    for j in range(recalls + 1):
        chance, length = no_show**j * (1 - no_show), j * wait + walk + mean
        first += chance * length
        second += chance * (length**2 + scv * mean**2)
    return first, second / first**2 - 1 if first else 0.0
