"""The demo city: 青葉市, its people and three months of conversation."""
