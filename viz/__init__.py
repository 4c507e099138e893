"""Records to figures: pure functions that return payloads for the browser or Plotly figures."""
