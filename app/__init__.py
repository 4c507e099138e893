"""The Gradio layer: layout and events, no arithmetic."""
