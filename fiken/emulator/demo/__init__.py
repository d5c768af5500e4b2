"""The demo company: its data, its history and its inbox."""
