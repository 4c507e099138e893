"""Lessons: files that ask, let a person guess, and have the models answer."""
