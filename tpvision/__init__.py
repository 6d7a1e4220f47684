"""tpvision: guides self-massage with a ball at a wall, seen by a camera."""

__version__ = "0.1.0"
