"""What the page itself shows, beside its labs."""
