"""Text to tokens to vectors."""
