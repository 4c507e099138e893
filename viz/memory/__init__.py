"""The memory lab as the browser draws it."""
