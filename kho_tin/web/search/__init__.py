"""The search: a query read once, what it finds and in which order, and what else might be meant."""
