"""A class that follows its teacher: rooms, beside Gradio, on routes of their own."""
