"""One file per noun. ``ROUTERS`` is the list of everything that is served."""

from api.routes import health, scenarios, solve

ROUTERS = (health.router, scenarios.router, solve.router)
