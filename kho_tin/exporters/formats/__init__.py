"""One module a format, which declares it as FORMAT: see `exporters.format`."""
