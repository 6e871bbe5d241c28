"""One file per noun. ``ROUTERS`` is the list of everything that is served."""

from api.routes import charts, health, limits, page, plans, reference, scenarios, solve, studies

ROUTERS = (
    health.router,
    limits.router,
    scenarios.router,
    reference.router,
    solve.router,
    plans.router,
    studies.router,
    charts.router,
    page.router,
)
