"""The search: parsing a query, what it finds and in which order, and what else may be meant."""
