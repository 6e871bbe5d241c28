"""Why a demand is short, and the fewest things to ask of nations that would close it."""
