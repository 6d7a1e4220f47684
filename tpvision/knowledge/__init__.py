"""What is known of bodies and how it is said: data, with its sources."""
