"""Three families on one text, as the browser draws them."""
