"""The search: what was typed, what it finds and in which order, and what else might be meant."""
