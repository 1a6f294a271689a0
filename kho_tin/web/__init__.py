"""What researchers see: Datasette on the archive, with a search that knows Vietnamese."""
