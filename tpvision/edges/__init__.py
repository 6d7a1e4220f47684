"""One device or one heavy library each; never each other, never the core."""
