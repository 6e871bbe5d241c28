"""The planner over HTTP: thin, stateless for small questions, no mathematics of its own."""
