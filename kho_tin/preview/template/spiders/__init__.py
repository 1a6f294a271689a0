"""Where pages come from: one small file per site."""
