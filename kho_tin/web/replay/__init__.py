"""Captures as pages: found by address and time (Memento), framed, with links that stay inside."""
