"""Inside a model, as the browser draws it."""
