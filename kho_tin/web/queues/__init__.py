"""Requests that a visitor can make as costly as he likes queue, and run in another process."""
