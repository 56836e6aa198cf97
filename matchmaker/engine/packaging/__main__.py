"""``python -m matchmaker.engine.packaging``: compile the search now, so that nobody waits for it; says where it is."""

from __future__ import annotations

import numpy as np

from matchmaker.engine.packaging import compiling, solve
from matchmaker.engine.types import PackageProblem, PackagingParams


def smallest() -> PackageProblem:
    """One slot, one supplier, one offer: enough to need every part of the search."""
    none = np.zeros(1)
    return PackageProblem(
        slot_must=np.ones(1, dtype=bool),
        offer_supplier=np.zeros(1, dtype=np.int64),
        offer_price=np.full(1, 1e6),
        offer_weeks=np.ones(1),
        fit=np.full((1, 1), 50.0),
        needs=np.zeros((1, 1), dtype=bool),
        late_weeks=none,
        far_hops=none,
        supplier_points=none,
        lead_points=none,
        speaks=np.ones((1, 1), dtype=bool),
        home=np.zeros(1, dtype=np.int64),
        pairs=np.zeros((0, 2), dtype=np.int64),
        pair_points=np.zeros(0),
        pinned=np.zeros(1, dtype=bool),
        budget=1e7,
        price_reference=1e7,
        params=PackagingParams(),
    )


if __name__ == "__main__":
    print(solve(smallest()).status, compiling.PLACE or "in this process only: nothing may be written")
