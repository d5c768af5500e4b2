"""The demo company, and the files in its inbox."""
