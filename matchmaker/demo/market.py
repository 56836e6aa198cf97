"""A believable Korean market from one seed, calibrated to data/marginals.csv. Everything in it is simulated.

Shares with a source are dealt out exactly (largest remainder); sizes of prices, weeks and projects are assumptions
around the taxonomy's bands. docs/demo-market.md says which figure rests on what.
"""

from __future__ import annotations

import random

from matchmaker.demo import demand_side, supply_side
from matchmaker.demo.people import SimMarket

SUPPLIERS, FIRMS, NEEDS = 367, 841, 160
# Growth 2019-2025: only the signs are from the survey; the sizes are assumed (marginals: growth.*).
GROWTH_DEMAND = {"all": 1.6, "sensor_vision": 2.2, "robot": 2.0, "security": 1.5, "cloud_data": 1.5}
GROWTH_SUPPLY = {"all": 1.3, "sensor_vision": 1.3, "robot": 1.1, "security": 1.1, "cloud_data": 1.1}
# Size of effect by kind of innovation; order from the comparison-group study, profit does not move.
EFFECTS = {"process": 0.9, "workplace": 0.5, "cooperation": 0.5, "product": 0.2, "profit": 0.0}


def build_market(seed: int = 2019, *, suppliers: int = SUPPLIERS, firms: int = FIRMS, needs: int = NEEDS) -> SimMarket:
    """The whole market. The same seed gives the same market, on every machine."""
    rng = random.Random(seed)  # noqa: S311  # nosec B311 # a simulation, nothing secret
    supply = supply_side.build_suppliers(rng, suppliers)
    demand = demand_side.build_firms(rng, firms)
    return SimMarket(
        suppliers=supply,
        firms=demand,
        needs=demand_side.build_needs(rng, demand, needs),
        growth_demand=GROWTH_DEMAND,
        growth_supply=GROWTH_SUPPLY,
        effects=EFFECTS,
    )
