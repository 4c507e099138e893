"""What a model expects, and how surprising a text is to it."""
