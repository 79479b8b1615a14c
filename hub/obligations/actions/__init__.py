"""What changes an obligation. Each commits, then tells those who track it and those asked."""
