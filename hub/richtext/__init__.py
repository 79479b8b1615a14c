"""HTML that people write in the editor: cleaned, stored, shown, with its pictures."""
