"""Solves a model stage by stage. The only package that names a solver."""
