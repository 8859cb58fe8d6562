"""What belongs to no single app, or moves rows of several."""
