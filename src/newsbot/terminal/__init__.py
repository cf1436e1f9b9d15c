"""The terminal: what newsbot knows, shown to a person."""
