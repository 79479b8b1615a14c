"""What changes boards and notices. Each commits, then tells those it concerns."""
