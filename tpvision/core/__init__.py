"""The pure middle: no clock, no chance, no file, no device."""
