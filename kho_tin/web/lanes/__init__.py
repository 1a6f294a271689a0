"""What a visitor may make as costly as he likes waits its turn, and is done in another process."""
