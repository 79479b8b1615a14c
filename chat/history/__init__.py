"""An old chat log comes along: read from CSV, carried into rooms of its own."""
