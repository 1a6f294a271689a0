"""The verbs of `kho-tin`, a module each."""
