"""Inside a model: every activation of one pass by name, and the sum that made any number of it."""
