"""Drawing only: a surface, a view and a theme in, pixels out."""
