"""Who looks at whom: traces of the attention of a pass, and what follows from them."""
