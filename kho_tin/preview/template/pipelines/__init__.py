"""What happens to an article: validate, then store."""
