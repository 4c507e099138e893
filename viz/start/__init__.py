"""The front page's payloads."""
