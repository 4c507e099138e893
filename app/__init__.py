"""The Gradio layer: layout and events, no arithmetic."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Gradio reads it when it is imported
