"""One file per noun. ``ROUTERS`` is the list of everything that is served."""

from api.routes import health, limits, plans, reference, scenarios, solve, studies

ROUTERS = (
    health.router,
    limits.router,
    scenarios.router,
    reference.router,
    solve.router,
    plans.router,
    studies.router,
)
